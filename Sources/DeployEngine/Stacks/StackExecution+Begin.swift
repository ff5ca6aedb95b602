import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StackExecution {
    /// Notes the state before the operation, executes the change set and returns the run to follow.
    func begin() async throws(EngineError) -> StackRun {
        let before = try await describe()
        let serviceID = serviceWatch == nil ? nil : await findService(in: before.id)
        guard let changeSetID else {
            return StackRun(
                self, stack: before, baseline: baseline, began: baseline == nil ? start(of: before) : context.now(),
                serviceID: serviceID, serviceBaseline: nil)
        }
        let lastEvent = try? await StackReader(context.calls).lastEvent(of: before.id)
        let serviceBaseline = await serviceBaseline(serviceID)
        if context.takeInterrupt() != nil {
            throw EngineError(.interrupted, "interrupted before the change set was executed")
        }
        let began = context.now()
        let begin = try await execute(changeSetID, of: before)
        let isAdopted = begin == .earlier
        var run = StackRun(
            self, stack: before, baseline: isAdopted ? nil : StackBaseline(before, lastEvent: lastEvent),
            began: isAdopted ? start(of: before) : began, serviceID: serviceID,
            serviceBaseline: isAdopted ? nil : serviceBaseline)
        run.isUncertain = begin == .unknown
        return run
    }

    private func describe() async throws(EngineError) -> StackDescription {
        do {
            if let found = try await StackReader(context.calls).describe(stack) { return found }
        } catch {
            throw EngineError(error, while: "read the stack \(stack)")
        }
        throw EngineError(.notFound, "there is no stack \(stack)", advice: "Check its name and the region")
    }

    /// The start of the operation that a description shows.
    private func start(of stack: StackDescription) -> Date {
        stack.deletionTime ?? stack.lastUpdatedTime ?? stack.creationTime ?? context.now()
    }

    /// The physical id of the stack's service before the operation; nil if the stack has none yet.
    private func findService(in stack: String) async -> String? {
        if let service = serviceWatch?.service { return service }
        let resources = try? await context.calls.call(StackOperations.DescribeStackResources(stack: stack)).resources
        return resources?.first { $0.type == "AWS::ECS::Service" }?.physicalID
    }

    private func serviceBaseline(_ service: String?) async -> ServiceBaseline? {
        guard let service, let settings = serviceWatch else { return ServiceBaseline() }
        let identity = ServiceIdentity(service, cluster: settings.cluster)
        let operation = ContainerOperations.DescribeServices(cluster: identity.cluster, services: [identity.service])
        guard let output = try? await context.calls.call(operation) else { return nil }
        return ServiceBaseline(output.services.first { $0.status != "INACTIVE" })
    }

    /// The result of an attempt to execute a change set.
    enum Begin: Sendable, Hashable {
        /// AWS accepted it.
        case accepted
        /// No response arrived.
        case unknown
        /// An earlier process of the same release had executed it.
        case earlier
    }

    func execute(_ changeSet: String, of stack: StackDescription) async throws(EngineError) -> Begin {
        do {
            _ = try await context.calls.call(
                StackOperations.ExecuteChangeSet(
                    changeSet: changeSet, stack: changeSet.hasPrefix("arn:") ? nil : stack.id,
                    clientRequestToken: token,
                    disablesRollback: disablesRollback))
            return .accepted
        } catch  where error.isAmbiguous {
            return .unknown
        } catch  where error.code == "TokenAlreadyExists" || error.code == "TokenAlreadyExistsException" {
            return .earlier
        } catch  where error.saysChangeSetIsMissing || error.code.hasPrefix("InvalidChangeSetStatus") {
            // The execution deletes the change set, so this may be the second attempt of a process that was ended in between.
            if await hasOwnEvent(stack.id) { return .earlier }
            throw EngineError(
                .refused, "the change set \(changeSet) of the stack \(stack.name) cannot be executed: \(error.message)",
                advice: "Run the command again; it creates a new change set", cause: error)
        } catch {
            throw EngineError(error, while: "execute the change set of the stack \(stack.name)")
        }
    }

    private func hasOwnEvent(_ stack: String) async -> Bool {
        let events = try? await context.calls.call(StackOperations.DescribeStackEvents(stack: stack)).events
        return events?.contains { $0.clientRequestToken == token } ?? false
    }
}
