/// A statement of a policy that a deployment adds or removes.
package struct PermissionChange: Sendable, Hashable {
    /// The change of the rights.
    package enum Effect: String, Sendable, Hashable {
        /// Rights are added.
        case broader
        /// Rights are removed.
        case narrower
        /// Another statement covers the rights.
        case covered
    }

    /// The statement.
    package let grant: PermissionGrant
    /// A Boolean value that indicates whether the statement is added.
    package let isAddition: Bool
    /// The change of the rights. A negated element, whose range cannot be seen, counts as broader.
    package let effect: Effect

    /// The changes between two templates.
    static func between(_ old: TemplateDocument, _ new: TemplateDocument) -> [PermissionChange] {
        let (left, right) = (PermissionGrants.all(in: old), PermissionGrants.all(in: new))
        let removed = left.subtracting(right).sorted().map { grant in
            let isCovered = right.contains { $0.covers(grant) }
            let effect: Effect = isCovered ? .covered : grant.isDenial ? .broader : .narrower
            return PermissionChange(grant: grant, isAddition: false, effect: effect)
        }
        let added = right.subtracting(left).sorted().map { grant in
            let isCovered = left.contains { $0.covers(grant) }
            let effect: Effect = isCovered ? .covered : grant.isDenial ? .narrower : .broader
            return PermissionChange(grant: grant, isAddition: true, effect: effect)
        }
        return (removed + added).sorted { $0.grant.holder < $1.grant.holder }
    }
}
