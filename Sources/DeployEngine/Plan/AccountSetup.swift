import AWSClient
package import AWSOperations

/// The parts of an account that `infra-cli bootstrap` made for an environment, from the outputs of the bootstrap stack.
package struct AccountSetup: Sendable, Hashable {
    /// The bucket of templates, releases and evidence.
    package var bucket: String
    /// The role that CloudFormation assumes.
    package var executionRole: String
    /// The hash of that role's permissions.
    package var executionPolicyHash: String
    /// The address of the repository, without a tag; nil for images of another registry.
    package var repository: String?

    /// The account, which the execution role's ARN names; nil if it does not.
    package var account: String? {
        let parts = executionRole.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 4 && !parts[4].isEmpty ? String(parts[4]) : nil
    }

    /// Creates a setup.
    package init(bucket: String, executionRole: String, executionPolicyHash: String, repository: String? = nil) {
        self.bucket = bucket
        self.executionRole = executionRole
        self.executionPolicyHash = executionPolicyHash
        self.repository = repository
    }

    /// Reads the outputs of a bootstrap stack.
    /// - Throws: ``EngineError`` if the stack has not all of them.
    package init(_ stack: StackDescription) throws(EngineError) {
        func output(_ name: String) throws(EngineError) -> String {
            if let value = stack.outputs[name], !value.isEmpty { return value }
            throw EngineError(
                .refused, "the stack \(stack.name) is \(stack.status.rawValue) and has no output \(name)",
                advice: "Run `infra-cli bootstrap` for this environment")
        }
        self.init(
            bucket: try output("ArtifactBucketName"), executionRole: try output("ExecutionRoleArn"),
            executionPolicyHash: try output("ExecutionPolicyHash"), repository: stack.outputs["RepositoryAddress"])
    }

    /// Reads the setup of an environment.
    /// - Parameters:
    ///   - stack: The name of the bootstrap stack.
    ///   - calls: The calls.
    /// - Throws: ``EngineError``; of code ``EngineError/Code/refused`` if the account was not bootstrapped.
    package static func read(_ stack: String, _ calls: some AWSCalls) async throws(EngineError) -> AccountSetup {
        let found: StackDescription?
        do throws(AWSError) {
            found = try await calls.call(StackOperations.DescribeStacks(stack: stack)).stacks.first
        } catch  where error.saysStackIsMissing {
            found = nil
        } catch {
            throw EngineError(error, while: "read the stack \(stack)")
        }
        guard let found else {
            throw EngineError(
                .refused, "the account has no stack \(stack), which makes the bucket and the roles of deployments",
                advice: "Run `infra-cli bootstrap` for this environment, once, with an administrator's credentials")
        }
        return try AccountSetup(found)
    }
}
