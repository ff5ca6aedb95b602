/// The handler of `AWS::ECS::Service`: it waits for the service deployment.
final class FakeServiceHandler: FakeResourceHandler {
    private let host: FakeWorkloadHost
    /// The properties that cannot change without a replacement. Source: CloudFormation's registry schema.
    let createOnly: Set<String> = ["Cluster", "Role", "SchedulingStrategy", "ServiceName"]

    init(_ host: FakeWorkloadHost) { self.host = host }

    func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        var input = request.properties.asAPI
        if input["serviceName"] == nil { input["serviceName"] = .string(request.generatedName) }
        let finish = Once(finish)
        do throws(FakeError) {
            let service = try host.change(in: world) { (workloads) throws(FakeError) in
                try workloads.createService(input)["service"] ?? .null
            }
            let arn = service["serviceArn"]?.text ?? ""
            let success = FakeResourceOutcome.success(
                physicalID: arn, attributes: ["Name": service["serviceName"] ?? .null, "ServiceArn": .string(arn)])
            wait(
                for: arn, deployment: service["currentServiceDeployment"]?.text, physicalID: arn, success, in: world,
                finish)
        } catch {
            fail(error, request, world, finish)
        }
    }

    func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let arn = request.physicalID ?? ""
        var input = request.properties.asAPI
        input["service"] = .string(arn)
        let finish = Once(finish)
        do throws(FakeError) {
            let deployment = try host.change(in: world) { (workloads) throws(FakeError) -> String? in
                let before = workloads.ecs.services[arn]?.deployments.first?.arn
                let service = try workloads.updateService(input)["service"]
                let after = service?["currentServiceDeployment"]?.text
                return after == before ? nil : after
            }
            wait(for: arn, deployment: deployment, physicalID: nil, .success(), in: world, finish)
        } catch {
            fail(error, request, world, finish)
        }
    }

    func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let arn = request.physicalID ?? ""
        let finish = Once(finish)
        do throws(FakeError) {
            try host.change(in: world) { (workloads) throws(FakeError) in
                guard workloads.ecs.services[arn]?.status == "ACTIVE" else { return }
                let cluster = workloads.ecs.services[arn]?.cluster
                try workloads.deleteService(["cluster": FakeValue(cluster), "service": .string(arn), "force": true])
            }
            host.watch(in: world) { workloads, world in
                let status = workloads.ecs.services[arn]?.status ?? "INACTIVE"
                if status == "INACTIVE" { world.schedule(after: .zero) { finish(.success(), $0) } }
                return status == "INACTIVE"
            }
        } catch {
            fail(error, request, world, finish)
        }
    }

    /// Stops the service deployment with a rollback, as the handler's permissions suggest: `ecs:StopServiceDeployment` is among
    /// those of its update in CloudFormation's registry schema.
    func cancel(_ request: FakeResourceRequest, in world: FakeWorld) {
        guard host.stopsDeploymentsOnCancel else { return }
        host.change(in: world) { workloads in
            guard let service = workloads.ecs.services[request.physicalID ?? ""], let index = service.ongoing else {
                return
            }
            _ = try? workloads.stopServiceDeployment([
                "serviceDeploymentArn": .string(service.deployments[index].arn), "stopType": "ROLLBACK",
            ])
        }
    }

    private func fail(_ error: FakeError, _ request: FakeResourceRequest, _ world: FakeWorld, _ finish: Once) {
        let outcome = FakeResourceOutcome.failure(of: error, request)
        world.schedule(after: .seconds(1)) { finish(outcome, $0) }
    }

    /// Waits for a deployment, or without one for the desired number of healthy tasks.
    private func wait(
        for arn: String, deployment: String?, physicalID: String?, _ success: FakeResourceOutcome, in world: FakeWorld,
        _ finish: Once
    ) {
        var baking = false
        host.watch(in: world) { workloads, world in
            guard !finish.isDone else { return true }
            let outcome: FakeResourceOutcome?
            if let service = workloads.ecs.services[arn], service.status == "ACTIVE" {
                baking = baking || service.deployment.bakeTime > 0
                outcome = Self.outcome(of: service, deployment, physicalID, success, workloads)
            } else {
                outcome = .failure(message: "Service not found.", code: "NotFound", physicalID: physicalID)
            }
            // CloudFormation looks every few seconds.
            if let outcome { world.schedule(after: .seconds(5)) { finish(outcome, $0) } }
            return outcome != nil
        }
        // Source: CloudFormation's limit for a resource's stabilization, three hours; 36 with a bake time.
        world.schedule(after: .seconds(baking ? 36 * 3600 : 3 * 3600)) { world in
            finish(
                .failure(message: "Exceeded attempts to wait", code: "NotStabilized", physicalID: physicalID), world)
        }
    }

    private static func outcome(
        of service: FakeContainerService, _ deployment: String?, _ physicalID: String?, _ success: FakeResourceOutcome,
        _ workloads: FakeWorkloads
    ) -> FakeResourceOutcome? {
        guard let deployment else {
            guard service.ongoing == nil, let set = service.sets.first(where: { $0.id == service.primary }),
                workloads.healthyCount(of: set.revision, service) == service.desired
            else { return nil }
            return success
        }
        guard let known = service.deployments.first(where: { $0.arn == deployment }), known.status.isFinal else {
            return nil
        }
        switch known.status {
        case .successful: return success
        default:
            let text =
                known.breaker == "TRIGGERED"
                ? "ECS Deployment Circuit Breaker was triggered"
                : "ECS Deployment \(known.status.rawValue): \(known.reason ?? "no reason")"
            return .failure(
                message: "Error occurred during operation '\(text)'.", code: "GeneralServiceException",
                physicalID: physicalID)
        }
    }

    /// A callback that is called once.
    private final class Once {
        private let body: (FakeResourceOutcome, FakeWorld) -> Void
        private(set) var isDone = false

        init(_ body: @escaping (FakeResourceOutcome, FakeWorld) -> Void) { self.body = body }

        func callAsFunction(_ outcome: FakeResourceOutcome, _ world: FakeWorld) {
            guard !isDone else { return }
            isDone = true
            body(outcome, world)
        }
    }
}
