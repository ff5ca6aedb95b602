extension FakeCloudFormation {
    /// `SetStackPolicy`.
    func setStackPolicy(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let stack = try stack(of: request)
        guard let body = request.text("StackPolicyBody"), (try? FakeValue(json: body)) != nil else {
            throw .validation("Error validating stack policy: Invalid stack policy")
        }
        stack.policy = body
        return .empty
    }

    /// `GetStackPolicy`.
    func getStackPolicy(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        .output(["StackPolicyBody": FakeValue(try stack(of: request).policy)])
    }

    /// Refuses changes that a statement of the stack's policy denies.
    ///
    /// Real stacks fail while they run; a change set's execution that is refused at once is simpler and has the same end.
    func checkPolicy(of stack: FakeStack, _ changes: [FakeResourceChange]) throws(FakeError) {
        guard let policy = stack.policy.flatMap({ try? FakeValue(json: $0) }) else { return }
        let statements = policy["Statement"]?.elements ?? []
        for change in changes where change.action != "Add" {
            let action =
                change.action == "Remove"
                ? "Update:Delete" : change.replacement == "True" ? "Update:Replace" : "Update:Modify"
            for (index, statement) in statements.enumerated() where statement["Effect"]?.text == "Deny" {
                let actions = statement["Action"]?.text.map { [$0] } ?? statement["Action"]?.texts ?? []
                let resources = statement["Resource"]?.text.map { [$0] } ?? statement["Resource"]?.texts ?? []
                let isResource = resources.contains { $0 == "*" || $0 == "LogicalResourceId/\(change.logicalID)" }
                if isResource, actions.contains(where: { $0 == "Update:*" || $0 == "*" || $0 == action }) {
                    throw .validation(
                        "Action denied by stack policy: Statement [#\(index + 1)] does not allow [\(action)] for resource [\(change.logicalID)];"
                    )
                }
            }
        }
    }
}
