/// The real state of a resource.
package enum FakeResourceReading: Sendable, Hashable {
    /// The service has no more than CloudFormation's own record, which a test may have changed.
    case recorded
    /// The resource does not exist.
    case gone
    /// The resource has these properties.
    case properties(FakeValue)
}
