import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import HTTPCore
import Synchronization
import TestSupport
import Testing

/// A fake account that was bootstrapped for the sample application, and runs of the engine on it.
final class DeployStage: Sendable {
    let aws: FakeAWS
    let dialogue = RecordedDialogue()
    private let facts = Mutex<[ProgressEvent]>([])
    private let probe = Mutex<ProbeResult>(.ready)
    private let random = Mutex(SeededGenerator(seed: 1))
    /// The server through which later runs reach the account, and their transport; nil for the account's own.
    private let route = Mutex<(url: String, transport: any HTTPTransport)?>(nil)
    /// The seconds that the local clock is ahead of the account's.
    private let clockError: TimeInterval

    /// Creates an account with containers and pushes the first image.
    init(settings: FakeAWS.Settings = .init(), clockError: TimeInterval = 0) async throws {
        self.clockError = clockError
        aws = FakeAWS(settings: settings) { world in
            world.service(FakeAccessManagement.self)?.addRole("app-execution", world)
        }
        aws.workloads { $0.network.addSubnet("subnet-1") }
        push("1")
        aws.workloads { $0.ecs.commandBehaviours["migrate"] = .migration(level: 4) }
        try await bootstrap()
    }

    /// The events of all runs.
    var events: [ProgressEvent] { facts.withLock { $0 } }

    /// Pushes an image with a behaviour.
    @discardableResult
    func push(
        _ tag: String, _ behaviour: FakeImageBehaviour = .healthy(), platform: FakeImage.Platform = .amd64,
        seed: String? = nil
    ) -> String {
        aws.workloads { workloads in
            let now = workloads.now
            let digest = workloads.registry.push(
                to: SampleApp.repository, tags: [tag],
                .init {
                    $0.seed = seed ?? tag
                    $0.platforms = [platform]
                }, at: now)
            workloads.ecs.behaviours[digest] = behaviour
            return digest
        } ?? ""
    }

    /// Deploys the bootstrap stack.
    func bootstrap(policyHash: String = "hash-1") async throws {
        let outcome = try await BootstrapRun(context: context(), stack: SampleApp.bootstrap(policyHash: policyHash))
            .run(environment: SampleApp.environment) { _, _ in true }
        switch outcome {
        case .deployed, .unchanged: break
        default: Issue.record("the bootstrap ended as \(outcome)")
        }
    }

    /// The context of the engine on this account.
    func context(
        through transport: (any HTTPTransport)? = nil,
        interrupt: @escaping @Sendable () -> EngineContext.Interrupt? = { nil }
    ) -> EngineContext {
        let route = route.withLock { $0 }
        var context = aws.context(
            through: transport ?? route?.transport, at: route?.url,
            report: { [self] event in facts.withLock { $0.append(event) } },
            takeInterrupt: interrupt)
        if clockError != 0 {
            let now: @Sendable () -> Date = { [aws, clockError] in aws.clock.date.addingTimeInterval(clockError) }
            var configuration = aws.configuration(transport: transport)
            configuration.now = now
            context.calls = FakeCalls(configuration)
            context.now = now
        }
        context.random = { [self] in random.withLock { Double.random(in: 0..<1, using: &$0) } }
        context.calls = PacedCalls(context.calls, clock: aws.clock, random: context.random)
        return context
    }

    /// Deploys the application.
    func deploy(
        _ app: SampleApp = SampleApp(), through transport: (any HTTPTransport)? = nil,
        interrupt: @escaping @Sendable () -> EngineContext.Interrupt? = { nil },
        options change: (inout DeployOptions) -> Void = { _ in }
    ) async throws -> DeployResult {
        var options = DeployOptions()
        options.approval = .always
        options.author = Release.Author(caller: "", host: "stage", commit: "0123456789abcdef0123456789abcdef01234567")
        change(&options)
        var run = DeployRun(
            context: context(through: transport, interrupt: interrupt), planner: app, dialogue: dialogue,
            probe: StageProbe(result: probe.withLock { $0 }), addresses: try addresses())
        run.blobs = HTTPBlobSource(transport: aws.transport)
        return await run.run(options)
    }

    /// Determines the result of the next runs' looks at the service's address.
    func answer(_ result: ProbeResult) { probe.withLock { $0 = result } }

    func addresses() throws -> ArtifactAddresses {
        let url = route.withLock { $0?.url }
        return ArtifactAddresses(endpoint: try aws.configuration(endpoint: url).client(for: .s3).endpoint)
    }

