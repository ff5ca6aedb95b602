/// How much an environment matters; it decides the defaults.
package enum Tier: String, Sendable, Hashable, CaseIterable {
    /// For trying things out: small, and gone without a trace.
    case dev
    /// Like production, smaller.
    case staging
    /// Real users' data.
    case production

    /// The tier of an environment's name. A name that says nothing gets production's defaults, the safe ones.
    package init(environment name: String) {
        self = Tier(rawValue: name) ?? .production
    }

    func choose<Choice>(dev: Choice, staging: Choice, production: Choice) -> Choice {
        switch self {
        case .dev: dev
        case .staging: staging
        case .production: production
        }
    }
}
