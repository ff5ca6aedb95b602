import AWSClient
import AWSOperations

extension PreflightReader {
    /// Reads the subnets of the tasks, with the routes and endpoints of their networks.
    func readNetwork(_ facts: inout PreflightFacts) async throws(EngineError) {
        let view = PreflightCheck(plan, needs: needs, facts: facts)
        let values = needs.workloads.flatMap(\.subnets).compactMap(view.text)
        let ids = Set(values.flatMap { $0.split(separator: ",").map(String.init) })
        guard !ids.isEmpty else { return }
        // A filter, because an id that does not exist would be an error.
        let filter = NetworkFilter(name: "subnet-id", values: ids.sorted())
        let subnets = try await read("the subnets", &facts) { () async throws(AWSError) in
            try await calls.allPages(of: NetworkOperations.DescribeSubnets(filters: [filter])).flatMap(\.subnets)
        }
        guard let subnets else { return }
        facts.subnets = Dictionary(subnets.map { ($0.id, $0) }) { first, _ in first }
        let networks = NetworkFilter(name: "vpc-id", values: Set(subnets.compactMap(\.vpc)).sorted())
        guard !networks.values.isEmpty else { return }
        let routes = try await read("the routes", &facts) { () async throws(AWSError) in
            (
                try await calls.allPages(of: NetworkOperations.DescribeRouteTables(filters: [networks])).flatMap(
                    \.tables),
                try await calls.allPages(of: NetworkOperations.DescribeVPCEndpoints(filters: [networks])).flatMap(
                    \.endpoints)
            )
        }
        if let (tables, endpoints) = routes {
            facts.routeTables = tables
            facts.endpoints = endpoints
        }
    }

    /// Reads the execution role, and simulates what it and the tasks' own execution roles do.
    func readRoles(_ facts: inout PreflightFacts) async throws(EngineError) {
        guard let role = facts.executionRole, let name = role.split(separator: "/").last.map(String.init) else {
            return
        }
        facts.hasExecutionRole = try await read("the execution role", &facts) { () async throws(AWSError) in
            do throws(AWSError) {
                _ = try await calls.call(PolicyOperations.GetRole(name: name))
                return true
            } catch  where error.code == "NoSuchEntity" || error.code == "NoSuchEntityException" {
                return false
            }
        }
        if facts.hasExecutionRole == true, let service = serviceARN(facts) {
            // CloudFormation stops a deployment itself; a role made by hand often lacks that.
            let actions = ["ecs:UpdateService", "ecs:StopServiceDeployment", "ecs:DescribeServiceDeployments"]
            try await simulate(role, actions, [service], &facts)
        }
        for workload in needs.workloads where facts.stacks[workload.stack] != nil {
            guard let logicalID = workload.executionRole else { continue }
            guard let task = try await taskRole(logicalID, of: workload.stack, &facts) else { continue }
            if plan.image.isOwn, let repository = repositoryARN(facts) {
                try await simulate(task, ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [repository], &facts)
                try await simulate(task, ["ecr:GetAuthorizationToken"], ["*"], &facts)
            }
            let view = PreflightCheck(plan, needs: needs, facts: facts)
            let injected = needs.secrets.filter { $0.isInjected && $0.stack == workload.stack }
            let secrets = Set(injected.compactMap { view.text($0.value).flatMap(SecretReference.init)?.id })
            if !secrets.isEmpty {
                try await simulate(task, ["secretsmanager:GetSecretValue"], secrets.sorted(), &facts)
            }
        }
    }

    /// The condition key of policies that allow one region.
    private var region: ContextEntry { ContextEntry(key: "aws:RequestedRegion", values: [plan.region], type: "string") }

    private func simulate(
        _ role: String, _ actions: [String], _ resources: [String], _ facts: inout PreflightFacts
    ) async throws(EngineError) {
        let results = try await read("the permissions of \(role)", &facts) { () async throws(AWSError) in
            try await calls.allPages(
                of: PolicyOperations.SimulatePrincipalPolicy(
                    principal: role, actions: actions, resources: resources, context: [region])
            ).flatMap(\.results)
        }
        for result in results ?? [] where result.decision != .allowed {
            // A condition on a key without a value is no answer: the real call has one.
            if result.decision == .implicitDeny, !result.missingContext.isEmpty {
                let keys = result.missingContext.joined(separator: ", ")
                facts.unread.append("\(result.action) of \(role): a condition depends on \(keys)")
                continue
            }
            let denial = PreflightFacts.Denial(
                role: role, action: result.action, resource: result.resource ?? "*", verdict: result.decision)
            if !facts.denials.contains(denial) { facts.denials.append(denial) }
        }
    }

    private func taskRole(
        _ logicalID: String, of stack: String, _ facts: inout PreflightFacts
    ) async throws(EngineError) -> String? {
        try await read("the execution role of \(stack)", &facts) { () async throws(AWSError) -> String? in
            let describe = StackOperations.DescribeStackResources(stack: stack, logicalID: logicalID)
            do throws(AWSError) {
                guard let name = try await calls.call(describe).resources.first?.physicalID else { return nil }
                return try await calls.call(PolicyOperations.GetRole(name: name)).role.arn
            } catch  where error.code == "NoSuchEntity" || error.code == "ValidationError" {
                // The deployment makes it.
                return nil
            }
        } ?? nil
    }

    /// The ARN of the running service; nil before its first deployment.
    private func serviceARN(_ facts: PreflightFacts) -> String? {
        guard let stack = plan.stacks.first(where: { $0.role == .service }), let account = facts.account,
            let outputs = facts.stacks[stack.name]?.outputs, let cluster = outputs["ClusterName"],
            let service = outputs["ServiceName"]
        else { return nil }
        return "arn:\(partition(facts)):ecs:\(plan.region):\(account):service/\(cluster)/\(service)"
    }

    private func repositoryARN(_ facts: PreflightFacts) -> String? {
        facts.account.map { "arn:\(partition(facts)):ecr:\(plan.region):\($0):repository/\(plan.image.repository)" }
    }

    private func partition(_ facts: PreflightFacts) -> String {
        facts.caller?.split(separator: ":").dropFirst().first.map(String.init) ?? "aws"
    }
}
