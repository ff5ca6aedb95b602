import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The creation of a change set: it waits for the change set, recognizes an empty one, and leaves nothing behind that cannot be executed.
package struct ChangeSetExecution: Sendable {
    let context: EngineContext
    let request: ChangeSetRequest
    let phase: ProgressEvent.Phase

    /// The time that CloudFormation may take to create the change set.
    package var patience = Duration.seconds(1200)
    /// Returns the places in the environment's file that decide a property, by its path in the template; nil if none is known.
    package var origin: @Sendable (String) -> String? = { _ in nil }
    /// Receives each finding of the validation.
    package var onFinding: @Sendable (ValidationFinding) -> Void = { _ in }

    /// Creates an execution.
    package init(context: EngineContext, request: ChangeSetRequest, phase: ProgressEvent.Phase = .changeSets) {
        self.context = context
        self.request = request
        self.phase = phase
    }

    /// Creates the change set and waits for it.
    ///
    /// A change set of the same name and content, which an earlier process of the release left, is used again.
    /// - Throws: ``EngineError``; with the code `changeSetFailed`, ``EngineError/findings`` has the reasons. The change set, and the
    ///   stack that exists only because of it, are deleted then.
    package func create() async throws(EngineError) -> ChangeSetOutcome {
        try stopIfInterrupted()
        let kind = try await kind()
        let id = try await begin(kind)
        do {
            return try await finish(id)
        } catch {
            await Self.discard(id.changeSet, of: id.stack, context: context)
            throw error
        }
    }

    // MARK: Status

    private func kind() async throws(EngineError) -> ChangeSetKind {
        let begin = context.now()
        while true {
            let found = try await describe()
            guard let found, found.status != .deleteComplete else {
                guard request.requiresExistingStack else { return request.kind ?? .create }
                throw EngineError(
                    .notFound, "there is no stack \(request.stack.name), so a change set would create one")
            }
            let status = found.status
            if status == .reviewInProgress {
                guard request.requiresExistingStack else { return request.kind ?? .create }
                throw EngineError(.notFound, "the stack \(request.stack.name) has never been deployed")
            }
            if status.allows.contains(.updateChangeSet) { return request.kind ?? .update }
            // The clean-up of the last deployment ends by itself.
            let isCleaning =
                status == .updateCompleteCleanupInProgress || status == .updateRollbackCompleteCleanupInProgress
            guard isCleaning, context.now().timeIntervalSince(begin) < patience.inSeconds else {
                throw await refusal(found)
            }
            if context.now() == begin {
                context.tell(
                    .notice("the stack \(found.name) is \(status.rawValue); its clean-up ends first"), in: phase)
            }
            try await pause(.seconds(6))
        }
    }

    private func refusal(_ stack: StackDescription) async -> EngineError {
        let text = "the stack \(stack.name) is \(stack.status.rawValue): \(stack.status.meaning.sentence)"
        guard stack.status.isInProgress else {
            return EngineError(.refused, text, advice: "Run `infra-cli recover`, which shows what it would do first")
        }
        let latest = try? await context.calls.call(StackOperations.DescribeStackEvents(stack: stack.id)).events.first
        var details: [String] = []
        if let operation = stack.lastOperations.first { details.append("operation \(operation.type) \(operation.id)") }
        if let token = latest?.clientRequestToken { details.append("token \(token)") }
        let suffix = details.isEmpty ? "" : " (" + details.joined(separator: ", ") + ")"
        return EngineError(.conflict, text + suffix, advice: "Run `infra-cli attach` to follow it")
    }

    private func describe() async throws(EngineError) -> StackDescription? {
        do {
            return try await StackReader(context.calls).describe(request.stack.name)
        } catch {
            throw EngineError(error, while: "read the stack \(request.stack.name)")
        }
    }

    // MARK: Creation

    private typealias Identity = (changeSet: String, stack: String)

    private func begin(_ kind: ChangeSetKind) async throws(EngineError) -> Identity {
        let operation = request.operation(kind: kind)
        var isRepeated = false
        for attempt in 1...8 {
            do {
                let output = try await context.calls.call(operation)
                return (output.id, output.stackID)
            } catch  where error.isAmbiguous && attempt < 8 {
                // The token makes a repetition safe.
                isRepeated = true
            } catch  where error.code.hasPrefix("AlreadyExists") && attempt < 8 {
                if let earlier = try await adopt(isOwnAttempt: isRepeated) { return earlier }
            } catch {
                throw EngineError(error, while: "create a change set of the stack \(request.stack.name)")
            }
            try await pause(.seconds(2))
        }
        throw EngineError(
            .service, "the change set \(request.name) of the stack \(request.stack.name) cannot be created")
    }

    /// Uses a change set of the same name if its content is the request's, and deletes it otherwise.
    private func adopt(isOwnAttempt: Bool) async throws(EngineError) -> Identity? {
        let found: ChangeSetDescription
        do {
            found = try await context.calls.call(
                StackOperations.DescribeChangeSet(name: request.name, stack: request.stack.name))
        } catch  where error.saysChangeSetIsMissing {
            return nil
        } catch {
            throw EngineError(error, while: "read the change set \(request.name) of the stack \(request.stack.name)")
        }
        let id = (found.id, found.stackID)
        let isUsable =
            found.status == .createPending || found.status == .createInProgress
            || (found.status == .createComplete && found.executionStatus == .available)
        if isUsable {
            if isOwnAttempt { return id }
            if await hasContent(of: found) { return id }
        }
        _ = try? await context.calls.call(StackOperations.DeleteChangeSet(changeSet: found.id))
        return nil
    }

    private func hasContent(of found: ChangeSetDescription) async -> Bool {
        guard request.templateURL == nil, found.parameters == request.stack.parameters, found.tags == request.stack.tags
        else { return false }
        let operation = StackOperations.GetTemplate(changeSet: found.id, stage: "Original")
        return (try? await context.calls.call(operation).template) == request.stack.template
    }

    // MARK: Completion

    private func finish(_ id: Identity) async throws(EngineError) -> ChangeSetOutcome {
        let begin = context.now()
        var misses = 0
        var wait = Duration.seconds(1)
        while true {
            do {
                let found = try await pages(of: id.changeSet)
                switch found.status {
                case .createComplete: return try await complete(found)
                case .failed: return try await fail(found)
                case .deletePending, .deleteInProgress, .deleteComplete, .deleteFailed:
                    throw EngineError(.conflict, "the change set \(found.name) was deleted while it was created")
                case .createPending, .createInProgress, .unknown: break
                }
            } catch let error as AWSError {
                // A new change set may not be visible yet.
                misses += 1
                guard error.isRetryable || (error.saysChangeSetIsMissing && misses < 6) else {
                    throw EngineError(
                        error, while: "read the change set \(request.name) of the stack \(request.stack.name)")
                }
            } catch let error as EngineError {
                throw error
            } catch {
                throw EngineError(.service, "\(error)")
            }
            guard context.now().timeIntervalSince(begin) < patience.inSeconds else {
                throw EngineError(
                    .unavailable,
                    "the change set \(request.name) of the stack \(request.stack.name) was not created in time")
            }
            try await pause(wait)
            wait = min(wait * 1.5, .seconds(6))
        }
    }

    private func pages(of id: String) async throws(AWSError) -> ChangeSetDescription {
        let calls = context.calls.forPolling
        var operation = StackOperations.DescribeChangeSet(name: id, includesPropertyValues: true)
        var whole = try await calls.call(operation)
        guard whole.status == .createComplete else { return whole }
        while let token = whole.nextToken, !token.isEmpty, token != operation.pageToken {
            operation.pageToken = token
            let page = try await calls.call(operation)
            whole.changes += page.changes
            whole.nextToken = page.nextToken
        }
        whole.nextToken = nil
        return whole
    }

    private func complete(_ found: ChangeSetDescription) async throws(EngineError) -> ChangeSetOutcome {
        for finding in await findings(of: found.id) where finding.isWarning {
            context.tell(.warning("\(request.stack.name): \(finding.statement)"), in: phase)
        }
        // An interrupt during the last read would otherwise reach the execution.
        try stopIfInterrupted()
        return .prepared(found)
    }

    private func fail(_ found: ChangeSetDescription) async throws(EngineError) -> ChangeSetOutcome {
        let reason = found.statusReason ?? "without a reason"
        if Self.isEmpty(reason) {
            await Self.discard(found.id, of: found.stackID, context: context)
            return .unchanged
        }
        let findings = await findings(of: found.id)
        var message = "the change set of the stack \(request.stack.name) failed: \(reason)"
        for finding in findings where !finding.isWarning { message += "\n  " + finding.statement }
        if let nested = await nestedReason(reason) { message += "\n  nested stack: \(nested)" }
        var error = EngineError(.changeSetFailed, message)
        error.findings = findings
        throw error
    }

    /// `true` for the reasons with which CloudFormation reports that nothing would change, as a failure.
    package static func isEmpty(_ reason: String) -> Bool {
        reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
    }

    private func findings(of changeSet: String) async -> [ValidationFinding] {
        let operation = StackOperations.DescribeEvents(changeSet: changeSet, filters: EventFilter(onlyFailed: true))
        let pages = try? await context.calls.forPolling.allPages(of: operation, limit: 20)
        return (pages ?? []).flatMap(\.events).compactMap { event in
            guard var finding = ValidationFinding(event) else { return nil }
            finding.origin = finding.path.flatMap(origin)
            onFinding(finding)
            return finding
        }
    }

    /// The reason of the nested change set that a reason names.
    private func nestedReason(_ reason: String) async -> String? {
        guard let range = reason.firstRange(of: "Nested change set ") else { return nil }
        let arn = String(reason[range.upperBound...].prefix { !$0.isWhitespace })
        guard arn.hasPrefix("arn:") else { return nil }
        return try? await context.calls.call(StackOperations.DescribeChangeSet(name: arn)).statusReason
    }

    private func stopIfInterrupted() throws(EngineError) {
        if context.takeInterrupt() != nil { throw Self.interrupted }
    }

    private func pause(_ duration: Duration) async throws(EngineError) {
        if try await context.pause(duration) != nil { throw Self.interrupted }
    }

    private static var interrupted: EngineError {
        EngineError(.interrupted, "interrupted while a change set was created; nothing was changed")
    }
}
