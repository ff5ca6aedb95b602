import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation

/// An environment of a fake account with a stack that a dead process left behind.
struct StuckEnvironment {
    let aws = FakeAWS { world in world.service(FakeObjectStore.self)?.createBucket("artifacts") }
    let context: EngineContext
    let location: BucketLocation
    let ledger: ReleaseLedger
    let stack = "weir-dev-service"

    init() throws {
        context = aws.context()
        location = try ArtifactAddresses(endpoint: try aws.configuration().client(for: .s3).endpoint)
            .location(of: "artifacts")
        ledger = ReleaseLedger(context: context, location: location, environment: "dev")
    }

    static func template(_ value: String, data: String = "Delete") -> String {
        #"""
        {"Resources":{
          "A":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":"\#(value)"}},
          "B":{"Type":"AWS::SSM::Parameter","DependsOn":"A","Properties":{"Type":"String","Value":"\#(value)"}},
          "Data":{"Type":"AWS::SQS::Queue","DeletionPolicy":"\#(data)","Properties":{}}
        }}
        """#
    }

    /// A release and a lease of a process that then dies.
    func begin() async throws -> Release {
        let now = aws.clock.date
        let record = LeaseRecord.sample("dead", at: now)
        let lease = LeaseHolder(context: context, location: location, record: record, busyStacks: { [] })
        try await lease.acquire()
        var draft = Release(
            number: 0, environment: "dev", nonce: "abc", started: now, author: .init(caller: "dead"),
            stacks: [.init(role: .service, name: stack, templateDigest: "x")])
        draft.begin(.service, at: now)
        let entry = try await ledger.allocate(draft)
        try await lease.note(entry.release)
        return entry.release
    }

    /// Creates a change set of the stack, and executes it unless told otherwise.
    func change(
        _ template: String, token: String, disablesRollback: Bool? = nil, executes: Bool = true, settles: Bool = true
    ) async throws {
        let found = try await StackReader(context.calls).describe(stack)
        let isNew = found == nil || found?.status == .reviewInProgress
        let created = try await context.calls.call(
            StackOperations.CreateChangeSet(
                stack: stack, name: "weir-\(token)", kind: isNew ? .create : .update, template: template,
                parameters: [], capabilities: []))
        aws.clock.advance(by: .seconds(30))
        guard executes else { return }
        _ = try await context.calls.call(
            StackOperations.ExecuteChangeSet(
                changeSet: created.id, clientRequestToken: token, disablesRollback: disablesRollback))
        if settles { aws.settle() } else { aws.clock.advance(by: .seconds(2)) }
    }

    /// Lets each action on a resource take so long that a lease expires meanwhile.
    func slowDown() {
        aws.change { world in
            guard let service = world.service(FakeCloudFormation.self) else { return }
            service.settings.createDuration = .seconds(1000)
            service.settings.updateDuration = .seconds(1000)
            service.settings.deleteDuration = .seconds(1000)
        }
    }

    func fail(_ failures: [FakeFailure]) {
        aws.change { world in world.service(FakeCloudFormation.self)?.failures += failures }
    }

    var status: String? {
        get async throws { try await StackReader(context.calls).describe(stack)?.status.rawValue }
    }

    func recovery(_ options: RecoverOptions = RecoverOptions(), stateful: Set<String> = ["Data"]) -> RecoverExecution {
        RecoverExecution(
            context: context, ledger: ledger, location: location,
            stacks: [EnvironmentStack(name: stack, statefulIDs: stateful)],
            record: .sample("recovery", at: aws.clock.date), options: options)
    }

    /// The keys of the bucket's objects.
    var keys: [String] { aws.change { world in world.service(FakeObjectStore.self)?.buckets["artifacts"]?.keys ?? [] } }
}
