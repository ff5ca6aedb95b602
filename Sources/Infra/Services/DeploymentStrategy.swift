/// The way in which ECS replaces a service's tasks by those of a new revision ("Amazon ECS deployment strategies").
///
///     service.strategy = DeploymentStrategy(.canary(percent: 10, for: .minutes(10)))
///     service.strategy.testPort = 8443
///     service.strategy.pause = DeploymentPause(at: .postTestTrafficShift)
public struct DeploymentStrategy: CheckedProperties, Sendable, Hashable {
    /// The transition from the old tasks to the new ones.
    public enum Shift: Sendable, Hashable {
        /// New tasks join the old ones in the target group, which then stop.
        case rolling
        /// All new tasks start beside the old ones; the traffic moves at once.
        case blueGreen
        /// The traffic moves to the new tasks in equal steps.
        case linear(percent: Double, every: Period)
        /// A part of the traffic moves to the new tasks first, then the rest.
        case canary(percent: Double, for: Period)
    }

    /// The transition. Defaults to `.rolling`.
    public var shift: Shift
    /// The time for which ECS watches the alarms after the traffic has moved, before it stops the old tasks; nil is ECS's own.
    /// Defaults to nil.
    public var bakeTime: Period?
    /// A stop that waits for an operator; nil does not wait. Defaults to nil.
    public var pause: DeploymentPause?
    /// The port on which the load balancer offers the new tasks before the traffic moves; nil offers none. Defaults to nil.
    public var testPort: Int?

    /// A rolling deployment.
    public static let rolling = DeploymentStrategy(.rolling)

    /// Describes a strategy.
    public init(_ shift: Shift) {
        self.shift = shift
    }

    /// A Boolean value that indicates whether traffic moves between two target groups.
    public var shiftsTraffic: Bool { shift != .rolling }

    /// The rules of the properties ("DeploymentConfiguration" in the ECS API reference).
    public static var rules: [PropertyRule<DeploymentStrategy>] {
        let own: [PropertyRule<DeploymentStrategy>] = [
            PropertyRule("percent", { $0.canaryPercent }, percentages(0.1...100)),
            PropertyRule("percent", { $0.linearPercent }, percentages(3...100)),
            PropertyRule("stepTime", { $0.stepTime }, minutes(0...1440)),
            PropertyRule("bakeTime", { $0.bakeTime }, minutes(0...1440)),
            PropertyRule("testPort", { $0.testPort }) { strategy in
                strategy.shiftsTraffic
                    ? .range(1...65535)
                    : ValidValues("no test port with a rolling strategy", contains: { _ in false })
            },
            PropertyRule("pause", { $0.pause?.stages.map(\.rawValue).joined(separator: ", ") }) { strategy in
                ValidValues(
                    strategy.shiftsTraffic
                        ? "at least one stage, each once"
                        : "pre-scale-up, post-scale-up or both: a rolling strategy shifts no traffic"
                ) { _ in strategy.hasValidStages }
            },
        ]
        return own + DeploymentPause.rules.map { $0.within("pause") { $0.pause } }
    }

    private var hasValidStages: Bool {
        guard let stages = pause?.stages else { return true }
        return !stages.isEmpty && Set(stages).count == stages.count
            && (shiftsTraffic || stages.allSatisfy { [.preScaleUp, .postScaleUp].contains($0) })
    }

    private var canaryPercent: Double? { if case .canary(let percent, _) = shift { percent } else { nil } }
    private var linearPercent: Double? { if case .linear(let percent, _) = shift { percent } else { nil } }
    private var stepTime: Period? {
        switch shift {
        case .rolling, .blueGreen: nil
        case .linear(_, let time), .canary(_, let time): time
        }
    }

    private static func percentages(_ range: ClosedRange<Double>) -> ValidValues<Double> {
        ValidValues(
            "a percentage from \(range.lowerBound) to \(range.upperBound)", contains: range.contains)
    }

    static func minutes(_ range: ClosedRange<Int>) -> ValidValues<Period> {
        ValidValues("whole minutes from \(range.lowerBound) to \(range.upperBound)") {
            $0.seconds % 60 == 0 && range.contains($0.seconds / 60)
        }
    }
}

/// A stop of a deployment that waits for an operator ("Lifecycle hooks for Amazon ECS service deployments": pause).
public struct DeploymentPause: CheckedProperties, Sendable, Hashable {
    /// A stage of a deployment.
    public enum Stage: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Before the new tasks start.
        case preScaleUp = "pre-scale-up"
        /// After the new tasks are healthy.
        case postScaleUp = "post-scale-up"
        /// After the test traffic has moved to the new tasks.
        case postTestTrafficShift = "post-test-traffic-shift"
        /// Before each step of the production traffic.
        case preProductionTrafficShift = "pre-production-traffic-shift"
        /// After the production traffic has moved.
        case postProductionTrafficShift = "post-production-traffic-shift"
    }

    /// The action when no operator answers in time.
    public enum TimeoutAction: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Returns to the old tasks.
        case rollback
        /// Continues the deployment.
        case `continue`
    }

    /// The stages.
    public var stages: [Stage]
    /// The time for an answer, at most 14 days. Defaults to 24 hours.
    public var timeout = Period.hours(24)
    /// The action when the time is over. Defaults to `.rollback`.
    public var timeoutAction = TimeoutAction.rollback

    /// Describes a pause.
    public init(at stages: Stage...) {
        self.stages = stages
    }

    /// Describes a pause.
    public init(at stages: [Stage]) {
        self.stages = stages
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<DeploymentPause>] {
        [PropertyRule("timeout", { $0.timeout }, DeploymentStrategy.minutes(1...20160))]
    }
}
