/// The importance of a rule, in SARIF's words.
package enum CheckSeverity: String, Sendable, Hashable, CaseIterable {
    /// A fault that exposes or loses data, or that makes a deployment fail.
    case error
    /// A weakness that needs a second fault to do harm.
    case warning
    /// A recommendation.
    case note
}
