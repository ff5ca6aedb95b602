public import CloudFormation

/// A condition over the states of alarms ("PutCompositeAlarm", parameter `AlarmRule`).
public indirect enum AlarmCondition: Sendable, Hashable {
    /// The alarm of this name or ARN is raised.
    case raised(TemplateValue<String>)
    /// At least one of the conditions holds.
    case any([AlarmCondition])
    /// Every one of the conditions holds.
    case all([AlarmCondition])
    /// The condition does not hold.
    case not(AlarmCondition)

    /// An alarm is raised.
    public static func raised(_ alarm: some AlarmReference) -> AlarmCondition { .raised(alarm.alarmName) }

    /// At least one of the alarms is raised.
    public static func any(of alarms: [any AlarmReference]) -> AlarmCondition {
        .any(alarms.map { .raised($0.alarmName) })
    }

    /// The number of alarms in the condition.
    var count: Int {
        switch self {
        case .raised: 1
        case .any(let conditions), .all(let conditions): conditions.reduce(0) { $0 + $1.count }
        case .not(let condition): condition.count
        }
    }

    /// A Boolean value that indicates whether a list of conditions in the condition is empty.
    var hasEmptyList: Bool {
        switch self {
        case .raised: false
        case .any(let conditions), .all(let conditions):
            conditions.isEmpty || conditions.contains(where: \.hasEmptyList)
        case .not(let condition): condition.hasEmptyList
        }
    }

    /// The condition in the language of `AlarmRule`.
    var rule: TemplateValue<String> {
        var text = TextInterpolation(literalCapacity: 64, interpolationCount: count)
        write(to: &text, isInner: false)
        return TemplateValue(stringInterpolation: text)
    }

    private func write(to text: inout TextInterpolation, isInner: Bool) {
        switch self {
        case .raised(let name):
            text.appendLiteral("ALARM(\"")
            text.appendInterpolation(name)
            text.appendLiteral("\")")
        case .any(let conditions): AlarmCondition.write(conditions, " OR ", to: &text, isInner)
        case .all(let conditions): AlarmCondition.write(conditions, " AND ", to: &text, isInner)
        case .not(let condition):
            text.appendLiteral("NOT ")
            condition.write(to: &text, isInner: true)
        }
    }

    private static func write(
        _ conditions: [AlarmCondition], _ word: String, to text: inout TextInterpolation, _ isInner: Bool
    ) {
        let needsParentheses = isInner && conditions.count > 1
        if needsParentheses { text.appendLiteral("(") }
        for (index, condition) in conditions.enumerated() {
            if index > 0 { text.appendLiteral(word) }
            condition.write(to: &text, isInner: true)
        }
        if needsParentheses { text.appendLiteral(")") }
    }
}
