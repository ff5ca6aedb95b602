/// An account of AWS in memory, for tests of deployments.
package final class FakeAWS: Sendable {
    /// Creates an empty account.
    package init() {}
}
