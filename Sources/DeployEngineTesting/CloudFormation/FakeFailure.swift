/// A failure of a resource that a test orders.
package struct FakeFailure: Sendable, Hashable {
    /// The actions of a handler.
    package enum Action: String, Sendable, Hashable, CaseIterable {
        /// A creation, also that of a replacement.
        case create
        /// An update in place.
        case update
        /// A deletion.
        case delete
        /// An import.
        case importing
    }

    /// The logical id.
    package var logicalID: String
    /// The action; nil for all but deletions.
    package var action: Action?
    /// `true` to fail only while the stack rolls back, `false` only while it does not, nil for both.
    package var duringRollback: Bool?
    /// The stack's name; nil for any.
    package var stackName: String?
    /// The handler's message.
    package var message: String
    /// The `HandlerErrorCode`; nil to use the message as the whole reason.
    package var code: String?
    /// The time until the failure; nil for that of the action.
    package var after: Duration?
    /// The number of times; nil for always.
    package var times: Int?

    /// Creates a failure.
    package init(
        _ logicalID: String, _ action: Action? = nil, duringRollback: Bool? = nil, stackName: String? = nil,
        message: String = "the fake was told to fail", code: String? = "GeneralServiceException",
        after: Duration? = nil,
        times: Int? = nil
    ) {
        self.logicalID = logicalID
        self.action = action
        self.duringRollback = duringRollback
        self.stackName = stackName
        self.message = message
        self.code = code
        self.after = after
        self.times = times
    }

    func matches(_ request: FakeResourceRequest, _ action: Action) -> Bool {
        logicalID == request.logicalID && (self.action.map { $0 == action } ?? (action != .delete))
            && (duringRollback ?? request.isRollback) == request.isRollback
            && (stackName ?? request.stackName) == request.stackName && times != 0
    }
}
