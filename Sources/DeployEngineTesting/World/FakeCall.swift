/// A call that reached the fake account.
package struct FakeCall: Sendable {
    /// The request.
    package let request: FakeRequest
    /// The time since the account's start.
    package let time: Duration
    /// The error's code; nil for a success.
    package let errorCode: String?

    /// The service and the operation, such as `cloudformation:CreateChangeSet`.
    package var name: String { "\(request.service):\(request.operation)" }
}
