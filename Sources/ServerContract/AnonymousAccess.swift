/// The rights of a caller without credentials.
package enum AnonymousAccess: String, Sendable, Hashable, CaseIterable {
    /// None.
    case none
    /// Reading.
    case read
    /// Reading and writing.
    case all
}
