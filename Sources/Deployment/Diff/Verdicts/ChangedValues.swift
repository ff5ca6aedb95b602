import Infra

/// The elements of a template whose values change, for the expressions that refer to them and stay the same.
struct ChangedValues: Equatable {
    /// The certainty of a change.
    enum Certainty: Int, Comparable {
        /// The value may change.
        case possible
        /// The value changes.
        case certain

        static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
    }

    /// The resources that are replaced, certainly or possibly, by logical id.
    var replaced: [String: Certainty] = [:]
    /// The attributes that change with a resource that stays, by logical id.
    var attributes: [String: Set<String>] = [:]
    /// The parameters whose values change.
    var parameters: [String: Certainty] = [:]
    /// The conditions that change.
    var conditions: Set<String> = []
    /// The mappings that change.
    var mappings: Set<String> = []

    /// The change of an expression's value.
    struct Effect: Equatable {
        var certainty: Certainty
        var causes: [String]
    }

    /// The change of an expression that stays the same; nil if its value stays too.
    func effect(on expression: TemplateExpression) -> Effect? {
        switch expression {
        case .function("Ref", .string(let name)):
            if let certainty = replaced[name] { return Effect(certainty: certainty, causes: [name]) }
            return parameters[name].map { Effect(certainty: $0, causes: [name]) }
        case .function("Fn::GetAtt", .list(let parts)):
            guard parts.count == 2, let name = parts[0].literal, let attribute = parts[1].literal else { return nil }
            if let certainty = replaced[name] {
                let isIdentity = ValueCertainty.isIdentity(attribute)
                return Effect(certainty: isIdentity ? certainty : .possible, causes: [name])
            }
            if attributes[name]?.contains(attribute) == true { return Effect(certainty: .certain, causes: [name]) }
            return nil
        case .function("Fn::FindInMap", .list(let parts)):
            if let name = parts.first?.literal, mappings.contains(name) {
                return Effect(certainty: .possible, causes: [name])
            }
            return weakened(parts.compactMap(effect(on:)))
        case .function("Fn::If", .list(let parts)):
            var effects = parts.dropFirst().compactMap(effect(on:))
            if let name = parts.first?.literal, conditions.contains(name) {
                effects.append(Effect(certainty: .possible, causes: [name]))
            }
            return weakened(effects)
        case .function(_, let argument): return weakened([effect(on: argument)].compactMap { $0 })
        case .substitution(let parts):
            return joined(
                parts.compactMap { part in
                    if case .value(let value) = part { effect(on: value) } else { nil }
                })
        case .list(let elements): return joined(elements.compactMap(effect(on:)))
        case .object(let members): return joined(members.compactMap { effect(on: $0.value) })
        case .string, .integer, .number, .boolean, .ref, .attribute, .name, .condition: return nil
        }
    }

    private func joined(_ effects: [Effect]) -> Effect? {
        guard let certainty = effects.map(\.certainty).max() else { return nil }
        return Effect(certainty: certainty, causes: Set(effects.flatMap(\.causes)).sorted())
    }

    /// A function may give the same result for another argument.
    private func weakened(_ effects: [Effect]) -> Effect? {
        joined(effects).map { Effect(certainty: .possible, causes: $0.causes) }
    }
}
