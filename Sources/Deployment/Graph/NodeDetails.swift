import Basics
import Infra

/// The lines below a node's title: the settings that a reader of the architecture looks for.
struct NodeDetails {
    private let index: ResourceIndex
    private let items: [ResourceIndex.Item]
    private let main: ResourceIndex.Item

    /// Collects the details of a node.
    /// - Parameters:
    ///   - index: The resources of all stacks.
    ///   - items: The node's resources.
    ///   - main: The resource that gives the node its kind.
    init(index: ResourceIndex, items: [ResourceIndex.Item], main: ResourceIndex.Item) {
        self.index = index
        self.items = items
        self.main = main
    }

    /// The tier of a subnet, by its name or, without a known one, by its route to the internet.
    static func tier(of subnet: ResourceIndex.Item) -> String {
        let name = subnet.path.last ?? ""
        return ["Public", "Private", "Isolated"].first { name.hasPrefix($0) } ?? "Other"
    }

    /// The kind in words, where the settings say more than the main resource's type.
    var kind: String? {
        let properties = main.resource.properties
        switch main.resource.type {
        case "AWS::EC2::NatGateway": return count > 1 ? "\(count) NAT gateways" : "NAT gateway"
        case "AWS::EC2::Subnet": return count > 1 ? "\(count) zones" : "1 zone"
        case "AWS::EC2::VPCEndpoint": return "VPC interface endpoints"
        case "AWS::RDS::DBCluster": return "Aurora cluster"
        case "AWS::RDS::DBInstance":
            return properties["Engine"]?.literalText == "postgres" ? "PostgreSQL database" : "Database"
        case "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm":
            let alarms = items.count(where: GraphBuilder.isAlarm)
            return alarms == 1 ? "1 CloudWatch alarm" : "\(alarms) CloudWatch alarms"
        default: return nil
        }
    }

    private var count: Int { items.count { $0.resource.type == main.resource.type } }

    /// The settings, one per line.
    var lines: [String] {
        let properties = main.resource.properties
        var lines: [String] = []
        switch main.resource.type {
        case "AWS::ElasticLoadBalancingV2::LoadBalancer":
            let scheme = properties["Scheme"]?.literalText == "internal" ? "internal" : "internet-facing"
            lines = [scheme + listeners]
        case "AWS::ECS::Service", "AWS::ECS::TaskDefinition", "AWS::Scheduler::Schedule": lines = service
        case "AWS::RDS::DBInstance": lines = instance(main)
        case "AWS::RDS::DBCluster":
            let members = items.filter { $0.resource.type == "AWS::RDS::DBInstance" }
            lines = members.first.map { ["\(members.count) × \(text($0, "DBInstanceClass"))"] } ?? []
        case "AWS::EC2::VPC": lines = [text(main, "CidrBlock")]
        case "AWS::EC2::Subnet":
            let subnets = items.filter { $0.resource.type == "AWS::EC2::Subnet" }
            lines = subnets.map { text($0, "CidrBlock") }
        case "AWS::EC2::VPCEndpoint": lines = endpoints
        default: break
        }
        if let placement { lines.append(placement) }
        return lines.filter { !$0.isEmpty }
    }

    private func text(_ item: ResourceIndex.Item, _ property: String) -> String {
        item.resource.properties[property]?.literalText ?? ""
    }

    private func first(_ type: String) -> ResourceIndex.Item? { items.first { $0.resource.type == type } }

    private var listeners: String {
        let listeners = items.filter { $0.resource.type == "AWS::ElasticLoadBalancingV2::Listener" }
        let ports = Set(listeners.map { "\(text($0, "Protocol")) \(text($0, "Port"))" }).sorted(by: >)
        return ports.isEmpty ? "" : ", " + ports.joined(separator: ", ")
    }

    private var service: [String] {
        var lines: [String] = []
        let target = first("AWS::ApplicationAutoScaling::ScalableTarget")
        if let least = target.map({ text($0, "MinCapacity") }), let most = target.map({ text($0, "MaxCapacity") }),
            !least.isEmpty, !most.isEmpty
        {
            lines.append("\(least) to \(most) tasks")
        } else if let count = first("AWS::ECS::Service").map({ text($0, "DesiredCount") }), !count.isEmpty {
            lines.append(count == "1" ? "1 task" : "\(count) tasks")
        }
        if let task = first("AWS::ECS::TaskDefinition") {
            let platform = task.resource.properties["RuntimePlatform"]?["CpuArchitecture"]?.literalText ?? "X86_64"
            let size = FargateTask(cpu: text(task, "Cpu"), memory: text(task, "Memory"))
            if let size { lines.append("\(size.words), \(platform == "ARM64" ? "arm64" : "x86_64")") }
        }
        return lines
    }

    private func instance(_ item: ResourceIndex.Item) -> [String] {
        let storage = text(item, "AllocatedStorage")
        let zones = text(item, "MultiAZ") == "true" ? "Multi-AZ" : "one zone"
        return [
            text(item, "DBInstanceClass"),
            storage.isEmpty ? zones : "\(storage) GiB \(text(item, "StorageType")), \(zones)",
        ]
    }

    private var endpoints: [String] {
        let names = items.filter { $0.resource.type == "AWS::EC2::VPCEndpoint" }.compactMap { item -> String? in
            guard case .substitution(let parts)? = item.resource.properties["ServiceName"],
                case .text(let end)? = parts.last
            else { return nil }
            return end.hasPrefix(".") ? String(end.dropFirst()) : end
        }
        return stride(from: 0, to: names.count, by: 3).map {
            names[$0..<min($0 + 3, names.count)].joined(separator: ", ")
        }
    }

    /// The tiers of subnets that the node's resources are placed in.
    private var placement: String? {
        guard !main.resource.type.hasPrefix("AWS::EC2::") else { return nil }
        var tiers: Set<String> = []
        for item in items {
            for target in index.targets(of: item.resource.properties, in: item.key.stack)
            where target.resource.type == "AWS::EC2::Subnet" {
                tiers.insert(NodeDetails.tier(of: target).lowercased())
            }
        }
        return tiers.isEmpty ? nil : "in \(tiers.sorted().joined(separator: " and ")) subnets"
    }
}

/// The CPU and memory of a Fargate task in a template.
struct FargateTask: Sendable, Hashable {
    /// The CPU units; 1024 are one vCPU.
    let cpu: Int
    /// The memory in MiB.
    let memory: Int

    /// Reads the texts of a task definition; nil if they are not numbers.
    init?(cpu: String, memory: String) {
        guard let cpu = Int(cpu), let memory = Int(memory) else { return nil }
        self.cpu = cpu
        self.memory = memory
    }

    /// The size in words, such as `0.25 vCPU, 0.5 GiB`.
    var words: String {
        "\(Decimals.text(Double(cpu) / 1024, 2)) vCPU, \(Decimals.text(Double(memory) / 1024, 2)) GiB"
    }
}
