import Infra

/// A way through the network that a deployment opens or closes.
package struct NetworkChange: Sendable, Hashable {
    /// The way in a sentence.
    package let words: String
    /// A Boolean value that indicates whether the way is added.
    package let isAddition: Bool
    /// A Boolean value that indicates whether the way leads from or to the internet.
    package let isPublic: Bool

    /// The changes between two templates.
    static func between(_ old: TemplateDocument, _ new: TemplateDocument) -> [NetworkChange] {
        let (left, right) = (NetworkWays.all(in: old), NetworkWays.all(in: new))
        let removed = left.subtracting(right).map {
            NetworkChange(words: $0.words, isAddition: false, isPublic: $0.isPublic)
        }
        let added = right.subtracting(left).map {
            NetworkChange(words: $0.words, isAddition: true, isPublic: $0.isPublic)
        }
        return (removed + added).sorted { ($0.words, $0.isAddition ? 1 : 0) < ($1.words, $1.isAddition ? 1 : 0) }
    }
}

/// The ways through the network of a template: rules of security groups, and settings that expose a resource.
enum NetworkWays {
    /// A way in a sentence.
    struct Way: Hashable {
        let words: String
        let isPublic: Bool
    }

    /// The ways, without repetition.
    static func all(in document: TemplateDocument) -> Set<Way> {
        var ways: Set<Way> = []
        for (id, resource) in document.resources { for way in self.ways(id, resource) { ways.insert(way) } }
        return ways
    }

    private static func ways(_ id: String, _ resource: TemplateDocument.Resource) -> [Way] {
        let properties = resource.properties
        switch resource.type {
        case "AWS::EC2::SecurityGroup":
            let incoming = (properties["SecurityGroupIngress"]?.elements ?? []).map { rule($0, id, isIncoming: true) }
            // AWS adds this rule to a group without rules for outgoing traffic.
            let everything: TemplateExpression = ["CidrIp": "0.0.0.0/0", "IpProtocol": "-1"]
            let outgoing = properties["SecurityGroupEgress"]?.elements ?? [everything]
            return incoming + outgoing.map { rule($0, id, isIncoming: false) }
        case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress":
            let group = (properties["GroupId"] ?? properties["GroupName"]).map(PermissionGrants.name) ?? "?"
            return [rule(properties, group, isIncoming: resource.type.hasSuffix("Ingress"))]
        case "AWS::EC2::Route": return route(properties)
        case "AWS::ElasticLoadBalancingV2::LoadBalancer":
            guard resource.literal("Scheme") != "internal" else { return [] }
            return [Way(words: "\(id) has public addresses", isPublic: true)]
        case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
            guard resource.literal("PubliclyAccessible") == "true" else { return [] }
            return [Way(words: "\(id) has a public address", isPublic: true)]
        case "AWS::EC2::Subnet":
            guard resource.literal("MapPublicIpOnLaunch") == "true" else { return [] }
            return [Way(words: "instances in \(id) get a public address", isPublic: true)]
        case "AWS::ECS::Service":
            let network = properties["NetworkConfiguration"]?["AwsvpcConfiguration"]
            guard network?["AssignPublicIp"]?.literal == "ENABLED" else { return [] }
            return [Way(words: "tasks of \(id) have a public address", isPublic: true)]
        case "AWS::S3::Bucket":
            let block = properties["PublicAccessBlockConfiguration"]
            let names = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
            let open = names.filter { block?[$0]?.literal == "false" }
            return open.map { Way(words: "\(id) has the block \($0) switched off", isPublic: true) }
        default: return []
        }
    }

    private static func route(_ properties: TemplateExpression) -> [Way] {
        let table = properties["RouteTableId"].map(PermissionGrants.name) ?? "?"
        let destination =
            ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"]
            .compactMap { properties[$0].map(ValueText.text) }.first ?? "?"
        let targets = properties.members.filter {
            !["RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"].contains(
                $0.key)
        }
        let target = targets.first.map { PermissionGrants.name($0.value) } ?? "?"
        let isPublic = properties["GatewayId"] != nil && isEveryone(destination)
        return [Way(words: "\(table) leads to \(peer(destination)) through \(target)", isPublic: isPublic)]
    }

    private static func rule(_ rule: TemplateExpression, _ group: String, isIncoming: Bool) -> Way {
        let keys = [
            "CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName", "DestinationSecurityGroupId",
            "SourcePrefixListId", "DestinationPrefixListId",
        ]
        let value = keys.lazy.compactMap { rule[$0] }.first
        let name = value.map(PermissionGrants.name) ?? "?"
        let range = ports(rule)
        let words =
            isIncoming
            ? "\(peer(name)) may reach \(group) on \(range)" : "\(group) may reach \(peer(name)) on \(range)"
        return Way(words: words, isPublic: isEveryone(name))
    }

    private static func isEveryone(_ name: String) -> Bool { name == "0.0.0.0/0" || name == "::/0" }

    private static func peer(_ name: String) -> String {
        switch name {
        case "0.0.0.0/0": "everyone (0.0.0.0/0)"
        case "::/0": "everyone over IPv6 (::/0)"
        default: name
        }
    }

    private static func ports(_ rule: TemplateExpression) -> String {
        let name = rule["IpProtocol"].map(ValueText.text) ?? "?"
        if name == "-1" { return "every port and protocol" }
        let names = ["6": "TCP", "17": "UDP", "1": "ICMP", "58": "ICMPv6"]
        let kind = names[name] ?? name.uppercased()
        let (from, to) = (rule["FromPort"].map(ValueText.text), rule["ToPort"].map(ValueText.text))
        guard let from, let to, from != "-1" else { return kind.hasPrefix("ICMP") ? kind : "every \(kind) port" }
        if kind.hasPrefix("ICMP") { return "\(kind) type \(from)" }
        return from == to
            ? "\(kind) \(from)" : from == "0" && to == "65535" ? "every \(kind) port" : "\(kind) \(from)-\(to)"
    }
}
