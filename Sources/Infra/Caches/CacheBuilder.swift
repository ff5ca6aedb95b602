internal import CloudFormation

/// The construction of a cache's resources, part by part.
struct CacheBuilder {
    private let cache: Cache
    private let scope: Scope
    private let network: Network.Reference
    private let group: SecurityGroup.Reference

    /// Adds the security group.
    init(_ cache: Cache, in scope: Scope, _ network: Network.Reference) {
        self.cache = cache
        self.scope = scope
        self.network = network
        group = scope.add("SecurityGroup", SecurityGroup("The cache, reached by the service only"), in: network.vpc)
    }

    /// Adds the user, its group and the cache.
    func build() -> Cache.Reference {
        // With tokens a user's name is its id ("Authenticating with IAM"). Ids are unique in account and region.
        let id = name(of: .string("user"))
        let user = scope.add(
            "User",
            AWS.ElastiCache.User(
                engine: .valkey, userId: .literal(id), userName: .literal(id), accessString: .literal(cache.access),
                authenticationMode: .init(type: "iam")))
        let users = scope.add(
            "Users",
            AWS.ElastiCache.UserGroup(
                engine: .valkey, userGroupId: .literal(name(of: .string("users"))), userIds: [user.ref]))
        let place: (address: TemplateValue<String>, arn: TemplateValue<String>) =
            if let nodes = cache.nodes { addNodes(nodes.type, nodes.count, users.ref) } else {
                addServerless(users.ref)
            }
        return Cache.Reference(
            address: HostName(place.address), arn: ResourceARN(place.arn), user: ResourceName(user.ref),
            securityGroup: group.listening(on: Cache.port, name: scope.path.last ?? "", in: scope))
    }

    private func addServerless(
        _ users: TemplateValue<String>
    ) -> (address: TemplateValue<String>, arn: TemplateValue<String>) {
        // The name is required, and subnets and key replace the cache: the name follows them, so that the new cache can be
        // made before the old one goes.
        let content: TemplateExpression = [
            "Subnets": network.isolatedSubnets.ids.expression, "Key": cache.key?.value.expression ?? "",
        ]
        let serverless = scope.add(
            "Serverless",
            AWS.ElastiCache.ServerlessCache(
                engine: "valkey", serverlessCacheName: .literal(name(of: content)), kmsKeyId: cache.key?.value,
                majorEngineVersion: .literal(cache.version.rawValue), securityGroupIds: [group.id.value],
                snapshotRetentionLimit: .literal(cache.snapshotDays), subnetIds: network.isolatedSubnets.ids,
                userGroupId: users))
        return (serverless.endpointAddress, serverless.arn)
    }

    private func addNodes(
        _ type: CacheNodeType, _ count: Int, _ users: TemplateValue<String>
    ) -> (address: TemplateValue<String>, arn: TemplateValue<String>) {
        let subnets = scope.add(
            "Subnets",
            AWS.ElastiCache.SubnetGroup(
                description: "Isolated subnets of the cache", subnetIds: network.isolatedSubnets.ids))
        let nodes = scope.add(
            "Nodes",
            AWS.ElastiCache.ReplicationGroup(
                replicationGroupDescription: .literal("Cache of \(scope.stack.name)"),
                atRestEncryptionEnabled: true, autoMinorVersionUpgrade: true,
                automaticFailoverEnabled: .literal(count > 1), cacheNodeType: .literal(type.name),
                cacheSubnetGroupName: subnets.ref, engine: "valkey",
                engineVersion: .literal(cache.version == .valkey7 ? "7.2" : "8.0"), kmsKeyId: cache.key?.value,
                multiAZEnabled: .literal(count > 1), numCacheClusters: .literal(count), port: .literal(Cache.port),
                preferredMaintenanceWindow: cache.maintenanceWindow.map { .literal($0.text) },
                securityGroupIds: [group.id.value], snapshotRetentionLimit: .literal(cache.snapshotDays),
                transitEncryptionEnabled: true, transitEncryptionMode: "required", userGroupIds: [users]),
            .kept(.delete))
        let arn: TemplateValue<String> =
            "arn:\(AWS.partition):elasticache:\(AWS.region):\(AWS.accountID):replicationgroup:\(nodes.ref)"
        return (nodes.primaryEndPointAddress, arn)
    }

    /// A name of at most 40 characters, from the stack's name, the cache's path and what replaces the resource.
    private func name(of content: TemplateExpression) -> String {
        let whole: TemplateExpression = [
            "Stack": .string(scope.stack.name), "Path": .string(scope.path.joined(separator: "/")), "Content": content,
        ]
        // No hyphen at the end and no two in a row, which ElastiCache refuses.
        let readable = scope.stack.name.lowercased().prefix(23).split(separator: "-").joined(separator: "-")
        return "\(readable)-\(whole.digest)"
    }
}
