package import Infra

/// The derivation of an architecture graph from synthesized stacks.
package struct GraphBuilder {
    private typealias Graph = ArchitectureGraph
    private typealias Item = ResourceIndex.Item

    /// The resources of all stacks.
    let index: ResourceIndex
    /// The level of detail.
    let level: ArchitectureGraph.Level
    private let title: String
    private let shown: Set<String>
    private var nodes: [ArchitectureGraph.Node] = []
    private var positions: [String: Int] = [:]
    /// The nodes' ids by resource.
    private(set) var homes: [ResourceIndex.Key: String] = [:]
    private var edges: [ArchitectureGraph.Edge] = []
    private var edgePositions: [[String]: Int] = [:]
    /// The security groups of interface endpoints, which belong to the endpoints' node.
    private var endpointGroups: Set<ResourceIndex.Key> = []
    /// The stacks and groups with alarms among their constructs; everything in such a group belongs to the alarms' node.
    private var alarmGroups: Set<[String]> = []
    /// The security groups that guard a resource.
    private let guarding: Set<ResourceIndex.Key>

    /// The id of the node for clients outside of the environment.
    static let clients = "clients"
    /// The id of the node for addresses that the environment connects to.
    static let internet = "internet"

    /// Builds the graph of stacks that were synthesized together.
    /// - Parameters:
    ///   - stacks: The stacks.
    ///   - title: The graph's title.
    ///   - level: The level of detail.
    ///   - shown: The names of the stacks to show; nil shows all. Other stacks still resolve references.
    package static func graph(
        of stacks: [StackTemplate], title: String, level: ArchitectureGraph.Level, shown: Set<String>? = nil
    ) -> ArchitectureGraph {
        var builder = GraphBuilder(stacks, title: title, level: level, shown: shown)
        builder.addNodes()
        builder.addEdges()
        return builder.finished()
    }

    private init(
        _ stacks: [StackTemplate], title: String, level: ArchitectureGraph.Level, shown: Set<String>?
    ) {
        let index = ResourceIndex(stacks)
        self.index = index
        guarding = GraphBuilder.guarding(in: index)
        self.level = level
        self.title = title
        self.shown = shown ?? Set(stacks.map(\.name))
    }

    /// The security groups that resources refer to, apart from rules and shared values.
    private static func guarding(in index: ResourceIndex) -> Set<ResourceIndex.Key> {
        var groups: Set<ResourceIndex.Key> = []
        for item in index.items {
            guard !item.resource.type.hasPrefix("AWS::EC2::SecurityGroup"),
                ResourceIndex.sharedPath(of: item.resource) == nil
            else { continue }
            for target in index.targets(of: item.resource.properties, in: item.key.stack)
            where target.resource.type == "AWS::EC2::SecurityGroup" { groups.insert(target.key) }
        }
        return groups
    }

    private func finished() -> ArchitectureGraph {
        // A reference adds nothing between nodes that another edge joins.
        let joined = Set(edges.filter { $0.kind != .reference }.map { Set([$0.from, $0.to]) })
        let kept = edges.filter { $0.kind != .reference || !joined.contains([$0.from, $0.to]) }
        let order = Dictionary(
            nodes.sorted { position($0) < position($1) }.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        return ArchitectureGraph(
            title: title, level: level, stacks: index.stackNames.filter(shown.contains),
            nodes: nodes.sorted { position($0) < position($1) },
            edges: kept.sorted { (order[$0.from] ?? 0, order[$0.to] ?? 0) < (order[$1.from] ?? 0, order[$1.to] ?? 0) })
    }

    private func position(_ node: ArchitectureGraph.Node) -> (Int, Int) {
        (ArchitectureGraph.Group.allCases.firstIndex(of: node.group) ?? 0, positions[node.id] ?? 0)
    }

    // MARK: Nodes

    private mutating func addNodes() {
        for item in index.items where item.resource.type == "AWS::EC2::VPCEndpoint" {
            guard item.resource.properties["VpcEndpointType"]?.literalText == "Interface" else { continue }
            for group in index.targets(of: item.resource.properties["SecurityGroupIds"], in: item.key.stack) {
                endpointGroups.insert(group.key)
            }
        }
        for item in index.items where GraphBuilder.isAlarm(item) && item.component.count > 1 {
            alarmGroups.insert([item.key.stack] + item.path.prefix(1))
        }
        var members: [String: [Item]] = [:]
        var order: [String] = []
        for item in index.items where shown.contains(item.key.stack) {
            guard let id = nodeID(of: item) else { continue }
            homes[item.key] = id
            if members.updateValue(members[id, default: []] + [item], forKey: id) == nil { order.append(id) }
        }
        for id in order {
            let items = members[id, default: []]
            // Subnet groups, policies and rules alone make no node.
            guard let main = items.min(by: { rank($0) < rank($1) }), items.contains(where: { !isGlue($0) }) else {
                for item in items { homes[item.key] = nil }
                continue
            }
            add(node(id, main: main, items))
        }
    }

    private func rank(_ item: Item) -> (Int, String) {
        (ResourceKind.rank(of: item.resource.type), item.key.logicalID)
    }

    private func isGlue(_ item: Item) -> Bool { ResourceKind.isGlue(item.resource.type) }

    private mutating func add(_ node: ArchitectureGraph.Node) {
        guard positions[node.id] == nil else { return }
        positions[node.id] = nodes.count
        nodes.append(node)
    }

    /// The id of a resource's node; nil if the resource has none.
    private func nodeID(of item: Item) -> String? {
        let stack = item.key.stack
        guard ResourceIndex.sharedPath(of: item.resource) == nil else { return nil }
        guard level == .overview else {
            return isGlue(item) ? nil : ([stack] + item.path).joined(separator: "/")
        }
        let component = ([stack] + item.component).joined(separator: "/")
        switch item.resource.type {
        case "AWS::EC2::Subnet": return "\(component)/\(NodeDetails.tier(of: item)) subnets"
        case "AWS::EC2::NatGateway": return "\(component)/NAT"
        case "AWS::EC2::VPCEndpoint" where item.resource.properties["VpcEndpointType"]?.literalText == "Interface":
            return "\(component)/Endpoints"
        case "AWS::EC2::SecurityGroup" where endpointGroups.contains(item.key): return "\(component)/Endpoints"
        case _ where GraphBuilder.isAlarm(item) || alarmGroups.contains([stack] + item.path.prefix(1)):
            return "\(stack)/Alarms"
        default: return component
        }
    }

    /// A Boolean value that indicates whether a resource is an alarm.
    static func isAlarm(_ item: ResourceIndex.Item) -> Bool {
        ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"].contains(item.resource.type)
    }

    private func node(_ id: String, main: Item, _ items: [Item]) -> ArchitectureGraph.Node {
        let kind = ResourceKind.kind(of: main.resource.type)
        let name = id.split(separator: "/").last.map(String.init) ?? id
        guard level == .overview else {
            let path = main.path.map { Words.split($0) }
            return ArchitectureGraph.Node(
                id: id, title: path.count > 1 ? path.suffix(2).joined(separator: " / ") : path.joined(),
                kind: main.resource.type.replacingPrefix("AWS::", with: ""), details: [], group: group(of: main),
                stack: main.key.stack)
        }
        let details = NodeDetails(index: index, items: items, main: main)
        return ArchitectureGraph.Node(
            id: id, title: Words.split(name), kind: details.kind ?? kind.title, details: details.lines,
            group: group(of: main), stack: main.key.stack)
    }

    /// The group of a resource's node: that of its component's main resource.
    private func group(of item: Item) -> ArchitectureGraph.Group {
        guard level == .resources else { return ResourceKind.kind(of: item.resource.type).group }
        let siblings = index.items.filter { $0.key.stack == item.key.stack && $0.component == item.component }
        let main = siblings.min { rank($0) < rank($1) } ?? item
        return ResourceKind.kind(of: main.resource.type).group
    }

    // MARK: Edges

    private mutating func addEdges() {
        for item in index.items {
            switch item.resource.type {
            case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress":
                addRule(item.resource.properties, of: item, isIngress: item.resource.type.hasSuffix("Ingress"))
            case "AWS::EC2::SecurityGroup":
                for (key, isIngress) in [("SecurityGroupIngress", true), ("SecurityGroupEgress", false)] {
                    for rule in item.resource.properties[key]?.literalElements ?? [] {
                        addRule(rule, of: item, isIngress: isIngress)
                    }
                }
            default: break
            }
        }
        for item in index.items { for grant in GrantReader.grants(of: item, in: index) { addGrant(grant, of: item) } }
        for item in index.items where !isGlue(item) || level == .overview { addReferences(of: item) }
        addRoutes()
    }

    private mutating func addRule(_ rule: TemplateExpression, of item: Item, isIngress: Bool) {
        let stack = item.key.stack
        let group = rule["GroupId"].map { index.targets(of: $0, in: stack).first?.key } ?? item.key
        guard let group, let own = homes[group] else { return }
        let label = GraphBuilder.ports(of: rule)
        if let block = (rule["CidrIp"] ?? rule["CidrIpv6"])?.literalText {
            // The rule that permits nothing: without any rule, AWS permits all traffic.
            guard !block.hasPrefix("127.") else { return }
            if isIngress {
                addOutside(block)
                connect(GraphBuilder.clients, own, .connection, label)
            } else {
                addInternet(block)
                connect(own, GraphBuilder.internet, .connection, label)
            }
            return
        }
        let peer = rule[isIngress ? "SourceSecurityGroupId" : "DestinationSecurityGroupId"]
        guard let other = index.targets(of: peer, in: stack).first, let home = homes[other.key] else { return }
        // A network without interface endpoints keeps their security group, so that rules for it can stay.
        guard level == .resources || guarding.contains(isIngress ? group : other.key) else { return }
        connect(isIngress ? home : own, isIngress ? own : home, .connection, label)
    }

    private mutating func addOutside(_ block: String) {
        let line = block == "0.0.0.0/0" ? "any address" : block
        if let position = positions[GraphBuilder.clients] {
            guard !nodes[position].details.contains(line) else { return }
            if nodes[position].details.count < 3 {
                nodes[position].details.append(line)
            } else if nodes[position].details.count == 3 {
                nodes[position].details.append("and other blocks")
            }
            return
        }
        add(
            ArchitectureGraph.Node(
                id: GraphBuilder.clients, title: "Clients", kind: "Outside of the VPC", details: [line],
                group: .outside, stack: nil))
    }

    private mutating func addInternet(_ block: String) {
        add(
            ArchitectureGraph.Node(
                id: GraphBuilder.internet, title: "AWS and the internet",
                kind: block == "0.0.0.0/0" ? "Any address" : block, details: [], group: .network, stack: nil))
    }

    private static func ports(of rule: TemplateExpression) -> String {
        let protocolName = rule["IpProtocol"]?.literalText ?? "-1"
        guard protocolName != "-1" else { return "all ports" }
        let name = protocolName.uppercased()
        guard let from = rule["FromPort"]?.literalText else { return name }
        guard let to = rule["ToPort"]?.literalText, to != from else { return "\(name) \(from)" }
        return "\(name) \(from)–\(to)"
    }

    private mutating func addGrant(_ grant: GrantReader.Grant, of item: Item) {
        guard let from = grant.holder.flatMap({ homes[$0] }) ?? homes[item.key], let to = homes[grant.target] else {
            return
        }
        connect(from, to, .grant, grant.label)
    }

    private mutating func addReferences(of item: Item) {
        guard let from = homes[item.key] ?? componentHome(of: item), item.resource.type != "AWS::CloudWatch::Dashboard",
            ResourceIndex.sharedPath(of: item.resource) == nil, !item.resource.type.hasPrefix("AWS::EC2::Security")
        else { return }
        let policies = ["Policies", "PolicyDocument", "AssumeRolePolicyDocument", "KeyPolicy"]
        guard case .object(let members) = item.resource.properties else { return }
        for member in members where !policies.contains(member.key) {
            for target in index.targets(of: member.value, in: item.key.stack) {
                guard let to = homes[target.key], !isPlacement(target) else { continue }
                if level == .overview, from.hasSuffix("/Alarms"), target.resource.type != "AWS::SNS::Topic" {
                    watch(to, from: from)
                    continue
                }
                // The parts of one network refer to each other; its routes say more.
                if level == .overview, target.component == item.component, target.key.stack == item.key.stack {
                    continue
                }
                connect(from, to, .reference, "")
            }
        }
    }

    /// Names a node among those that alarms watch. A line for each would cross the whole picture.
    private mutating func watch(_ node: String, from alarms: String) {
        guard node != alarms, let own = positions[alarms], let other = positions[node] else { return }
        let line = "watch \(nodes[other].title)"
        if !nodes[own].details.contains(line) { nodes[own].details.append(line) }
    }

    /// The node of a resource without one of its own, such as the association of a firewall.
    private func componentHome(of item: Item) -> String? {
        guard level == .overview else { return nil }
        let id = ([item.key.stack] + item.component).joined(separator: "/")
        return positions[id] == nil ? nil : id
    }

    /// A Boolean value that indicates whether references to a resource only say where another one is placed.
    private func isPlacement(_ item: Item) -> Bool {
        ["AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::SecurityGroup", "AWS::EC2::RouteTable"]
            .contains(item.resource.type)
    }

    /// Adds the way out of subnets: a route from a subnet's table to a gateway.
    private mutating func addRoutes() {
        var tables: [ResourceIndex.Key: [String]] = [:]
        for item in index.items where item.resource.type == "AWS::EC2::SubnetRouteTableAssociation" {
            let stack = item.key.stack
            guard let table = index.targets(of: item.resource.properties["RouteTableId"], in: stack).first,
                let subnet = index.targets(of: item.resource.properties["SubnetId"], in: stack).first,
                let home = homes[subnet.key]
            else { continue }
            tables[table.key, default: []].append(home)
        }
        for item in index.items where item.resource.type == "AWS::EC2::Route" {
            let stack = item.key.stack
            guard let table = index.targets(of: item.resource.properties["RouteTableId"], in: stack).first else {
                continue
            }
            for gateway in index.targets(of: item.resource.properties["NatGatewayId"], in: stack) {
                guard let to = homes[gateway.key] else { continue }
                for from in tables[table.key, default: []] { connect(from, to, .reference, "") }
                if positions[GraphBuilder.internet] != nil { connect(to, GraphBuilder.internet, .reference, "") }
            }
        }
    }

    private mutating func connect(_ from: String, _ to: String, _ kind: ArchitectureGraph.EdgeKind, _ label: String) {
        guard from != to, positions[from] != nil, positions[to] != nil else { return }
        if let position = edgePositions[[from, to]] {
            let ranks = ArchitectureGraph.EdgeKind.allCases
            let (old, new) = (ranks.firstIndex(of: edges[position].kind), ranks.firstIndex(of: kind))
            if let old, let new, new < old { edges[position].kind = kind }
            if !label.isEmpty, !edges[position].labels.contains(label) { edges[position].labels.append(label) }
            return
        }
        edgePositions[[from, to]] = edges.count
        edges.append(ArchitectureGraph.Edge(from: from, to: to, kind: kind, labels: label.isEmpty ? [] : [label]))
    }
}

extension String {
    /// The text with a prefix replaced, if it has it.
    func replacingPrefix(_ prefix: String, with replacement: String) -> String {
        hasPrefix(prefix) ? replacement + dropFirst(prefix.count) : self
    }
}
