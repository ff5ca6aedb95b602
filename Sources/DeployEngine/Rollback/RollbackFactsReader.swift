internal import AWSClient
internal import AWSOperations

/// Reads the facts about the target of a rollback.
package struct RollbackFactsReader: Sendable {
    private let context: EngineContext
    private let ledger: ReleaseLedger
    private let image: @Sendable (Release.ImageRecord) async -> RollbackFacts.Presence

    /// Creates a reader.
    /// - Parameters:
    ///   - context: The calls.
    ///   - ledger: The ledger.
    ///   - image: Looks an image up by its digest.
    package init(
        context: EngineContext, ledger: ReleaseLedger,
        image: @escaping @Sendable (Release.ImageRecord) async -> RollbackFacts.Presence
    ) {
        self.context = context
        self.ledger = ledger
        self.image = image
    }

    /// Reads the facts. What cannot be read is reported as unknown, and the plan refuses it.
    package func facts(for target: Release, current: Release?) async -> RollbackFacts {
        var facts = RollbackFacts()
        if let record = target.image { facts.image = await image(record) }
        if let service = target.service {
            facts.taskDefinition = await presence(ofTaskDefinition: service.taskDefinition)
        }
        for stack in target.stacks {
            do throws(LedgerError) {
                _ = try await ledger.template(digest: stack.templateDigest)
            } catch {
                facts.missingTemplates.append(stack.name)
            }
        }
        if let service = (current ?? target).service {
            let describe = ContainerOperations.DescribeServices(cluster: service.cluster, services: [service.service])
            let found = try? await context.calls.call(describe).services.first
            facts.runningTaskDefinition = found?.taskDefinition
            facts.runningDeployment = found?.deployments.first { $0.rolloutState == "IN_PROGRESS" }?.id
        }
        return facts
    }

    private func presence(ofTaskDefinition arn: String) async -> RollbackFacts.Presence {
        do throws(AWSError) {
            let found = try await context.calls.call(ContainerOperations.DescribeTaskDefinition(taskDefinition: arn))
            switch found.taskDefinition.status {
            case "ACTIVE", nil: return .present
            case "INACTIVE": return .unusable("it was deregistered, so ECS refuses to deploy it")
            case let status?: return .unusable("its status is \(status)")
            }
        } catch {
            // ECS reports a missing revision as ClientException "Unable to describe task definition".
            if error.code == "ClientException", error.message.contains("Unable to describe") { return .missing }
            return .unknown("\(error)")
        }
    }
}
