#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    /// Creates a service and its first deployment.
    @discardableResult
    package mutating func createService(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        guard let name = input["serviceName"]?.text, !name.isEmpty else {
            throw FakeError("InvalidParameterException", "serviceName can not be empty.")
        }
        let arn = account.arn("ecs", "service/\(cluster.name)/\(name)")
        if let known = ecs.services[arn] {
            if known.status == "DRAINING" {
                throw FakeError("InvalidParameterException", "Unable to Start a service that is still Draining.")
            }
            if known.status == "ACTIVE" {
                throw FakeError("InvalidParameterException", "Creation of service was not idempotent.")
            }
        }
        let definition = try usableDefinition(input["taskDefinition"]?.text ?? "")
        var settings = FakeServiceSettings(definition: definition.arn)
        settings.update(from: input)
        try check(settings)
        var deployment = FakeDeploymentSettings()
        deployment.update(from: input["deploymentConfiguration"])
        var service = FakeContainerService(
            name: name, arn: arn, cluster: cluster.arn, desired: input["desiredCount"]?.integer ?? 1,
            settings: settings,
            deployment: deployment, document: input, tags: input["tags"] ?? .array([]),
            createdBy: "arn:aws:iam::\(account.account):root", createdAt: now)
        service.gracePeriod = Double(input["healthCheckGracePeriodSeconds"]?.integer ?? 0)
        service.allowsCommands = input["enableExecuteCommand"]?.boolean ?? false
        deploy(&service)
        ecs.services[arn] = service
        return ["service": render(service)]
    }

    /// Updates a service. A changed setting of its tasks, or `forceNewDeployment`, starts a deployment; the desired count does not.
    ///
    /// Source: "UpdateService", ECS API Reference.
    @discardableResult
    package mutating func updateService(_ input: FakeValue) throws(FakeError) -> FakeValue {
        var service = try service(input)
        guard service.status == "ACTIVE" else {
            throw FakeError("ServiceNotActiveException", "Service was not ACTIVE.")
        }
        var settings = service.settings
        if let name = input["taskDefinition"]?.text { settings.definition = try usableDefinition(name).arn }
        settings.update(from: input)
        try check(settings)
        if input["forceNewDeployment"]?.boolean == true { settings.forced += 1 }
        service.deployment.update(from: input["deploymentConfiguration"])
        if let desired = input["desiredCount"]?.integer { service.desired = desired }
        if let grace = input["healthCheckGracePeriodSeconds"]?.integer { service.gracePeriod = Double(grace) }
        if let allows = input["enableExecuteCommand"]?.boolean { service.allowsCommands = allows }
        for name in [
            "deploymentConfiguration", "networkConfiguration", "loadBalancers", "capacityProviderStrategy",
            "propagateTags",
        ] {
            if let value = input[name] { service.document[name] = value }
        }
        if settings != service.settings {
            service.settings = settings
            deploy(&service)
        }
        ecs.services[service.arn] = service
        return ["service": render(service)]
    }

    /// Deletes a service: it drains, and is INACTIVE without tasks.
    @discardableResult
    package mutating func deleteService(_ input: FakeValue) throws(FakeError) -> FakeValue {
        var service = try service(input)
        guard service.status == "ACTIVE" else {
            throw FakeError("ServiceNotActiveException", "Service was not ACTIVE.")
        }
        guard service.desired == 0 || input["force"]?.boolean == true else {
            throw FakeError(
                "InvalidParameterException", "The service cannot be stopped while it is scaled above 0.")
        }
        service.desired = 0
        service.status = "DRAINING"
        for index in service.deployments.indices where !service.deployments[index].status.isFinal {
            finishStop(&service, index)
        }
        ecs.services[service.arn] = service
        return ["service": render(service)]
    }

    func describeServices(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        let names = input["services"]?.texts ?? []
        guard !names.isEmpty else { throw FakeError("InvalidParameterException", "Services cannot be empty.") }
        guard names.count <= 10 else {
            throw FakeError("InvalidParameterException", "Services can have at most 10 items.")
        }
        var services: [FakeValue] = []
        var failures: [FakeValue] = []
        let showsTags = input["include"]?.texts.contains("TAGS") ?? false
        for name in names {
            if let service = ecs.service(name, in: cluster.arn) {
                services.append(render(service, showsTags: showsTags))
            } else {
                let arn = name.hasPrefix("arn:") ? name : account.arn("ecs", "service/\(cluster.name)/\(name)")
                failures.append(["arn": .string(arn), "reason": "MISSING"])
            }
        }
        return ["services": .array(services), "failures": .array(failures)]
    }

    func listServices(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let cluster = try cluster(input)
        let arns = ecs.services.values.filter { $0.cluster == cluster.arn && $0.status == "ACTIVE" }.map(\.arn).sorted()
        let page = FakePage(arns, token: input["nextToken"]?.text, limit: input["maxResults"]?.integer ?? 10)
        return ["serviceArns": FakeValue(page.elements), "nextToken": FakeValue(page.nextToken)]
    }

    /// The service of a request.
    func service(_ input: FakeValue) throws(FakeError) -> FakeContainerService {
        let cluster = try cluster(input)
        guard let service = ecs.service(input["service"]?.text ?? "", in: cluster.arn) else {
            throw FakeError("ServiceNotFoundException", "Service not found.")
        }
        return service
    }

    private func check(_ settings: FakeServiceSettings) throws(FakeError) {
        for balancer in settings.loadBalancers {
            for group in [balancer.group, balancer.alternateGroup].compactMap(\.self) {
                guard loadBalancing.groups[group] != nil else {
                    throw FakeError("InvalidParameterException", "The specified target group \(group) does not exist.")
                }
                guard loadBalancing.isInUse(group) else {
                    throw FakeError(
                        "InvalidParameterException",
                        "The target group with targetGroupArn \(group) does not have an associated load balancer.")
                }
            }
            let definition = ecs.definitions[settings.definition]
            if !(definition?.containers.contains { $0.name == balancer.container } ?? false) {
                throw FakeError(
                    "InvalidParameterException",
                    "The container \(balancer.container) does not exist in the task definition.")
            }
        }
    }

    /// Starts the deployment of a service's settings.
    ///
    /// Tags are resolved to digests once for a deployment. A deployment that is still going on is stopped
    /// ("View service history using Amazon ECS service deployments", AWS).
    mutating func deploy(_ service: inout FakeContainerService) {
        if let index = service.ongoing {
            service.deployments[index].status = .stopped
            service.deployments[index].reason = "Service deployment was stopped by a new service deployment."
            service.deployments[index].stoppedAt = now
            service.deployments[index].finishedAt = now
            service.deployments[index].updatedAt = now
            completeMonitors(&service.deployments[index])
        }
        let cluster = service.cluster.split(separator: "/").last.map(String.init) ?? "default"
        let path = "\(cluster)/\(service.name)"
        let current = service.completedRevision.flatMap { service.revision($0)?.slot } ?? 0
        let shifts = service.deployment.strategy != .rolling && service.completedRevision != nil
        let images = (ecs.definitions[service.settings.definition]?.containers ?? []).map { container in
            FakeServiceRevision.Image(
                container: container.name, reference: container.image,
                digest: container.hasConsistentVersion ? registry.resolve(container.image) : nil)
        }
        let revision = FakeServiceRevision(
            arn: account.arn("ecs", "service-revision/\(path)/\(ecs.nextNumber("revision"))"),
            settings: service.settings, images: images, slot: shifts ? 1 - current : current, createdAt: now)
        let sources = service.sets.filter { $0.id == service.primary || !tasks(of: $0, service).isEmpty }
            .map(\.revision)
        service.revisions.append(revision)
        let set = addSet(for: revision.arn, to: &service)
        service.primary = service.sets[set].id
        let settings = service.deployment
        service.deployments.insert(
            FakeServiceDeployment(
                arn: account.arn("ecs", "service-deployment/\(path)/\(ecs.nextID("deployment").prefix(21))"),
                target: revision.arn, sources: sources, settings: settings,
                breaker: settings.breaks ? "MONITORING" : "DISABLED",
                alarms: settings.watchesAlarms && !settings.alarms.isEmpty ? "MONITORING" : "DISABLED",
                productionWeight: service.deployment.strategy == .rolling ? 100 : 0, createdAt: now, updatedAt: now,
                nextAt: now.addingTimeInterval(ecs.timings.deploymentStart)), at: 0)
    }
}
