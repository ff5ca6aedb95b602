import AWSOperations

extension PreflightCheck {
    /// The services that a task reaches before its program runs, and the program's own secrets.
    static let interfaces = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]

    /// The workloads with the ids of their subnets that are known.
    private var placed: [(workload: TemplateNeeds.Workload, subnets: [String])] {
        needs.workloads.map { workload in
            let texts = workload.subnets.compactMap(text)
            return (workload, texts.flatMap { $0.split(separator: ",").map(String.init) })
        }
    }

    /// The faults of subnets: missing ones, too few addresses, no way to AWS.
    var network: [PreflightFault] {
        guard let known = facts.subnets else { return [] }
        var faults: [PreflightFault] = []
        var needed: [String: Int] = [:]
        var routed: Set<String> = []
        for (workload, subnets) in placed where !subnets.isEmpty {
            let share = (workload.tasks + subnets.count - 1) / subnets.count
            for id in subnets {
                guard let subnet = known[id] else {
                    faults.append(
                        PreflightFault(
                            .subnetMissing, subject: workload.stack, got: "there is no subnet \(id)",
                            expected: "the subnet of \(workload.logicalID)",
                            remedy: "Correct the subnets in the environment's file, or deploy the network first"))
                    continue
                }
                needed[id, default: 0] += share
                if routed.insert(id).inserted, let fault = route(of: subnet, workload) { faults.append(fault) }
            }
        }
        for (id, count) in needed.sorted(by: { $0.key < $1.key }) {
            guard let subnet = known[id], subnet.freeAddresses < count else { continue }
            faults.append(
                PreflightFault(
                    .addressesExhausted, subject: id, got: "\(subnet.freeAddresses) free addresses",
                    expected: "\(count), for the tasks of a deployment",
                    remedy: "Use larger subnets, or lower the number of tasks or maximumPercent"))
        }
        return faults
    }

    /// The fault of a subnet's routes; nil if a task in it reaches AWS, or if that was not read.
    private func route(of subnet: SubnetDescription, _ workload: TemplateNeeds.Workload) -> PreflightFault? {
        guard let tables = facts.routeTables else { return nil }
        let table =
            tables.first { table in table.associations.contains { $0.subnet == subnet.id } }
            ?? tables.first { table in table.vpc == subnet.vpc && table.associations.contains(where: \.isMain) }
        guard let table else { return nil }
        let route = table.routes.first { $0.destination == "0.0.0.0/0" }
        var got = "no default route"
        if let route {
            let isBlackHole = route.state == "blackhole"
            let isInternet = route.gateway?.hasPrefix("igw-") == true
            if !isBlackHole, !isInternet || workload.hasPublicAddress { return nil }
            got =
                isBlackHole
                ? "the default route leads to \(route.natGateway ?? route.gateway ?? "a target") that no longer exists"
                : "the default route leads to an internet gateway, and the tasks have no public address"
        }
        let missing = missingEndpoints(of: subnet, table)
        guard !missing.isEmpty else { return nil }
        return PreflightFault(
            .routeMissing, subject: "\(subnet.id) (\(table.id))",
            got: got + ", and no endpoint of \(missing.joined(separator: ", "))",
            expected: "a way to the services that a task needs before it starts",
            remedy: "Add a NAT gateway to the route table, or the missing endpoints to the VPC")
    }

    private func missingEndpoints(of subnet: SubnetDescription, _ table: RouteTable) -> [String] {
        let usable = facts.endpoints.filter { $0.vpc == subnet.vpc && $0.state?.lowercased() == "available" }
        let hasS3 = usable.contains { endpoint in
            endpoint.service.hasSuffix(".s3")
                && (endpoint.kind == "Gateway" ? endpoint.routeTables.contains(table.id) : endpoint.isPrivateDNSEnabled)
        }
        let missing = Self.interfaces.filter { name in
            !usable.contains { $0.service.hasSuffix("." + name) && $0.isPrivateDNSEnabled }
        }
        return missing + (hasS3 ? [] : ["s3"])
    }

    /// The fault of Fargate's quota, which counts the vCPUs of all tasks of the account.
    var quota: [PreflightFault] {
        guard let quota = facts.fargateQuota else { return [] }
        let units = needs.workloads.reduce(0) { $0 + $1.tasks * $1.cpu }
        let needed = Double(units) / 1024
        guard needed > quota else { return [] }
        return [
            PreflightFault(
                .quotaTooSmall, subject: "Fargate", got: "the quota is \(Self.decimal(quota)) vCPUs",
                expected: "\(Self.decimal(needed)), for the tasks of a deployment of this environment alone",
                remedy:
                    "Request more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value \(Int(needed + 1))"
            )
        ]
    }

    static func decimal(_ value: Double) -> String {
        value == Double(Int(value)) ? "\(Int(value))" : "\(Double(Int(value * 100)) / 100)"
    }
}
