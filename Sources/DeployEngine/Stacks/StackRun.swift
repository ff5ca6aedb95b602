import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The loop that follows an operation: it reads, lets the pure machines judge, and does what they ask for.
struct StackRun {
    /// The reason for which the operation was cancelled.
    enum End: Sendable, Hashable {
        case cancelled
        case deadline
    }

    let execution: StackExecution
    let context: EngineContext
    /// Calls that give up early while throttled, as the loop comes back anyway.
    let calls: any AWSCalls
    let stackID: String
    let began: Date
    var watch: StackWatch
    var feed: StackEventFeed
    var service: ServiceWatch?
    var observer: ServiceObserver
    /// `true` if no response to the execution of the change set arrived.
    var isUncertain = false

    var end: End?
    var isCancelRequested = false
    var isCancelPending = false
    var lastGoodRead: Date
    var nextServiceLook: Date
    var hasPassedDeadline = false
    var stackEnded: Date?
    private var hasWarned: Set<String> = []

    init(
        _ execution: StackExecution, stack: StackDescription, baseline: StackBaseline?, began: Date, serviceID: String?,
        serviceBaseline: ServiceBaseline?
    ) {
        self.execution = execution
        context = execution.context
        calls = execution.context.calls.forPolling
        stackID = stack.id
        self.began = began
        watch = StackWatch(stack: stack.name, purpose: execution.purpose, token: execution.token, baseline: baseline)
        feed = StackEventFeed(stack: stack.id, after: baseline?.lastEvent, since: baseline == nil ? began - 1 : nil)
        service = execution.serviceWatch.map { ServiceWatch(settings: $0, baseline: serviceBaseline, began: began) }
        observer = ServiceObserver(cluster: execution.serviceWatch?.cluster, service: serviceID)
        lastGoodRead = execution.context.now()
        nextServiceLook = execution.context.now()
        let kind = baseline?.status.map { $0 == .reviewInProgress ? "create" : "update" }
        let operation = execution.purpose == .deploy ? kind ?? "deploy" : execution.purpose.rawValue
        tell(
            .stackBegan(
                stack: stack.name, operation: operation, resources: execution.resources, estimate: execution.estimate))
    }

    /// Looks until the operation has an outcome.
    mutating func follow() async throws(EngineError) -> StackOutcome {
        while true {
            if let outcome = try await look() { return outcome }
            // A second look after the jitter of a tenth at most keeps parallel deployments apart.
            let pause = execution.interval * (1 + 0.1 * context.random())
            switch try await context.pause(pause) {
            case .detach?: return .detached
            case .cancel?:
                if !isCancelRequested { end = end ?? .cancelled }
                try await cancel()
            case nil: break
            }
        }
    }

    private mutating func look() async throws(EngineError) -> StackOutcome? {
        try await execution.heartbeat()
        if stackEnded == nil {
            await readEvents()
            // A throttled read may have waited for its turn, and the lease does not wait.
            try await execution.heartbeat()
            try await readStack()
            try await repeatExecution()
            if watch.verdict.isFinal { await readEvents() }
            if isCancelPending, watch.status != nil { try await cancel() }
        }
        try await lookAtService()
        if let outcome = try await conclude() { return outcome }
        return try await passDeadline()
    }

    // MARK: The stack

    private mutating func readStack() async throws(EngineError) {
        do {
            let found = try await StackReader(calls).describe(stackID)
            lastGoodRead = context.now()
            await perform(watch.handle(found.map(StackWatch.Observation.stack) ?? .missing))
        } catch {
            try tolerate(error, reading: "the stack \(watch.stack)")
        }
        if !watch.hasBegun, context.now().timeIntervalSince(began) > 600 {
            throw EngineError(
                .detached, "AWS accepted the operation of the stack \(watch.stack) 10 min ago and shows nothing of it",
                advice: "Run `infra-cli attach` later")
        }
    }

    private mutating func readEvents() async {
        do {
            let events = try await feed.read(calls)
            if !events.isEmpty { await perform(watch.handle(.events(events))) }
            if let other = watch.otherTokens.first, warn(once: "another operation") {
                tell(.warning("another operation changes the stack \(watch.stack), with the token \(other)"))
            }
        } catch {
            // Events explain; they decide nothing.
            if !error.isRetryable, warn(once: "events") {
                tell(.warning("the events of the stack \(watch.stack) cannot be read: \(error)"))
            }
        }
    }

