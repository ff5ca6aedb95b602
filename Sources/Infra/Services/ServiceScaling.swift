/// The automatic scaling of a service's number of tasks with its load ("Target tracking scaling policies for Application Auto
/// Scaling").
public struct ServiceScaling: CheckedProperties, Sendable, Hashable {
    /// The minimum number of tasks.
    public var minimum: Int
    /// The maximum number of tasks.
    public var maximum: Int
    /// The target for the use of the reserved CPU, in percent; nil to ignore the CPU. Defaults to 60.
    public var cpu: Int? = 60
    /// The target for the use of the reserved memory, in percent; nil to ignore the memory. Defaults to nil.
    public var memory: Int?
    /// The target for the number of requests a minute for each task; nil to ignore the requests. Defaults to nil.
    public var requests: Int?
    /// The time between two reductions. Defaults to 5 minutes.
    public var scaleInCooldown = Period.minutes(5)
    /// The time between two increases. Defaults to 1 minute.
    public var scaleOutCooldown = Period.minutes(1)

    /// Describes scaling between two numbers of tasks.
    public init(_ minimum: Int, to maximum: Int) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<ServiceScaling>] {
        [
            PropertyRule("minimum", { $0.minimum }, .range(1...1000)),
            PropertyRule("maximum", { $0.maximum }) { scaling in
                let least = min(max(1, scaling.minimum), 1000)
                return .range(least...1000)
            },
            PropertyRule("cpu", { $0.cpu }, .range(10...95, unit: "percent")),
            PropertyRule("memory", { $0.memory }, .range(10...95, unit: "percent")),
            PropertyRule("requests", { $0.requests }, .range(1...1_000_000, unit: "requests a minute for each task")),
            PropertyRule(
                "cpu", { $0.cpu == nil && $0.memory == nil && $0.requests == nil ? "off" : nil },
                ValidValues("a target for CPU, memory or requests", contains: { _ in false })),
            PropertyRule(
                "scaleInCooldown", { $0.scaleInCooldown }, ValidValues.range(0...3600, unit: "s").wrapped { $0.seconds }
            ),
            PropertyRule(
                "scaleOutCooldown", { $0.scaleOutCooldown },
                ValidValues.range(0...3600, unit: "s").wrapped { $0.seconds }),
        ]
    }
}
