import AWSClient
import Infra
import Testing

/// An account of the emulator, to which templates are deployed by change sets, as by any client of CloudFormation.
struct EmulatedAccount: Sendable {
    /// The result of a deployment.
    struct Deployment: Sendable {
        /// The stack's status, such as `CREATE_COMPLETE`; `UNCHANGED` without changes.
        var status: String
        /// The changes of the change set.
        var changes: [ChangeSet.Change]
        /// The reasons of a failure.
        var failures: [String]
        /// The stack's outputs.
        var outputs: [String: String]
    }

    /// An operation that did not end in time.
    struct TimeoutError: Error, CustomStringConvertible {
        let description: String
    }

    /// The account's number.
    let number: String
    let url: String
    let formation: ServiceClient
    let session: AWSSession

    /// Deploys a stack: makes a change set, executes it and waits for the stack.
    /// - Parameter bucket: The bucket for a template that is too long for a request.
    func deploy(_ stack: StackTemplate, through bucket: String? = nil) async throws -> Deployment {
        try await deploy(stack.name, try await source(of: stack, in: bucket))
    }

    /// Deploys a stack: makes a change set, executes it and waits for the stack.
    func deploy(_ stack: String, _ template: TemplateSource) async throws -> Deployment {
        let before = try? await formation.call(CloudFormationCalls.DescribeStacks(stack: stack))
        let (id, changeSet) = try await prepare(
            stack, isNew: before.map { $0.status == "REVIEW_IN_PROGRESS" } ?? true, template)
        guard changeSet.status == "CREATE_COMPLETE" else {
            return Deployment(
                status: changeSet.isEmpty && before != nil ? "UNCHANGED" : changeSet.status,
                changes: changeSet.changes, failures: [changeSet.reason], outputs: before?.outputs ?? [:])
        }
        _ = try await formation.call(CloudFormationCalls.ExecuteChangeSet(changeSet: id))
        let after = try await poll("the stack \(stack)") { () -> EmulatedStack? in
            let now = try await formation.call(CloudFormationCalls.DescribeStacks(stack: stack))
            return now.status.hasSuffix("_IN_PROGRESS") ? nil : now
        }
        let hasFailed = !["CREATE_COMPLETE", "UPDATE_COMPLETE"].contains(after.status)
        let failures =
            hasFailed ? try await formation.call(CloudFormationCalls.DescribeStackEvents(stack: stack)) : []
        return Deployment(
            status: after.status, changes: changeSet.changes, failures: failures, outputs: after.outputs)
    }

    /// Makes a change set and waits for it.
    /// - Returns: Its id, and what it would change.
    func prepare(
        _ stack: String, isNew: Bool, _ template: TemplateSource
    ) async throws -> (id: String, changeSet: ChangeSet) {
        let id = try await formation.call(
            CloudFormationCalls.CreateChangeSet(
                stack: stack, changeSet: "release-\(UInt64.random(in: 0...UInt64.max))", isNew: isNew,
                template: template))
        let changeSet = try await poll("the change set of \(stack)") { () -> ChangeSet? in
            let changeSet = try await formation.call(CloudFormationCalls.DescribeChangeSet(changeSet: id))
            return changeSet.status.hasPrefix("CREATE_") && changeSet.status != "CREATE_COMPLETE" ? nil : changeSet
        }
        return (id, changeSet)
    }

    /// Deploys stacks in their order and expects each to reach a status.
    /// - Returns: The deployments by the stacks' names.
    @discardableResult
    func deploy(
        _ stacks: [StackTemplate], expecting statuses: Set<String>, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [String: Deployment] {
        var deployments: [String: Deployment] = [:]
        var bucket: String?
        for stack in stacks {
            let deployment = try await deploy(stack, through: bucket)
            bucket = deployment.outputs["ArtifactBucketName"] ?? bucket
            #expect(
                statuses.contains(deployment.status),
                "\(stack.name) is \(deployment.status): \(deployment.failures.joined(separator: "; "))",
                sourceLocation: sourceLocation)
            deployments[stack.name] = deployment
        }
        return deployments
    }

    /// The template in the request, or in the bucket if it is too long for one.
    private func source(of stack: StackTemplate, in bucket: String?) async throws -> TemplateSource {
        let json = stack.template.json
        guard json.utf8.count > Template.longestBody, let bucket else { return .body(json) }
        let store = try session.client(for: .s3)
        let location = try BucketLocation(bucket: bucket, endpoint: store.endpoint)
        let key = "templates/\(stack.name).json"
        _ = try await store.call(ObjectOperations.PutObject(location: location, key: key, body: Array(json.utf8)))
        return .address("\(url)/\(bucket)/\(key)")
    }

    /// The physical ids of a stack's resources by their logical ids.
    func resources(of stack: String) async throws -> [String: String] {
        try await formation.call(CloudFormationCalls.DescribeStackResources(stack: stack))
    }

    /// Asks until there is an answer, for at most 30 seconds. The emulator's answers pace the questions.
    private func poll<Answer>(_ what: String, _ ask: () async throws -> Answer?) async throws -> Answer {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let answer = try await ask() { return answer }
        }
        throw TimeoutError(description: "\(what) did not settle within 30 s")
    }
}
