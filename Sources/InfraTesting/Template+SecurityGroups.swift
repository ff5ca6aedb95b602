public import CloudFormation

/// A rule of a security group in a template: one permitted direction of traffic.
public struct TrafficRule: Sendable, Hashable, CustomStringConvertible {
    /// A Boolean value that indicates whether the rule is for traffic out of the group.
    public let isEgress: Bool
    /// The rule's group: a logical id, or the name of a parameter or export.
    public let group: String
    /// The other end: a logical id, the name of a parameter or export, or a block of addresses.
    public let peer: String
    /// The ports.
    public let ports: ClosedRange<Int>

    /// Creates a rule to compare with.
    public init(isEgress: Bool, group: String, peer: String, ports: ClosedRange<Int>) {
        self.isEgress = isEgress
        self.group = group
        self.peer = peer
        self.ports = ports
    }

    /// For example `ApiSecurityGroup → Database:SecurityGroup 5432`.
    public var description: String { "\(group) \(isEgress ? "→" : "←") \(peer) \(ports)" }
}

extension Template {
    /// The rules of the template: rule resources and rules inside of security groups, without the loopback rule that stands for
    /// no traffic.
    public var trafficRules: Set<TrafficRule> {
        var rules: Set<TrafficRule> = []
        for resource in resources {
            let properties = resource.properties.plainJSON
            switch resource.type {
            case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress":
                let isEgress = resource.type.hasSuffix("Egress")
                rules.formUnion([Template.rule(properties, isEgress, of: Template.end(properties["GroupId"]))])
            case "AWS::EC2::SecurityGroup":
                for (key, isEgress) in [("SecurityGroupIngress", false), ("SecurityGroupEgress", true)] {
                    guard case .list(let inline)? = properties[key] else { continue }
                    for rule in inline where rule["CidrIp"] != "127.0.0.1/32" {
                        rules.insert(Template.rule(rule, isEgress, of: resource.logicalID))
                    }
                }
            default: break
            }
        }
        return rules
    }

    private static func rule(_ properties: TemplateExpression, _ isEgress: Bool, of group: String) -> TrafficRule {
        let peer =
            properties["CidrIp"] ?? properties["SourceSecurityGroupId"] ?? properties["DestinationSecurityGroupId"]
        var ports = 0...65535
        if case .integer(let from)? = properties["FromPort"], case .integer(let to)? = properties["ToPort"], from <= to
        {
            ports = from...to
        }
        return TrafficRule(isEgress: isEgress, group: group, peer: end(peer), ports: ports)
    }

    private static func end(_ expression: TemplateExpression?) -> String {
        switch expression {
        case .string(let text)?: return text
        case .object(let members)?:
            switch members.first?.value {
            case .string(let name)?: return name
            case .list(let parts)?: if case .string(let name)? = parts.first { return name }
            default: break
            }
            return expression?.compactJSON ?? ""
        default: return expression?.compactJSON ?? ""
        }
    }
}
