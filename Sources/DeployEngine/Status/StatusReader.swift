package import AWSClient
import AWSOperations

/// Reads the status of an environment. A read that fails is named in the status and ends nothing.
package struct StatusReader: Sendable {
    private let context: EngineContext
    private let plan: ReleasePlan
    private let location: BucketLocation?

    /// Creates a reader.
    /// - Parameters:
    ///   - context: The calls and the time.
    ///   - plan: The environment.
    ///   - location: The artifact bucket; nil if the account was not bootstrapped.
    package init(context: EngineContext, plan: ReleasePlan, location: BucketLocation?) {
        self.context = context
        self.plan = plan
        self.location = location
    }

    /// Reads everything that can be read.
    package func read() async -> EnvironmentStatus {
        var status = EnvironmentStatus(
            environment: plan.environment, time: context.now(), url: nil, stacks: [], service: nil, lease: nil,
            release: nil, newest: nil, detour: nil, unread: [])
        if location == nil {
            status.unread.append("the account has no stack \(plan.bootstrapStack): run infra-cli bootstrap")
        }
        for stack in plan.stacks {
            do throws(AWSError) {
                let found = try await StackDescription.find(stack.name, context.calls)
                status.stacks.append(Self.stack(stack.name, found, plan.environment))
                if stack.role == .service, let found { await readService(found, &status) }
            } catch {
                status.unread.append("\(stack.name): \(error)")
            }
        }
        await readReleases(&status)
        return status
    }

    private static func stack(
        _ name: String, _ found: StackDescription?, _ environment: String
    ) -> EnvironmentStatus.Stack {
        let meaning = found?.status.meaning ?? StackStatus.absence
        let advice: String? =
            switch meaning.recovery {
            case .deploy, .explainThenDeploy: nil
            case .attach, .attachOrCancel: "in progress; follow it with infra-cli attach \(environment)"
            default: "infra-cli recover \(environment) shows the way out"
            }
        return .init(
            name: name, status: found?.status.rawValue, reason: found?.statusReason,
            updated: found?.lastUpdatedTime ?? found?.creationTime, advice: advice)
    }

    private func readService(_ stack: StackDescription, _ status: inout EnvironmentStatus) async {
        status.url = stack.outputs["Url"]
        guard let cluster = stack.outputs["ClusterName"], let name = stack.outputs["ServiceName"] else { return }
        do throws(AWSError) {
            let services = try await context.calls.call(
                ContainerOperations.DescribeServices(cluster: cluster, services: [name]))
            guard let found = services.services.first else { return }
            var service = EnvironmentStatus.Service(
                cluster: cluster, name: found.name, desired: found.desiredCount, running: found.runningCount,
                pending: found.pendingCount, deployment: nil, stage: nil, gate: nil, imageDigests: [], targets: [:],
                lastEvent: found.events.first?.message)
            if let arn = found.currentDeployment {
                let deployments = try await context.calls.call(
                    ContainerOperations.DescribeServiceDeployments(arns: [arn]))
                let deployment = deployments.deployments.first
                service.deployment = deployment?.status.rawValue
                service.stage = deployment?.lifecycleStage?.rawValue
                service.gate =
                    deployment?.hooks.contains { $0.status == .awaitingAction } == true ? service.stage : nil
            }
            let revisions = found.currentRevisions.map(\.arn)
            if !revisions.isEmpty {
                let described = try await context.calls.call(
                    ContainerOperations.DescribeServiceRevisions(arns: revisions))
                service.imageDigests = Set(
                    described.revisions.flatMap(\.containerImages).compactMap(\.imageDigest)
                ).sorted()
            }
            for group in Set(found.loadBalancers.compactMap(\.targetGroupARN)).sorted() {
                let health = try await context.calls.call(TargetOperations.DescribeTargetHealth(group: group))
                for target in health.targets {
                    service.targets[target.health?.state.rawValue ?? "unknown", default: 0] += 1
                }
            }
            status.service = service
        } catch {
            status.unread.append("the service: \(error)")
        }
    }

    private func readReleases(_ status: inout EnvironmentStatus) async {
        guard let location else { return }
        do throws(LedgerError) {
            let ledger = ReleaseLedger(context: context, location: location, environment: plan.environment)
            let history = try await ledger.history(limit: 10)
            status.release = history.current?.number
            status.detour = history.detour?.number
            if let newest = history.latest, newest.number != history.current?.number {
                status.newest = "release \(newest.number) \(newest.outcome)"
            }
        } catch {
            status.unread.append("the releases: \(error)")
        }
        let (names, calls) = (plan.stacks.map(\.name), context.calls)
        do throws(AWSError) {
            let lease = try await LeaseStatus.read(
                context: context, location: location, environment: plan.environment
            ) { () async throws(AWSError) in try await BusyStack.among(names, calls) }
            if lease.stored != nil { status.lease = lease.description }
        } catch {
            status.unread.append("the lease: \(error)")
        }
    }
}
