#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    func listServiceDeployments(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let service = try service(input)
        let statuses = input["status"]?.texts ?? []
        let after = input["createdAt"]?["after"]?.text.flatMap { Double($0) } ?? 0
        let before = input["createdAt"]?["before"]?.text.flatMap { Double($0) } ?? .infinity
        let found = service.deployments.filter { deployment in
            let time = deployment.createdAt.timeIntervalSince1970
            return (statuses.isEmpty || statuses.contains(deployment.status.rawValue)) && after <= time
                && time <= before
        }
        let page = FakePage(found, token: input["nextToken"]?.text, limit: input["maxResults"]?.integer ?? 20)
        let briefs = page.elements.map { deployment -> FakeValue in
            [
                "serviceDeploymentArn": .string(deployment.arn), "serviceArn": .string(service.arn),
                "clusterArn": .string(service.cluster), "startedAt": deployment.startedAt?.json ?? .null,
                "createdAt": deployment.createdAt.json, "finishedAt": deployment.finishedAt?.json ?? .null,
                "targetServiceRevisionArn": .string(deployment.target), "status": .string(deployment.status.rawValue),
                "statusReason": FakeValue(deployment.reason),
            ]
        }
        return ["serviceDeployments": .array(briefs), "nextToken": FakeValue(page.nextToken)]
    }

    func describeServiceDeployments(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arns = input["serviceDeploymentArns"]?.texts ?? []
        guard (1...20).contains(arns.count) else {
            throw FakeError("InvalidParameterException", "Between 1 and 20 service deployment ARNs are required.")
        }
        var deployments: [FakeValue] = []
        var failures: [FakeValue] = []
        for arn in arns {
            if let (service, index) = findDeployment(arn) {
                deployments.append(render(service.deployments[index], service))
            } else {
                failures.append(["arn": .string(arn), "reason": "MISSING"])
            }
        }
        return ["serviceDeployments": .array(deployments), "failures": .array(failures)]
    }

    func describeServiceRevisions(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arns = input["serviceRevisionArns"]?.texts ?? []
        guard (1...20).contains(arns.count) else {
            throw FakeError("InvalidParameterException", "Between 1 and 20 service revision ARNs are required.")
        }
        var revisions: [FakeValue] = []
        var failures: [FakeValue] = []
        for arn in arns {
            let service = ecs.services.values.first { $0.revision(arn) != nil }
            if let service, let revision = service.revision(arn) {
                revisions.append(render(revision, service))
            } else {
                failures.append(["arn": .string(arn), "reason": "MISSING"])
            }
        }
        return ["serviceRevisions": .array(revisions), "failures": .array(failures)]
    }

    /// Stops a service deployment with a rollback.
    ///
    /// Source: "Stopping Amazon ECS service deployments", AWS: possible in PENDING, IN_PROGRESS, STOP_REQUESTED,
    /// ROLLBACK_REQUESTED and ROLLBACK_IN_PROGRESS; the last three continue as they are.
    @discardableResult
    package mutating func stopServiceDeployment(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arn = input["serviceDeploymentArn"]?.text ?? ""
        if let type = input["stopType"]?.text, type != "ROLLBACK" {
            throw FakeError("InvalidParameterException", "The stop type \(type) is not supported.")
        }
        guard let (found, index) = findDeployment(arn) else { throw Self.noDeployment }
        var service = found
        switch service.deployments[index].status {
        case .pending, .inProgress:
            requestRollback(&service, index, reason: "Service deployment rolled back because it was stopped by a user.")
            ecs.services[service.arn] = service
        case .stopRequested, .rollbackRequested, .rollbackInProgress: break
        case .successful, .stopped, .rollbackSuccessful, .rollbackFailed:
            throw FakeError(
                "ConflictException",
                "The service deployment is in the \(service.deployments[index].status.rawValue) state and cannot be stopped."
            )
        }
        return ["serviceDeploymentArn": .string(arn)]
    }

    /// Continues a paused service deployment, or rolls it back.
    ///
    /// Source: "Continuing service deployments", AWS: the deployment is IN_PROGRESS and the hook AWAITING_ACTION.
    @discardableResult
    package mutating func continueServiceDeployment(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let arn = input["serviceDeploymentArn"]?.text ?? ""
        guard let (found, index) = findDeployment(arn) else { throw Self.noDeployment }
        var service = found
        guard service.deployments[index].status == .inProgress else {
            throw FakeError(
                "InvalidParameterException",
                "The service deployment is in the \(service.deployments[index].status.rawValue) state and cannot be continued."
            )
        }
        guard let hook = service.deployments[index].hooks.firstIndex(where: { $0.id == input["hookId"]?.text }) else {
            throw FakeError("InvalidParameterException", "The lifecycle hook does not exist.")
        }
        guard service.deployments[index].hooks[hook].status == "AWAITING_ACTION" else {
            throw FakeError("InvalidParameterException", "The lifecycle hook is not awaiting an action.")
        }
        if input["action"]?.text == "ROLLBACK" {
            service.deployments[index].hooks[hook].status = "FAILED"
            failDeployment(
                &service, index, event: "rolled back at a lifecycle hook.",
                rolloutReason: "ECS deployment failed: rolled back at a lifecycle hook.",
                reason: "Service deployment rolled back at a lifecycle hook.", rollsBack: true)
        } else {
            service.deployments[index].hooks[hook].status = "SUCCEEDED"
            service.deployments[index].nextAt = now
            service.deployments[index].updatedAt = now
        }
        ecs.services[service.arn] = service
        return ["serviceDeploymentArn": .string(arn)]
    }

    private static var noDeployment: FakeError {
        FakeError("ServiceDeploymentNotFoundException", "Service deployment not found.")
    }

    private func findDeployment(_ arn: String) -> (FakeContainerService, Int)? {
        for service in ecs.services.values {
            if let index = service.deployments.firstIndex(where: { $0.arn == arn }) { return (service, index) }
        }
        return nil
    }
}
