/// A check of checkov that does not fit the product's design, with the reason that every template repeats.
struct CheckovExemption: Sendable {
    /// The check's id.
    let id: String
    /// The types of resources.
    let types: Set<String>
    /// The tiers.
    let tiers: Set<Tier>
    /// The reason.
    let reason: String
    /// Returns `true` for a resource to which the reason applies.
    let applies: @Sendable (CheckSubject) -> Bool

    init(
        _ id: String, _ types: Set<String>, tiers: Set<Tier> = Set(Tier.allCases), _ reason: String,
        applies: @escaping @Sendable (CheckSubject) -> Bool = { _ in true }
    ) {
        self.id = id
        self.types = types
        self.tiers = tiers
        self.reason = reason
        self.applies = applies
    }
}
