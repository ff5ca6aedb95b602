/// A result of a hook that a test orders.
package struct FakeHookResult: Sendable, Hashable {
    /// The id.
    package var id: String
    /// The id of the stack or the change set.
    package var targetID: String
    /// The hook's type, such as `AWS::Hooks::GuardHook`.
    package var type: String
    /// The status, such as `HOOK_COMPLETE_FAILED`.
    package var status: String
    /// The reason.
    package var reason: String
    /// The annotations: name, message and remediation.
    package var annotations: [Annotation]

    /// An annotation.
    package struct Annotation: Sendable, Hashable {
        /// The name of the rule.
        package var name: String
        /// The message.
        package var message: String
        /// The remediation.
        package var remediation: String
        /// The link to the rule.
        package var link: String
        /// The severity, such as `HIGH`.
        package var severity: String

        /// Creates an annotation.
        package init(name: String, message: String, remediation: String, link: String, severity: String = "HIGH") {
            self.name = name
            self.message = message
            self.remediation = remediation
            self.link = link
            self.severity = severity
        }
    }

    /// Creates a result.
    package init(
        id: String, targetID: String, type: String, status: String = "HOOK_COMPLETE_FAILED", reason: String,
        annotations: [Annotation] = []
    ) {
        self.id = id
        self.targetID = targetID
        self.type = type
        self.status = status
        self.reason = reason
        self.annotations = annotations
    }
}

extension FakeCloudFormation {
    /// `ListHookResults`.
    func listHookResults(_ request: FakeRequest) -> FakeResponse {
        let target = request.text("TargetId")
        let results = hookResults.filter { (target ?? $0.targetID) == $0.targetID }.map { result -> FakeValue in
            [
                "HookResultId": .string(result.id), "TypeName": .string(result.type), "Status": .string(result.status),
                "HookStatusReason": .string(result.reason), "FailureMode": "FAIL", "InvocationPoint": "PRE_PROVISION",
                "TargetId": .string(result.targetID),
            ]
        }
        return .output(["HookResults": .array(results)])
    }

    /// `GetHookResult`.
    func getHookResult(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let id = request.text("HookResultId") ?? ""
        guard let result = hookResults.first(where: { $0.id == id }) else {
            throw FakeError("HookResultNotFound", "Hook result \(id) does not exist", status: 404)
        }
        let annotations = result.annotations.map { annotation -> FakeValue in
            [
                "AnnotationName": .string(annotation.name), "Status": "FAILED",
                "StatusMessage": .string(annotation.message),
                "RemediationMessage": .string(annotation.remediation), "RemediationLink": .string(annotation.link),
                "SeverityLevel": .string(annotation.severity),
            ]
        }
        return .output([
            "HookResultId": .string(id), "TypeName": .string(result.type), "Status": .string(result.status),
            "HookStatusReason": .string(result.reason), "FailureMode": "FAIL", "InvocationPoint": "PRE_PROVISION",
            "Annotations": .array(annotations),
        ])
    }
}
