public import CloudFormation

/// A construct that connects to others, or that others connect to.
public protocol Connectable {
    /// The construct's connections.
    var connections: Connections { get }
}

/// The permitted network connections of a construct.
///
/// Each `allow` adds the rules that both ends need: out of the client's security group and into the server's. The rules'
/// ids derive from the names of both ends, so that adding or removing one connection changes no other rule.
///
///     service.connections.allow(to: database)
public struct Connections: Connectable {
    /// The id of the security group that guards the construct.
    public let securityGroup: ResourceID<AWS.EC2.SecurityGroup>
    /// The TCP port that the construct listens on; nil if it does not listen.
    public let defaultPort: Int?
    /// The construct's name in the ids of rules.
    public let name: String
    private let scope: Scope
    private let record: ([TemplateReference]) -> Void

    /// Creates the connections of a construct.
    /// - Parameters:
    ///   - securityGroup: The security group that guards the construct.
    ///   - defaultPort: The TCP port that the construct listens on.
    ///   - scope: The scope that rules are added to. Its last id names the construct.
    ///   - record: Receives the rules of each connection, for resources that must not be created before them.
    public init(
        securityGroup: ResourceID<AWS.EC2.SecurityGroup>, defaultPort: Int? = nil, scope: Scope,
        record: @escaping ([TemplateReference]) -> Void = { _ in }
    ) {
        self.init(
            securityGroup: securityGroup, defaultPort: defaultPort, name: scope.path.last ?? scope.stack.name,
            scope: scope, record: record)
    }

    init(
        securityGroup: ResourceID<AWS.EC2.SecurityGroup>, defaultPort: Int?, name: String, scope: Scope,
        record: @escaping ([TemplateReference]) -> Void = { _ in }
    ) {
        self.securityGroup = securityGroup
        self.defaultPort = defaultPort
        self.name = name
        self.scope = scope
        self.record = record
    }

    /// These connections.
    public var connections: Connections { self }

    /// Records a problem with the construct, which synthesis reports.
    func report(_ message: String) {
        scope.report(message)
    }

    /// Allows this construct to connect to another.
    /// - Parameters:
    ///   - server: The construct to connect to.
    ///   - port: The TCP port; nil is the server's own.
    ///   - purpose: The description of the rules; nil is made from both names.
    public func allow(to server: some Connectable, port: Int? = nil, purpose: String? = nil) {
        connect(self, server.connections, "To\(suffix(server.connections.name, port, server))", port, purpose)
    }

    /// Allows another construct to connect to this one.
    /// - Parameters:
    ///   - client: The construct that connects.
    ///   - port: The TCP port; nil is this construct's own.
    ///   - purpose: The description of the rules; nil is made from both names.
    public func allow(from client: some Connectable, port: Int? = nil, purpose: String? = nil) {
        connect(client.connections, self, "From\(suffix(client.connections.name, port, self))", port, purpose)
    }

    /// Allows this construct to connect to addresses.
    public func allow(to block: IPv4Block, port: Int, purpose: String? = nil) {
        let name = "To\(block.name)On\(port)"
        let rule = AWS.EC2.SecurityGroupEgress(
            groupId: securityGroup.value, ipProtocol: "tcp", cidrIp: .literal(block.description),
            description: .literal(purpose ?? "\(self.name) to \(block)"), fromPort: .literal(port),
            toPort: .literal(port))
        add([addOnce(name, rule)])
    }

    /// Allows addresses to connect to this construct.
    public func allow(from block: IPv4Block, port: Int, purpose: String? = nil) {
        let name = "From\(block.name)On\(port)"
        let rule = AWS.EC2.SecurityGroupIngress(
            ipProtocol: "tcp", cidrIp: .literal(block.description),
            description: .literal(purpose ?? "\(block) to \(self.name)"), fromPort: .literal(port),
            groupId: securityGroup.value, toPort: .literal(port))
        add([addOnce(name, rule)])
    }

    private func suffix(_ name: String, _ port: Int?, _ server: some Connectable) -> String {
        guard let port, port != server.connections.defaultPort else { return name }
        return "\(name)On\(port)"
    }

    private func connect(
        _ client: Connections, _ server: Connections, _ name: String, _ port: Int?, _ purpose: String?
    ) {
        guard let port = port ?? server.defaultPort else {
            return scope.report(
                "the connection to \(server.name) has no port; pass one, as \(server.name) has no default")
        }
        let description = TemplateValue.literal(purpose ?? "\(client.name) to \(server.name)")
        let egress = AWS.EC2.SecurityGroupEgress(
            groupId: client.securityGroup.value, ipProtocol: "tcp", description: description,
            destinationSecurityGroupId: server.securityGroup.value, fromPort: .literal(port), toPort: .literal(port))
        let ingress = AWS.EC2.SecurityGroupIngress(
            ipProtocol: "tcp", description: description, fromPort: .literal(port),
            groupId: server.securityGroup.value, sourceSecurityGroupId: client.securityGroup.value,
            toPort: .literal(port))
        let rules = [addOnce(name + "Egress", egress), addOnce(name + "Ingress", ingress)]
        add(rules)
        // Resources of the other end wait for the rules too, if they are in the same stack.
        for other in [client, server] where other.scope.stack === scope.stack && other.scope.path != scope.path {
            other.add(rules)
        }
    }

    private func add(_ rules: [TemplateReference?]) {
        record(rules.compactMap { $0 })
    }

    /// Adds a rule; nil if the construct has it already.
    private func addOnce(_ id: String, _ rule: some ResourceProperties) -> TemplateReference? {
        scope.stack.has(scope.logicalID(id)) ? nil : scope.add(id, rule).reference
    }
}
