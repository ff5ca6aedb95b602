import Infra

extension MinimalStacks {
    /// Adds stacks with each kind of database, a cache, secrets with rotation, and a key.
    static func data(in network: Network.Reference, _ scope: (String) -> Scope) {
        let key: ResourceARN<AWS.KMS.Key> =
            "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
        scope("database").add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: network)
        var replicated = PostgresDatabase(instanceClass: .t4gMicro)
        replicated.masterPassword = .generated
        replicated.replicas = 1
        replicated.monitoring = .seconds(60)
        replicated.backupWindow = "02:00-03:00"
        replicated.maintenanceWindow = "sun:03:00-sun:04:00"
        replicated.key = key
        var restored = PostgresDatabase(instanceClass: .t4gMicro)
        restored.snapshot = "before-the-accident"
        scope("restored").add("Database", restored, in: network)
        scope("database-replicas").add("Database", replicated, in: network)
        clusters(in: network, scope, key)
        rotation(in: network, scope("rotation"))
        scope("key").add("Key", Key(description: "Data"))
        scope("cache-serverless").add("Cache", Cache(.serverless), in: network)
        scope("cache-nodes").add("Cache", Cache(.nodes("cache.t4g.micro", count: 2)), in: network)
        scope("generated-secret").add("Secret", GeneratedSecret(description: "A key"))
        scope("secret").add("Secret", LoginSecret(username: "reader", description: "A login"))
    }

    private static func clusters(
        in network: Network.Reference, _ scope: (String) -> Scope, _ key: ResourceARN<AWS.KMS.Key>
    ) {
        var cluster = AuroraCluster(.serverless(minimum: 0.5, maximum: 8))
        cluster.readers = 1
        cluster.monitoring = .seconds(60)
        scope("aurora-serverless").add("Database", cluster, in: network)
        cluster.capacity = .provisioned("db.r7g.large")
        cluster.key = key
        scope("aurora-provisioned").add("Database", cluster, in: network)
        cluster.snapshot = "before-the-accident"
        scope("aurora-restored").add("Database", cluster, in: network)
    }

    private static func rotation(in network: Network.Reference, _ scope: Scope) {
        let rotated = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: network)
        var login = LoginSecret(username: "reader", description: "A login")
        login.superuser = rotated.secret.arn
        let attached = rotated.attach(scope.add("Login", login), in: scope.child("Login"))
        scope.add(
            "Rotation", SecretRotation(),
            in: .init(secret: attached, database: rotated, network: network, superuser: rotated.secret))
    }
}
