/// A management event of CloudTrail.
package struct FakeTrailEvent: Sendable, Hashable {
    /// The id.
    package var id: String
    /// The time since the account's start.
    package var time: Duration
    /// The service's host, such as `ecs.amazonaws.com`.
    package var source: String
    /// The operation.
    package var name: String
    /// The caller's ARN.
    package var caller: String
    /// The service on whose behalf the call was made, such as `cloudformation.amazonaws.com`; nil for a caller's own.
    package var invokedBy: String?
    /// The error's code; nil for a success.
    package var errorCode: String?
    /// The error's message.
    package var errorMessage: String?
    /// The resources' names.
    package var resources: [String]

    /// Creates an event.
    package init(
        id: String, time: Duration, source: String, name: String, caller: String, invokedBy: String? = nil,
        errorCode: String? = nil, errorMessage: String? = nil, resources: [String] = []
    ) {
        self.id = id
        self.time = time
        self.source = source
        self.name = name
        self.caller = caller
        self.invokedBy = invokedBy
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.resources = resources
    }
}
