public import CloudFormation

/// An alarm on the states of other alarms. One notification covers alarms that are raised together.
///
///     scope.add("Page", CompositeAlarm(.any(of: [serverErrors, latency])))
public struct CompositeAlarm: Construct, Sendable, Hashable {
    /// The condition that raises the alarm.
    public var condition: AlarmCondition
    /// The alarm's meaning, in a sentence; nil by default.
    public var description: String?
    /// The topics that are notified when the alarm is raised; none by default.
    public var actions: [ResourceARN<AWS.SNS.Topic>] = []
    /// The topics that are notified when the alarm ends; none by default.
    public var recoveryActions: [ResourceARN<AWS.SNS.Topic>] = []

    /// Describes a composite alarm.
    public init(_ condition: AlarmCondition) {
        self.condition = condition
    }

    /// The rules of the properties ("PutCompositeAlarm" in the CloudWatch API reference).
    public static var rules: [PropertyRule<CompositeAlarm>] {
        [
            PropertyRule("condition", { $0.condition.count }, .range(1...100, unit: "alarms")),
            PropertyRule(
                "condition", { $0.condition.hasEmptyList ? "an empty list of conditions" : nil },
                ValidValues<String>("lists of at least one condition") { _ in false }),
            PropertyRule("description", { $0.description }, Alarm.validDescriptions),
            PropertyRule("actions", { $0.actions.count }, .range(0...5)),
            PropertyRule("recoveryActions", { $0.recoveryActions.count }, .range(0...5)),
        ]
    }

    /// Adds the alarm.
    public func build(in scope: Scope) -> Reference {
        let alarm = scope.add(
            AWS.CloudWatch.CompositeAlarm(
                alarmRule: condition.rule,
                alarmActions: actions.isEmpty ? nil : TemplateValue<[String]>(actions.map(\.value)),
                alarmDescription: description.map { .literal($0) },
                okActions: recoveryActions.isEmpty ? nil : TemplateValue<[String]>(recoveryActions.map(\.value))))
        return Reference(name: ResourceName(alarm.ref), arn: ResourceARN(alarm.arn))
    }

    /// A reference to a composite alarm.
    public struct Reference: Sendable, Hashable {
        /// The alarm's name.
        public let name: ResourceName<AWS.CloudWatch.CompositeAlarm>
        /// The alarm's ARN.
        public let arn: ResourceARN<AWS.CloudWatch.CompositeAlarm>
    }
}
