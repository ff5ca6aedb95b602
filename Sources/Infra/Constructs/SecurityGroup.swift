public import CloudFormation

/// A security group that lets nothing in and nothing out until it is told to.
public struct SecurityGroup: Construct {
    /// What the group is.
    public struct Props: Sendable {
        /// The VPC it belongs to.
        public var vpcID: TemplateValue<String>
        /// What it protects, in a sentence.
        public var description: String

        /// Describes a group.
        public init(vpcID: TemplateValue<String>, description: String) {
            self.vpcID = vpcID
            self.description = description
        }
    }

    /// The group's id.
    public let id: TemplateValue<String>

    /// A group of another stack.
    public init(imported id: TemplateValue<String>) {
        self.id = id
    }

    /// Adds the group.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        // A group without an egress rule of its own is given one that allows everything; AWS's page on
        // AWS::EC2::SecurityGroup names this loopback rule as the way to have none.
        let group = scope.add(
            id,
            AWS.EC2.SecurityGroup(
                groupDescription: .literal(props.description),
                securityGroupEgress: [
                    .init(ipProtocol: "-1", cidrIp: "127.0.0.1/32", description: "No traffic unless a rule allows it")
                ],
                vpcId: props.vpcID))
        self.id = group.groupId
    }

    /// Allows connections from this group to another: out here, in there.
    /// - Parameters:
    ///   - server: the group that is connected to.
    ///   - port: its TCP port.
    ///   - scope: where the two rules are added; the stack that knows both groups.
    ///   - name: what the rules are called there.
    ///   - why: what the traffic is.
    /// - Returns: the rules, for what must not start before them.
    @discardableResult
    public func allowConnection(
        to server: SecurityGroup, port: TemplateValue<Int>, in scope: Scope, name: String, why: String
    ) -> [TemplateReference] {
        let egress = scope.add(
            name + "Egress",
            AWS.EC2.SecurityGroupEgress(
                groupId: id, ipProtocol: "tcp", description: .literal(why), destinationSecurityGroupId: server.id,
                fromPort: port, toPort: port))
        let ingress = scope.add(
            name + "Ingress",
            AWS.EC2.SecurityGroupIngress(
                ipProtocol: "tcp", description: .literal(why), fromPort: port, groupId: server.id,
                sourceSecurityGroupId: id, toPort: port))
        return [egress.reference, ingress.reference]
    }

    /// Lets addresses connect.
    public func allowIngress(from block: String, port: Int, in scope: Scope, name: String, why: String) {
        scope.add(
            name,
            AWS.EC2.SecurityGroupIngress(
                ipProtocol: "tcp", cidrIp: .literal(block), description: .literal(why), fromPort: .literal(port),
                groupId: id, toPort: .literal(port)))
    }

    /// Lets the group's members connect to addresses.
    /// - Returns: the rule, for what must not start before it.
    @discardableResult
    public func allowEgress(
        to block: String, port: Int, in scope: Scope, name: String, why: String
    ) -> TemplateReference {
        let rule = scope.add(
            name,
            AWS.EC2.SecurityGroupEgress(
                groupId: id, ipProtocol: "tcp", cidrIp: .literal(block), description: .literal(why),
                fromPort: .literal(port), toPort: .literal(port)))
        return rule.reference
    }
}
