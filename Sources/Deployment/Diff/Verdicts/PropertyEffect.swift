import Infra

/// The effect of a changed property on its resource, from the registry's facts.
struct PropertyEffect: Hashable {
    /// Properties that replace under conditions and that the registry does not mark. Another number of node groups replaces the
    /// group unless its update policy has `UseOnlineResharding` ("UpdatePolicy attribute").
    private static let conditional = ["AWS::ElastiCache::ReplicationGroup": ["NumNodeGroups"]]

    let verdict: Verdict
    let reason: PropertyChange.Reason

    /// The effect of a change.
    /// - Parameters:
    ///   - change: The change, or an expression that stays the same while its value changes.
    ///   - facts: The type's facts; nil for a type that is unknown to this build.
    ///   - isCertain: A Boolean value that indicates whether the value changes; nil if the expressions themselves decide.
    ///   - types: The types of the resources of both templates.
    static func of(
        _ change: ValueChange, _ facts: ResourceFacts?, isCertain: Bool? = nil, types: [String: String]
    ) -> PropertyEffect {
        guard let facts else { return PropertyEffect(.mayReplace, .unknownType) }
        func differs(_ change: ValueChange) -> Bool {
            isCertain ?? (ValueCertainty.compare(change.old, change.new, types: types) == .different)
        }
        guard facts.isUpdatable else {
            return differs(change)
                ? PropertyEffect(.replace, .notUpdatable) : PropertyEffect(.mayReplace, .unknownValue)
        }
        var effect = PropertyEffect(.inPlace, .updatable)
        for pattern in facts.createOnly {
            guard let narrow = part(of: change, at: PropertyPath(pattern), isCertain: isCertain) else { continue }
            let found: PropertyEffect
            if differsInCaseOnly(narrow, facts) {
                found = PropertyEffect(.mayReplace, .normalized)
            } else {
                found =
                    differs(narrow) ? PropertyEffect(.replace, .createOnly) : PropertyEffect(.mayReplace, .unknownValue)
            }
            if found.verdict > effect.verdict { effect = found }
        }
        guard effect.verdict == .inPlace else { return effect }
        let conditional = facts.conditionalCreateOnly + (PropertyEffect.conditional[facts.type] ?? [])
        let isConditional = conditional.contains {
            part(of: change, at: PropertyPath($0), isCertain: isCertain) != nil
        }
        return isConditional ? PropertyEffect(.mayReplace, .conditional) : effect
    }

    private init(_ verdict: Verdict, _ reason: PropertyChange.Reason) {
        self.verdict = verdict
        self.reason = reason
    }

    /// The part of a change that concerns a property; nil if it does not concern it.
    private static func part(of change: ValueChange, at pattern: PropertyPath, isCertain: Bool?) -> ValueChange? {
        if change.path.isInside(pattern) { return change }
        guard change.path.isCompatible(with: pattern) else { return nil }
        // The change is of a whole block that contains the property.
        let old = change.old.map { change.path.values(of: $0, at: pattern) } ?? []
        let new = change.new.map { change.path.values(of: $0, at: pattern) } ?? []
        if isCertain != nil { return old.isEmpty && new.isEmpty ? nil : change }
        // A function in the block's place may contain it.
        if change.old?.isBlock == false || change.new?.isBlock == false { return change }
        guard old != new else { return nil }
        return ValueChange(
            path: pattern, old: old.isEmpty ? nil : .list(old), new: new.isEmpty ? nil : .list(new))
    }

    private static func differsInCaseOnly(_ change: ValueChange, _ facts: ResourceFacts) -> Bool {
        guard facts.transformed.contains(where: { change.path.isCompatible(with: PropertyPath($0)) }),
            let old = change.old, let new = change.new, old.isKnown, new.isKnown
        else { return false }
        return old.compactJSON.lowercased() == new.compactJSON.lowercased()
    }
}

extension TemplateExpression {
    /// A Boolean value that indicates whether the canonical expression is an object or a list.
    fileprivate var isBlock: Bool {
        switch self {
        case .object, .list: true
        default: false
        }
    }
}
