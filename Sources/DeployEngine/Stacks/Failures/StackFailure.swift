package import AWSOperations

/// The failure of a stack's operation.
package struct StackFailure: Sendable, Hashable, Codable {
    /// The stack's name.
    package var stack: String
    /// The status in which the operation ended, or the last one that was seen.
    package var status: StackStatus
    /// The failures of resources in the order of time; the first is the root cause.
    package var causes: [FailedResource]
    /// The failure of the service deployment, if a service was watched.
    package var serviceFailure: ServiceFailure?

    /// Creates a failure.
    package init(
        stack: String, status: StackStatus, causes: [FailedResource] = [], serviceFailure: ServiceFailure? = nil
    ) {
        self.stack = stack
        self.status = status
        self.causes = causes
        self.serviceFailure = serviceFailure
    }
}
