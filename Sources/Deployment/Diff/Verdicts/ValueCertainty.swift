import Infra

/// The comparison of two unequal expressions whose values are known at deployment.
enum ValueCertainty {
    /// The values differ, or one of them is missing.
    case different
    /// The values may be equal.
    case unknown

    /// Compares two canonical expressions that are not equal.
    /// - Parameter types: The types of the resources of both templates.
    static func compare(
        _ old: TemplateExpression?, _ new: TemplateExpression?, types: [String: String]
    ) -> ValueCertainty {
        guard let old, let new else {
            // A branch of a condition may be AWS::NoValue.
            return contains("Fn::If", in: old ?? new ?? "") ? .unknown : .different
        }
        if old.isKnown, new.isKnown { return .different }
        switch (old, new) {
        case (.object, .object), (.list, .list):
            let changes = ValueChange.between(old, new, at: PropertyPath([]), unordered: [])
            let isNarrower = changes.contains { $0.path.components.count > 0 }
            guard isNarrower else { return .unknown }
            return changes.contains { compare($0.old, $0.new, types: types) == .different } ? .different : .unknown
        case (.function("Ref", .string(let left)), .function("Ref", .string(let right))):
            // Two resources of one type have two physical ids.
            guard let type = types[left] else { return .unknown }
            return types[right] == type ? .different : .unknown
        case (.function("Fn::GetAtt", .list(let left)), .function("Fn::GetAtt", .list(let right))):
            guard left.count == 2, right.count == 2, left[1] == right[1], isIdentity(left[1].literal ?? ""),
                let type = types[left[0].literal ?? ""]
            else { return .unknown }
            return types[right[0].literal ?? ""] == type ? .different : .unknown
        case (.substitution(let left), .substitution(let right)):
            // The same values with other text around them, or one text that goes on where the other one ends.
            return values(left) == values(right) || goesOn(left, right) || goesOn(right, left) ? .different : .unknown
        default: return .unknown
        }
    }

    /// A Boolean value that indicates whether an attribute identifies a resource, so that a replacement changes it.
    static func isIdentity(_ attribute: String) -> Bool {
        ["Arn", "Id", "Name", "Endpoint.Address"].contains { attribute.hasSuffix($0) }
    }

    private static func goesOn(
        _ short: [TemplateExpression.SubstitutionPart], _ long: [TemplateExpression.SubstitutionPart]
    ) -> Bool {
        guard long.starts(with: short) else { return false }
        return long.dropFirst(short.count).contains { part in
            if case .text = part { true } else { false }
        }
    }

    private static func values(_ parts: [TemplateExpression.SubstitutionPart]) -> [TemplateExpression] {
        parts.compactMap { part in
            if case .value(let value) = part { value } else { nil }
        }
    }

    private static func contains(_ function: String, in value: TemplateExpression) -> Bool {
        var found = false
        value.walk { part in
            if case .function(function, _) = part { found = true }
        }
        return found
    }
}
