public import CloudFormation

/// A reference to an alarm on a metric or to a composite alarm.
public protocol AlarmReference: Sendable {
    /// The alarm's name.
    var alarmName: TemplateValue<String> { get }
    /// The alarm's ARN.
    var alarmARN: TemplateValue<String> { get }
}

extension Alarm.Reference: AlarmReference {
    /// The alarm's name.
    public var alarmName: TemplateValue<String> { name.value }
    /// The alarm's ARN.
    public var alarmARN: TemplateValue<String> { arn.value }
}

extension CompositeAlarm.Reference: AlarmReference {
    /// The alarm's name.
    public var alarmName: TemplateValue<String> { name.value }
    /// The alarm's ARN.
    public var alarmARN: TemplateValue<String> { arn.value }
}
