#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A service deployment: the way from one service revision to another.
package struct FakeServiceDeployment: Sendable, Hashable {
    /// The statuses.
    package enum Status: String, Sendable, Hashable {
        case pending = "PENDING"
        case inProgress = "IN_PROGRESS"
        case successful = "SUCCESSFUL"
        case stopRequested = "STOP_REQUESTED"
        case stopped = "STOPPED"
        case rollbackRequested = "ROLLBACK_REQUESTED"
        case rollbackInProgress = "ROLLBACK_IN_PROGRESS"
        case rollbackSuccessful = "ROLLBACK_SUCCESSFUL"
        case rollbackFailed = "ROLLBACK_FAILED"

        /// A Boolean value that indicates whether the deployment has ended.
        package var isFinal: Bool {
            switch self {
            case .successful, .stopped, .rollbackSuccessful, .rollbackFailed: true
            case .pending, .inProgress, .stopRequested, .rollbackRequested, .rollbackInProgress: false
            }
        }
    }

    /// The lifecycle stages in their order. Stages of traffic exist for strategies that shift traffic.
    package enum Stage: String, Sendable, Hashable, CaseIterable {
        case reconcileService = "RECONCILE_SERVICE"
        case preScaleUp = "PRE_SCALE_UP"
        case scaleUp = "SCALE_UP"
        case postScaleUp = "POST_SCALE_UP"
        case testTrafficShift = "TEST_TRAFFIC_SHIFT"
        case postTestTrafficShift = "POST_TEST_TRAFFIC_SHIFT"
        case productionTrafficShift = "PRODUCTION_TRAFFIC_SHIFT"
        case postProductionTrafficShift = "POST_PRODUCTION_TRAFFIC_SHIFT"
        case bakeTime = "BAKE_TIME"
        case cleanUp = "CLEAN_UP"
    }

    /// A hook that was reached.
    package struct Hook: Sendable, Hashable {
        /// The id.
        package var id: String
        /// The stage, which the API does not return.
        package var stage: String
        /// The type.
        package var type: String
        /// The function's ARN.
        package var target: String?
        /// The status.
        package var status: String
        /// The time of the time-out.
        package var expiresAt: Date
        /// The action of the time-out.
        package var timeoutAction: String
    }

    /// A rollback.
    package struct Rollback: Sendable, Hashable {
        /// The reason.
        package var reason: String
        /// The start.
        package var startedAt: Date
        /// The service revision to return to; nil without one.
        package var revision: String?
    }

    /// The ARN.
    package var arn: String
    /// The status.
    package var status = Status.pending
    /// The reason of the status.
    package var reason: String?
    /// The stage; nil before the start.
    package var stage: Stage?
    /// The service revision to reach.
    package var target: String
    /// The service revisions that were running.
    package var sources: [String]
    /// The settings.
    package var settings: FakeDeploymentSettings
    /// The failures that the circuit breaker counted.
    package var failures = 0
    /// The circuit breaker's status.
    package var breaker: String
    /// The status of the alarms' observation.
    package var alarms: String
    /// The alarms that were triggered.
    package var triggeredAlarms: [String] = []
    /// The rollback.
    package var rollback: Rollback?
    /// The hooks that were reached.
    package var hooks: [Hook] = []
    /// The percentage of production traffic of the target revision.
    package var productionWeight: Double
    /// The percentage of test traffic of the target revision.
    package var testWeight: Double = 0
    /// The number of the step within the production traffic shift.
    package var step = 0
    /// The time of creation.
    package var createdAt: Date
    /// The start.
    package var startedAt: Date?
    /// The end.
    package var finishedAt: Date?
    /// The time at which it stopped, without a rollback.
    package var stoppedAt: Date?
    /// The time of the last change.
    package var updatedAt: Date
    /// The time of the next change; nil while it waits for something.
    package var nextAt: Date?
    /// The hooks that are done, by stage and step.
    var passedHooks: Set<String> = []
    /// The status to report when a requested stop has ended.
    var stopReason: String?
    /// The failures of the revision that a rollback returns to.
    var rollbackFailures = 0

    /// A Boolean value that indicates whether the deployment shifts traffic between two target groups.
    var shiftsTraffic: Bool { settings.strategy != .rolling }
}
