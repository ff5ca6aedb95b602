import Infra

extension ChangeRules {
    /// Rules about networks and load balancers.
    static let network: [ChangeRule] = [
        ChangeRule(
            id: "subnet-overlaps", severity: .refused,
            why: "The subnets of a VPC cannot overlap, and the new subnet exists before the old one is deleted.",
            fix: "Give the new subnet addresses that no subnet of the VPC has.",
            find: { context in
                ChangeContext.resources(context.new, "AWS::EC2::Subnet").compactMap { id, subnet -> ChangeRule.Hit? in
                    guard context.isCreated(id), let block = subnet.literal("CidrBlock").flatMap(AddressRange.init),
                        isSameNetwork(subnet, context)
                    else { return nil }
                    let other = ChangeContext.resources(context.old, "AWS::EC2::Subnet").first { _, old in
                        old.properties["VpcId"] == subnet.properties["VpcId"]
                            && old.literal("CidrBlock").flatMap(AddressRange.init)?.overlaps(block) == true
                    }
                    guard let other else { return nil }
                    return ChangeRule.Hit(
                        subject: id,
                        words: "\(id) gets \(subnet.literal("CidrBlock") ?? ""), which overlaps "
                            + (other.id == id ? "the subnet that it replaces." : "\(other.id)."),
                        isPossible: context.verdict(id) == .mayReplace)
                }
            }),
        ChangeRule(
            id: "target-group-moves", severity: .refused,
            why:
                "A target group belongs to one load balancer (\"cannot be associated with more than one load balancer\"), and "
                + "the new balancer exists before the old one is deleted.",
            fix: "Replace the target group with the balancer, by giving it another logical id.",
            find: { context in
                let listeners = ChangeContext.resources(context.new, "AWS::ElasticLoadBalancingV2::Listener")
                return listeners.flatMap { _, listener -> [ChangeRule.Hit] in
                    let balancers = ChangeContext.references(listener.properties["LoadBalancerArn"])
                    guard let balancer = balancers.first(where: { replacement(context.verdict($0)) != nil }) else {
                        return []
                    }
                    let groups = ChangeContext.references(listener.properties["DefaultActions"]).filter {
                        context.new.resources[$0]?.type == "AWS::ElasticLoadBalancingV2::TargetGroup"
                            && context.old.resources[$0] != nil && !context.isCreated($0)
                    }
                    return groups.sorted().map { group in
                        ChangeRule.Hit(
                            subject: group, words: "\(group) stays while its balancer \(balancer) is replaced.",
                            isPossible: context.verdict(balancer) == .mayReplace)
                    }
                }
            }),
        ChangeRule(
            id: "network-moves", severity: .refused,
            why: "A load balancer and a group of subnets stay in their VPC; AWS refuses subnets of another one.",
            fix: "Build a second environment with the new network and move the data; or keep the addresses of the VPC.",
            find: { context in
                let types = [
                    "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::RDS::DBSubnetGroup",
                    "AWS::ElastiCache::SubnetGroup",
                ]
                return context.new.resources.sorted { $0.key < $1.key }.compactMap { id, resource -> ChangeRule.Hit? in
                    guard types.contains(resource.type), context.old.resources[id] != nil, !context.isCreated(id) else {
                        return nil
                    }
                    let subnets = ChangeContext.references(
                        resource.properties["SubnetIds"] ?? resource.properties["Subnets"])
                    let networks = subnets.compactMap { context.new.resources[$0] }.reduce(into: Set<String>()) {
                        $0.formUnion(ChangeContext.references($1.properties["VpcId"]))
                    }
                    guard let network = networks.sorted().first(where: { replacement(context.verdict($0)) != nil })
                    else {
                        return nil
                    }
                    return ChangeRule.Hit(
                        subject: id, words: "\(id) stays while its network \(network) is replaced.",
                        isPossible: context.verdict(network) == .mayReplace)
                }
            }),
        ChangeRule(
            id: "subnet-leaves-group", severity: .risk,
            why:
                "RDS and ElastiCache refuse to remove a subnet in which an instance or its standby runs, and an instance does "
                + "not move to another zone by itself.",
            fix: "Find the zones in use first (DescribeDBInstances); fail over or restore into the remaining zones.",
            find: { context in
                context.pairs("AWS::RDS::DBSubnetGroup", "AWS::ElastiCache::SubnetGroup").compactMap {
                    pair -> ChangeRule.Hit? in
                    guard !context.isCreated(pair.id) else { return nil }
                    let old = pair.old.properties["SubnetIds"]?.elements ?? []
                    let new = pair.new.properties["SubnetIds"]?.elements ?? []
                    let left = old.filter { !new.contains($0) }
                    let replaced = new.filter { value in
                        ChangeContext.references(value).contains { replacement(context.verdict($0)) != nil }
                    }
                    guard !left.isEmpty || !replaced.isEmpty else { return nil }
                    let names = (left + replaced).map { ValueText.line($0, most: 60) }.joined(separator: ", ")
                    return ChangeRule.Hit(subject: pair.id, words: "\(pair.id) loses the present subnets \(names).")
                }
            }),
        ChangeRule(
            id: "traffic-shift-ends", severity: .risk,
            why:
                "ECS moves the traffic between two target groups; a rolling strategy knows one of them, and the traffic may be "
                + "on the other one.",
            fix: "Force a new deployment until the first target group is in use, then change the strategy.",
            find: { context in
                context.pairs("AWS::ECS::Service").compactMap { pair -> ChangeRule.Hit? in
                    func shifts(_ resource: TemplateDocument.Resource) -> Bool {
                        let strategy = resource.properties["DeploymentConfiguration"]?["Strategy"]?.literal ?? "ROLLING"
                        return strategy != "ROLLING"
                    }
                    guard shifts(pair.old), !shifts(pair.new) else { return nil }
                    return ChangeRule.Hit(subject: pair.id, words: "\(pair.id) no longer shifts its traffic.")
                }
            }),
        ChangeRule(
            id: "shared-resource-leaves", severity: .risk,
            why:
                "Another stack that reads the id from Parameter Store uses the resource until it is deployed too; AWS refuses "
                + "to delete subnets and groups in use, so the old one stays behind.",
            fix:
                "Deploy the stacks that read the value next, then delete the rest by hand if CloudFormation reports it.",
            find: { context in
                let shared = ChangeContext.resources(context.old, "AWS::SSM::Parameter")
                    .reduce(into: Set<String>()) {
                        $0.formUnion(ChangeContext.references($1.resource.properties["Value"]))
                    }
                let types = ["AWS::EC2::Subnet", "AWS::EC2::SecurityGroup", "AWS::EC2::VPC"]
                return context.old.resources.sorted { $0.key < $1.key }.compactMap { id, resource -> ChangeRule.Hit? in
                    guard types.contains(resource.type), shared.contains(id),
                        let verdict = context.verdict(id), [.delete, .replace].contains(verdict)
                    else { return nil }
                    return ChangeRule.Hit(subject: id, words: "\(id), which other stacks may use, is deleted.")
                }
            }),
    ]

    /// The verdict if another resource takes or may take the place.
    static func replacement(_ verdict: Verdict?) -> Verdict? {
        verdict == .replace || verdict == .mayReplace ? verdict : nil
    }

    private static func isSameNetwork(_ subnet: TemplateDocument.Resource, _ context: ChangeContext) -> Bool {
        ChangeContext.references(subnet.properties["VpcId"]).allSatisfy {
            ![.add, .replace].contains(context.verdict($0))
        }
    }
}

/// A block of IPv4 addresses.
struct AddressRange: Hashable {
    private let first: UInt64
    private let last: UInt64

    /// Reads `10.0.0.0/16`; nil for everything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let prefix = UInt64(parts[1]), prefix <= 32 else { return nil }
        let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt64($0) }
        guard bytes.count == 4, bytes.allSatisfy({ $0 < 256 }) else { return nil }
        let size: UInt64 = 1 << (32 - prefix)
        first = bytes.reduce(0) { $0 * 256 + $1 } / size * size
        last = first + size - 1
    }

    /// A Boolean value that indicates whether both blocks have an address.
    func overlaps(_ other: AddressRange) -> Bool { first <= other.last && other.first <= last }
}
