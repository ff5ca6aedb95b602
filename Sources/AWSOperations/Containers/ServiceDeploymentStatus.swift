/// The status of a service deployment.
package enum ServiceDeploymentStatus: OpenEnumeration {
    case pending, successful, stopped, stopRequested, inProgress, rollbackRequested, rollbackInProgress
    case rollbackSuccessful, rollbackFailed
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .pending: "PENDING", .successful: "SUCCESSFUL", .stopped: "STOPPED", .stopRequested: "STOP_REQUESTED",
        .inProgress: "IN_PROGRESS", .rollbackRequested: "ROLLBACK_REQUESTED",
        .rollbackInProgress: "ROLLBACK_IN_PROGRESS", .rollbackSuccessful: "ROLLBACK_SUCCESSFUL",
        .rollbackFailed: "ROLLBACK_FAILED",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// A stage of a service deployment. Hooks know `PRE_PRODUCTION_TRAFFIC_SHIFT` besides.
package enum LifecycleStage: OpenEnumeration {
    case reconcileService, preScaleUp, scaleUp, postScaleUp, testTrafficShift, postTestTrafficShift
    case preProductionTrafficShift, productionTrafficShift, postProductionTrafficShift, bakeTime, cleanUp
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .reconcileService: "RECONCILE_SERVICE", .preScaleUp: "PRE_SCALE_UP", .scaleUp: "SCALE_UP",
        .postScaleUp: "POST_SCALE_UP", .testTrafficShift: "TEST_TRAFFIC_SHIFT",
        .postTestTrafficShift: "POST_TEST_TRAFFIC_SHIFT", .preProductionTrafficShift: "PRE_PRODUCTION_TRAFFIC_SHIFT",
        .productionTrafficShift: "PRODUCTION_TRAFFIC_SHIFT",
        .postProductionTrafficShift: "POST_PRODUCTION_TRAFFIC_SHIFT", .bakeTime: "BAKE_TIME", .cleanUp: "CLEAN_UP",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The status of a deployment's circuit breaker or alarms.
package enum ServiceMonitorStatus: OpenEnumeration {
    case triggered, monitoring, monitoringComplete, disabled
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .triggered: "TRIGGERED", .monitoring: "MONITORING", .monitoringComplete: "MONITORING_COMPLETE",
        .disabled: "DISABLED",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}

/// The status of a deployment's hook.
package enum LifecycleHookStatus: OpenEnumeration {
    case awaitingAction, inProgress, succeeded, failed, timedOut
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .awaitingAction: "AWAITING_ACTION", .inProgress: "IN_PROGRESS", .succeeded: "SUCCEEDED", .failed: "FAILED",
        .timedOut: "TIMED_OUT",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
