public import CloudFormation

/// A security group without any rule: connections in and out are refused until they are allowed.
///
///     let group = scope.add("Workers", SecurityGroup("Workers of the queue"), in: network.vpc)
///     group.connections.allow(to: database)
public struct SecurityGroup: PlacedConstruct, Sendable, Hashable {
    /// The group's purpose, in a sentence.
    public var description: String

    /// Describes a security group.
    public init(_ description: String) {
        self.description = description
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<SecurityGroup>] {
        [
            PropertyRule(
                "description", { $0.description },
                ValidValues("1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*") { text in
                    (1...255).contains(text.utf8.count)
                        && text.utf8.allSatisfy {
                            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                                || " ._-:/()#,@[]+=&;{}!$*".utf8.contains($0)
                        }
                })
        ]
    }

    /// Adds the group to a VPC.
    public func build(in scope: Scope, _ vpc: ResourceID<AWS.EC2.VPC>) -> Reference {
        // A group without egress rules of its own gets one that allows everything. AWS's page on
        // AWS::EC2::SecurityGroup names this loopback rule as the way to have none.
        let group = scope.add(
            AWS.EC2.SecurityGroup(
                groupDescription: .literal(description),
                securityGroupEgress: [
                    .init(ipProtocol: "-1", cidrIp: "127.0.0.1/32", description: "No traffic unless a rule allows it")
                ],
                vpcId: vpc.value))
        return Reference(id: ResourceID(group.groupId), defaultPort: nil, name: scope.path.last ?? "", scope: scope)
    }

    /// A reference to a security group, built here, shared by another stack, or existing.
    public struct Reference: Connectable, Shareable {
        /// The group's id.
        public let id: ResourceID<AWS.EC2.SecurityGroup>
        /// The group's connections.
        public let connections: Connections

        /// An existing security group.
        /// - Parameters:
        ///   - id: The group's id.
        ///   - name: The group's name in the ids of rules.
        ///   - defaultPort: The TCP port of its members; nil if they do not listen.
        ///   - scope: The scope that rules are added to.
        public init(
            existing id: ResourceID<AWS.EC2.SecurityGroup>, name: String, defaultPort: Int? = nil, in scope: Scope
        ) {
            self.init(id: id, defaultPort: defaultPort, name: name, scope: scope)
        }

        init(id: ResourceID<AWS.EC2.SecurityGroup>, defaultPort: Int?, name: String, scope: Scope) {
            self.id = id
            connections = Connections(securityGroup: id, defaultPort: defaultPort, name: name, scope: scope)
        }

        /// Records a problem with what the group guards, which synthesis reports.
        func report(_ message: String) {
            connections.report(message)
        }

        /// The same group, with its members listening on a port.
        public func listening(on port: Int, name: String, in scope: Scope) -> Reference {
            Reference(id: id, defaultPort: port, name: name, scope: scope)
        }

        /// Passes the id through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                id: transfer.text("SecurityGroupId", id, "The id of the security group"),
                defaultPort: connections.defaultPort, name: transfer.id, scope: transfer.scope)
        }

        /// A group without an id and without a port.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(id: "", defaultPort: nil, name: "", scope: scope)
        }
    }
}

extension ResourceHandle where Properties == AWS.EC2.SecurityGroup {
    /// The group's connections.
    /// - Parameters:
    ///   - scope: The scope that rules are added to. Its last id names the group.
    ///   - defaultPort: The TCP port of the group's members; nil if they do not listen.
    public func connections(in scope: Scope, defaultPort: Int? = nil) -> Connections {
        Connections(securityGroup: ResourceID(groupId), defaultPort: defaultPort, scope: scope)
    }
}
