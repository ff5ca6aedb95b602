import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads evidence from AWS. A read that fails is noted in the bundle and ends nothing: evidence is collected while a deployment
/// fails, often with half of the permissions.
package struct EvidenceCollector: Sendable {
    private let context: EngineContext

    /// The most nested stacks that are read.
    private static let stackLimit = 20
    /// The most pages of events of a stack.
    private static let pageLimit = 20
    /// The statuses with which an operation on a stack begins.
    private static let starts: Set<String> = [
        "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS",
    ]

    /// Creates a collector.
    package init(context: EngineContext) {
        self.context = context
    }

    /// Reads all evidence that is left.
    package func collect(_ request: EvidenceRequest) async -> EvidenceBundle {
        var bundle = EvidenceBundle(
            environment: request.environment, release: request.release, token: request.token, began: request.began,
            collected: context.now())
        await collectStacks(request, &bundle)
        if let changeSet = request.changeSet { await collectChangeSet(changeSet, request, &bundle) }
        await ServiceEvidence(context.calls, request).collect(&bundle)
        if request.includesTrail { await TrailEvidence(context).collect(&bundle) }
        bundle.collected = context.now()
        return bundle
    }

    // MARK: - Stacks

    private func collectStacks(_ request: EvidenceRequest, _ bundle: inout EvidenceBundle) async {
        var open = request.stacks
        var seen: Set<String> = []
        while let stack = open.popLast(), seen.count < Self.stackLimit {
            guard seen.insert(stack).inserted else { continue }
            await collectStack(stack, &bundle)
            let events = await collectEvents(stack, request, &bundle)
            open += events.filter { $0.status.rawValue.hasSuffix("_FAILED") }.compactMap(\.nestedStack)
            await collectHooks(events, &bundle)
        }
    }

    private func collectStack(_ stack: String, _ bundle: inout EvidenceBundle) async {
        do throws(AWSError) {
            let found = try await context.calls.call(StackOperations.DescribeStacks(stack: stack)).stacks.first
            guard let found else { return }
            bundle.stacks.append(
                .init(name: found.name, id: found.id, status: found.status.rawValue, reason: found.statusReason))
        } catch {
            // A stack that was never created is no missing evidence.
            if !error.saysStackIsMissing { bundle.note("stack \(Self.name(stack))", error) }
        }
    }

    /// Reads the events of the operation, newest first, until one is older than it.
    private func collectEvents(
        _ stack: String, _ request: EvidenceRequest, _ bundle: inout EvidenceBundle
    ) async -> [StackEvent] {
        var found: [StackEvent] = []
        var operation = StackOperations.DescribeStackEvents(stack: stack)
        let began = request.began?.addingTimeInterval(-30)
        pages: for _ in 0..<Self.pageLimit {
            let output: StackOperations.DescribeStackEvents.Output
            do throws(AWSError) {
                output = try await context.calls.call(operation)
            } catch {
                if !error.saysStackIsMissing { bundle.note("events of \(Self.name(stack))", error) }
                break
            }
            for event in output.events {
                if let began, event.time < began { break pages }
                found.append(event)
                // Without a start, the operation is the latest one.
                if began == nil, event.isOfStack, Self.starts.contains(event.status.rawValue) { break pages }
            }
            guard let token = output.nextToken, !token.isEmpty, token != operation.pageToken else { break }
            operation.pageToken = token
        }
        bundle.events += found.map { event in
            EvidenceBundle.Event(
                id: event.id, stack: event.stackName, stackID: event.stackID, logicalID: event.logicalID,
                physicalID: event.physicalID, type: event.type, status: event.status.rawValue, reason: event.reason,
                time: event.time, operationID: event.operationID, token: event.clientRequestToken)
        }
        return found
    }

    /// Reads the rules that hooks found unmet.
    private func collectHooks(_ events: [StackEvent], _ bundle: inout EvidenceBundle) async {
        for event in events {
            guard let status = event.hookStatus?.rawValue, status.contains("FAILED") else { continue }
            var hook = EvidenceBundle.Hook(
                name: event.hookType ?? "unknown hook", stack: event.stackName,
                logicalID: event.isOfStack ? nil : event.logicalID, status: status, reason: event.hookStatusReason,
                failureMode: event.hookFailureMode, time: event.time)
            if let id = event.hookInvocationID {
                do throws(AWSError) {
                    let result = try await context.calls.call(StackOperations.GetHookResult(id: id))
                    hook.reason = result.reason ?? hook.reason
                    hook.failureMode = result.failureMode ?? hook.failureMode
                    hook.annotations = result.annotations.filter { ($0.status ?? "FAILED").contains("FAIL") }.map {
                        .init(
                            name: $0.name ?? "unnamed rule", message: $0.message, remedy: $0.remediation, link: $0.link,
                            severity: $0.severity)
                    }
                } catch {
                    bundle.note("result of the hook \(hook.name)", error)
                }
            }
            bundle.hooks.append(hook)
        }
    }

    // MARK: - Change sets

    private func collectChangeSet(
        _ changeSet: String, _ request: EvidenceRequest, _ bundle: inout EvidenceBundle
    ) async {
        // A name needs its stack; an ARN does not.
        let stack = changeSet.hasPrefix("arn:") ? nil : request.stacks.first
        var id = changeSet
        var name = request.stacks.first.map(Self.name) ?? ""
        do throws(AWSError) {
            let found = try await context.calls.call(
                StackOperations.DescribeChangeSet(name: changeSet, stack: stack))
            id = found.id
            name = found.stackName
            bundle.changeSets.append(
                .init(
                    stack: found.stackName, name: found.name, status: found.status.rawValue,
                    executionStatus: found.executionStatus?.rawValue, reason: found.statusReason))
        } catch {
            // Executing a change set deletes all of the stack's.
            if !error.saysChangeSetIsMissing { bundle.note("change set", error) }
            guard changeSet.hasPrefix("arn:") else { return }
        }
        do throws(AWSError) {
            let pages = try await context.calls.allPages(
                of: StackOperations.DescribeEvents(changeSet: id, filters: EventFilter(onlyFailed: true)), limit: 10)
            bundle.validations += pages.flatMap(\.events).compactMap { event in
                guard event.kind.rawValue == "VALIDATION_ERROR" || event.validationName != nil,
                    event.validationStatus != "SKIPPED"
                else { return nil }
                return .init(
                    stack: name, name: event.validationName ?? "unnamed validation", path: event.validationPath,
                    reason: event.validationReason ?? event.reason, isFatal: event.validationFailureMode != "WARN",
                    time: event.time)
            }
        } catch {
            bundle.note("findings of early validation", error)
        }
    }

    /// The name in a stack's id.
    private static func name(_ stack: String) -> String {
        let parts = stack.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : stack
    }
}

extension EvidenceBundle {
    /// Notes a read that failed.
    mutating func note(_ what: String, _ error: AWSError) {
        unread.append(UnreadEvidence(what: what, error: error.description))
    }
}