    /// Executes the change set again if no response arrived the first time and no read shows its effect. The token makes that safe.
    private mutating func repeatExecution() async throws(EngineError) {
        guard isUncertain, !watch.hasBegun, watch.staleReads >= 3, let changeSet = execution.changeSetID else {
            if watch.hasBegun { isUncertain = false }
            return
        }
        guard let stack = try? await StackReader(calls).describe(stackID) else { return }
        isUncertain = try await execution.execute(changeSet, of: stack) == .unknown
    }

    private mutating func perform(_ actions: [StackWatch.Action]) async {
        for action in actions {
            switch action {
            case .report(let fact): tell(fact)
            case .collectEvidence(let failed):
                await execution.evidence(
                    FailedStop(
                        .resourceFailed, stack: stackID, token: execution.token, cluster: observer.cluster,
                        service: observer.service, deployment: service?.ownDeployment,
                        tasks: service?.latestStops ?? [],
                        reason: "\(failed.logicalID): \(failed.reason)", began: began))
            }
        }
        // The event's service is the right one also if the update replaces the service.
        if let found = watch.service { observer.found(found) }
    }

    // MARK: The service

    private mutating func lookAtService() async throws(EngineError) {
        guard service != nil, observer.service != nil else { return }
        let now = context.now()
        guard now >= nextServiceLook || watch.verdict.isFinal else { return }
        // Before the stack has come to the service, its state is the old one.
        guard watch.service != nil || watch.verdict.isFinal || service?.ownDeployment != nil else { return }
        // The reads of the stack may have waited for their turn.
        try await execution.heartbeat()
        nextServiceLook = now + (service?.settings.interval.inSeconds ?? 10)
        if watch.verdict == .succeeded, var machine = service {
            let actions = machine.stackSucceeded()
            service = machine
            try await perform(actions)
        }
        guard var machine = service else { return }
        let actions = await observer.look(&machine, calls: calls, at: now)
        service = machine
        for denied in observer.takeWarnings() { tell(.warning(denied)) }
        try await perform(actions)
        guard var machine = service else { return }
        let notices = machine.look(at: context.now())
        service = machine
        try await perform(notices)
    }

    private mutating func perform(_ actions: [ServiceWatch.Action]) async throws(EngineError) {
        for action in actions {
            switch action {
            case .report(let fact): tell(fact)
            case .collectEvidence(let trigger, let tasks, let reason):
                await execution.evidence(
                    FailedStop(
                        trigger, stack: stackID, token: execution.token, cluster: observer.cluster,
                        service: observer.service, deployment: service?.ownDeployment, tasks: tasks, reason: reason,
                        began: began))
            case .stop(let deployment): await stop(deployment)
            case .cancelStack: try await cancel()
            }
        }
    }

    mutating func stop(_ deployment: String) async {
        do {
            _ = try await context.calls.call(
                ContainerOperations.StopServiceDeployment(arn: deployment, kind: "ROLLBACK"))
        } catch {
            // A deployment that has ended meanwhile cannot be stopped, which the next look shows.
            if warn(once: "stop") { tell(.warning("the service deployment cannot be stopped: \(error)")) }
        }
    }

    // MARK: Support

    func tell(_ fact: ProgressEvent.Fact) { context.tell(fact, in: execution.phase) }

    mutating func warn(once key: String) -> Bool { hasWarned.insert(key).inserted }

    /// Decides on a failed read: another one follows, unless the credentials are not valid any more.
    mutating func tolerate(_ error: AWSError, reading what: String) throws(EngineError) {
        if case .cancelled = error.kind { throw EngineError(error) }
        if error.isUnauthenticated || error.hasExpiredCredentials || error.isCredentialsFailure {
            throw EngineError(
                .detached, "the operation of the stack \(watch.stack) goes on, but \(what) cannot be read: \(error)",
                advice: "Renew the credentials, then run `infra-cli attach`", cause: error)
        }
        if error.isAccessDenied { throw EngineError(error, while: "read \(what)") }
        // Throttling ends by itself, so it fails no operation.
        if error.isPaced {
            if warn(once: "throttled \(what)") {
                tell(.notice("AWS throttles the reads of \(what); the pace slows down"))
            }
            return
        }
        if warn(once: "read \(what)") { tell(.warning("\(what) cannot be read at present: \(error)")) }
        guard context.now().timeIntervalSince(lastGoodRead) > execution.readPatience.inSeconds else { return }
        throw EngineError(
            .detached, "the operation of the stack \(watch.stack) goes on, but \(what) cannot be read: \(error)",
            advice: "Run `infra-cli attach` once the network works", cause: error)
    }
}

extension AWSError {
    /// `true` if there were no credentials to sign with, and another attempt will have none either.
    var isCredentialsFailure: Bool {
        if case .credentials = kind { return !isRetryable }
        return false
    }
}