    /// Has later runs reach the account through a server.
    func reach(_ url: String, by transport: any HTTPTransport) { route.withLock { $0 = (url, transport) } }

    /// Recovers the environment, as `recover --yes` does.
    /// - Returns: The plan that was shown, and the result.
    @discardableResult
    func recover(_ options: RecoverOptions = RecoverOptions()) async throws -> (
        plan: RecoverPlan, result: RecoverExecution.Result
    ) {
        let context = context()
        let now = context.now()
        let recovery = RecoverExecution(
            context: context, ledger: try ledger(), location: try addresses().location(of: "app-test-artifacts"),
            stacks: SampleApp.roles.map { EnvironmentStack(name: SampleApp.name($0), statefulIDs: ["Database"]) },
            record: LeaseRecord(
                environment: SampleApp.environment, operation: "recover", holder: "tests",
                token: "\(now.timeIntervalSince1970)", acquired: now, expires: now), options: options)
        let plan = try await recovery.plan()
        return (plan, try await recovery.run(plan))
    }

    /// The digests of the images that run.
    var runningDigests: Set<String> {
        aws.workloads { workloads in
            Set(workloads.ecs.tasks.values.filter { $0.status == .running }.compactMap { $0.containers.first?.digest })
        } ?? []
    }

    /// Orders failures of resources.
    func fail(_ failures: [FakeFailure]) {
        aws.change { world in world.service(FakeCloudFormation.self)?.failures += failures }
    }

    /// The environment's ledger.
    func ledger() throws -> ReleaseLedger {
        ReleaseLedger(
            context: context(), location: try addresses().location(of: "app-test-artifacts"),
            environment: SampleApp.environment)
    }

    /// The releases, newest first.
    func releases() async throws -> [Release] { try await ledger().list().map(\.release) }

    /// The state of the lease.
    func lease() async throws -> LeaseStatus {
        let calls = context().calls
        return try await LeaseStatus.read(
            context: context(), location: try addresses().location(of: "app-test-artifacts"),
            environment: SampleApp.environment
        ) { () async throws(AWSError) in try await BusyStack.among(SampleApp.roles.map(SampleApp.name), calls) }
    }

    /// Works under a lease of the environment, and releases it.
    func underLease<Result>(
        _ operation: String, _ body: (LeaseHolder) async throws(EngineError) -> Result
    ) async throws -> Result {
        let context = context()
        let now = context.now()
        let calls = context.calls
        let lease = LeaseHolder(
            context: context, location: try addresses().location(of: "app-test-artifacts"),
            record: LeaseRecord(
                environment: SampleApp.environment, operation: operation, holder: "alice",
                token: "\(operation)-\(Int(now.timeIntervalSince1970))", acquired: now, expires: now)
        ) { () async throws(AWSError) in try await BusyStack.among(SampleApp.roles.map(SampleApp.name), calls) }
        try await lease.acquire()
        do {
            let result = try await body(lease)
            await lease.release()
            return result
        } catch {
            await lease.release()
            throw error
        }
    }

    /// The status of a stack; nil if it does not exist.
    func status(_ role: PlannedStack.Role) async throws -> String? {
        try await StackDescription.find(SampleApp.name(role), context().calls)?.status.rawValue
    }
}

/// A dialogue that remembers what was shown.
final class RecordedDialogue: DeployDialogue {
    private let shown = Mutex<[Review]>([])
    private let answer = Mutex<Bool>(true)

    var reviews: [Review] { shown.withLock { $0 } }

    func refuse() { answer.withLock { $0 = false } }

    func show(_ review: Review, deployed: [String: String]) async { shown.withLock { $0.append(review) } }

    func approves(_ review: Review) async -> Bool { answer.withLock { $0 } }
}

struct StageProbe: HealthProbe {
    let result: ProbeResult

    func readiness(at url: String) async -> ProbeResult { result }
}

extension FakeImageBehaviour {
    /// A migration that tells the level of the schema.
    /// - Parameter needed: The level that a program must know; the level itself by default.
    static func migration(level: Int, needed: Int? = nil) -> FakeImageBehaviour {
        .crashing(
            code: 0, after: 4,
            log: [
                "applied 4  rollups", "the schema is at level \(level)",
                "programs that know level \(needed ?? level) can serve it; this version serves level 3 to \(level)",
            ])
    }
}
