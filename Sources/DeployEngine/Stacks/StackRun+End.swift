import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StackRun {
    // MARK: Outcome

    /// Returns the outcome if there is one.
    mutating func conclude() async throws(EngineError) -> StackOutcome? {
        if let paused = pausedDeployment { return .paused(paused) }
        guard watch.verdict.isFinal else { return nil }
        if stackEnded == nil {
            stackEnded = context.now()
            tell(.stackEnded(stack: watch.stack, status: watch.status?.rawValue ?? "DELETE_COMPLETE"))
        }
        switch watch.verdict {
        case .waiting, .running:
            return nil
        case .succeeded:
            return try await concludeSuccess()
        case .failed, .rolledBack:
            let failure = await failure()
            if end == .deadline { return .deadlineExceeded(failure) }
            if end == .cancelled { return .cancelled(failure) }
            return watch.verdict == .failed ? .failed(failure) : .rolledBack(failure)
        }
    }

    private var pausedDeployment: PausedDeployment? {
        guard let service, service.settings.returnsWhenPaused, case .paused(let paused) = service.verdict else {
            return nil
        }
        return paused
    }

    /// A stack that succeeded is not enough: the service has to run the wanted image.
    private mutating func concludeSuccess() async throws(EngineError) -> StackOutcome? {
        let description =
            watch.description
            ?? StackDescription(id: stackID, name: watch.stack, status: watch.status ?? .deleteComplete)
        guard execution.purpose == .deploy, let service else { return .succeeded(description) }
        guard observer.service != nil else {
            if service.settings.imageDigest != nil {
                tell(.warning("the stack \(watch.stack) has no ECS service, so no image was compared"))
            }
            return .succeeded(description)
        }
        switch service.verdict {
        case .succeeded:
            return .succeeded(description)
        case .failed(let failure):
            return .failed(StackFailure(stack: watch.stack, status: description.status, serviceFailure: failure))
        case .waiting, .running, .paused:
            break
        }
        if observer.isBlind {
            tell(.warning("the service of the stack \(watch.stack) cannot be read, so no image was compared"))
            return .succeeded(description)
        }
        let waited = context.now().timeIntervalSince(stackEnded ?? context.now())
        // A deployment may go on after its stack: early success, a bake time. One that is never shown may not, nor one that cannot be
        // read.
        if observer.isBlindToDeployment, service.ownDeployment != nil, waited > 120, var machine = self.service {
            let actions = machine.deploymentIsUnreadable()
            self.service = machine
            for case .report(let fact) in actions { tell(fact) }
            return nil
        }
        if service.deployment == nil, waited > 120, var machine = self.service {
            let actions = machine.digestIsUnknown()
            self.service = machine
            for case .report(let fact) in actions { tell(fact) }
            if machine.verdict == .succeeded { return .succeeded(description) }
            tell(.warning("no deployment of the service is shown after 2 min, so no image was compared"))
            return .succeeded(description)
        }
        if service.wantsRunningTasks, waited > 60, var machine = self.service {
            let actions = machine.digestIsUnknown()
            self.service = machine
            for case .report(let fact) in actions { tell(fact) }
            if machine.verdict == .succeeded { return .succeeded(description) }
        }
        return nil
    }

    /// The failure, with the events of nested stacks.
    private func failure() async -> StackFailure {
        var nested: [String: [StackEvent]] = [:]
        for _ in 0..<4 {
            let unread = FirstFailure(events: watch.events, nested: nested).unreadStacks
            if unread.isEmpty { break }
            for stack in unread {
                var feed = StackEventFeed(stack: stack, since: began - 5)
                nested[stack] = (try? await feed.read(context.calls)) ?? []
            }
        }
        return watch.failure(nested: nested, service: service?.presentFailure)
            ?? StackFailure(stack: watch.stack, status: watch.status ?? .deleteComplete)
    }

    // MARK: Deadline

    /// Cancels at the deadline, and ends once nothing more can be done.
    mutating func passDeadline() async throws(EngineError) -> StackOutcome? {
        guard let deadline = execution.deadline, context.now() >= deadline else { return nil }
        if !hasPassedDeadline {
            hasPassedDeadline = true
            end = .deadline
            tell(.warning("the deadline of the stack \(watch.stack) passed"))
            await execution.evidence(
                FailedStop(
                    .deadline, stack: stackID, token: execution.token, cluster: observer.cluster,
                    service: observer.service, deployment: service?.ownDeployment, tasks: service?.latestStops ?? [],
                    began: began))
            try await cancel()
            let goesBack = isCancelRequested || watch.status?.isRollingBack == true
            return goesBack ? nil : .deadlineExceeded(watch.failure(service: service?.presentFailure))
        }
        guard context.now().timeIntervalSince(deadline) > execution.rollbackPatience.inSeconds else { return nil }
        return .deadlineExceeded(watch.failure(service: service?.presentFailure))
    }

    // MARK: Cancellation

    /// Cancels the operation as far as its status allows, and says so if it does not.
    mutating func cancel() async throws(EngineError) {
        guard !isCancelRequested else { return }
        guard let status = watch.status else {
            if !isCancelPending { tell(.notice("the operation has not begun; it is cancelled once it has")) }
            isCancelPending = true
            return
        }
        isCancelPending = false
        switch status {
        case .updateInProgress:
            await request(
                "cancel the update of",
                StackOperations.CancelUpdateStack(stack: stackID, clientRequestToken: cancelToken))
            if isCancelRequested { await stopCancelledDeployment() }
        case .createInProgress:
            let made = execution.statefulIDs.intersection(watch.createdResources)
            guard made.isEmpty else {
                end = end == .cancelled ? nil : end
                tell(
                    .warning(
                        "the creation of the stack \(watch.stack) can only be cancelled by its deletion, which would delete "
                            + made.sorted().joined(separator: ", ") + "; it goes on"))
                return
            }
            await request("delete", StackOperations.DeleteStack(stack: stackID, clientRequestToken: cancelToken))
        case _ where status.isRollingBack:
            isCancelRequested = true
            tell(.notice("the stack \(watch.stack) is already being rolled back"))
        case _ where status.meaning.isNewStateLive:
            tell(.notice("it is too late to cancel: the new state of the stack \(watch.stack) is live"))
        default:
            tell(.notice("the stack \(watch.stack) is \(status.rawValue), which cannot be cancelled"))
        }
    }

    // The watch knows its own cancellation by the beginning of the token.
    private var cancelToken: String { execution.token + "-cancel" }

    private mutating func request(_ verb: String, _ operation: some AWSOperation) async {
        do {
            _ = try await context.calls.call(operation)
            isCancelRequested = true
            tell(.notice("asked AWS to \(verb) the stack \(watch.stack); the resource in flight finishes first"))
        } catch {
            // The status may have changed since the last look.
            tell(.warning("cannot \(verb) the stack \(watch.stack): \(error)"))
        }
    }

    /// Stops the service's deployment too, because a cancelled update waits for the resource in flight.
    private mutating func stopCancelledDeployment() async {
        guard let deployment = service?.deployment, deployment.status == .inProgress || deployment.status == .pending,
            !deployment.sourceRevisions.isEmpty
        else { return }
        await stop(deployment.arn)
    }
}
