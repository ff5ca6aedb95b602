public import CloudFormation

/// The rotation of a database login's secret by a function that AWS hosts, without code of the stack's own.
///
///     scope.add("Rotation", SecretRotation(), in: .init(secret: login, database: database, network: network))
///
/// With a superuser two users alternate: while one has the current password, the function changes the other's, so that
/// connections with the earlier password work until the next rotation. Without one the user's own password changes.
///
/// The template gets the transform ``SecretRotation/transform``, so its deployment needs `CAPABILITY_AUTO_EXPAND`.
public struct SecretRotation: PlacedConstruct, Sendable, Hashable {
    /// The transform with which CloudFormation adds the hosted function ("AWS::SecretsManager transform").
    public static let transform = "AWS::SecretsManager-2024-09-16"

    /// The constructs around a rotation.
    public struct Surroundings {
        /// The login's secret, with the database's address in it.
        public var secret: LoginSecret.Reference
        /// The login's database.
        public var database: PostgresDatabase.Reference
        /// The database's network; the function is in its private subnets.
        public var network: Network.Reference
        /// The secret of a user that may create and change others; nil rotates the login's own password.
        public var superuser: LoginSecret.Reference?

        /// Creates surroundings.
        public init(
            secret: LoginSecret.Reference, database: PostgresDatabase.Reference, network: Network.Reference,
            superuser: LoginSecret.Reference? = nil
        ) {
            self.secret = secret
            self.database = database
            self.network = network
            self.superuser = superuser
        }
    }

    /// The number of days between two rotations, 1 to 1000. Defaults to 30.
    public var days = 30
    /// Rotates when the schedule is deployed, and not first after `days`. The user must exist by then. Defaults to false.
    public var immediately = false
    /// The characters that new passwords do not contain. Defaults to those of ``LoginSecret``.
    public var excludedCharacters = LoginSecret.unsafeCharacters

    /// Describes a rotation every 30 days.
    public init() {}

    /// The rules of the properties.
    public static var rules: [PropertyRule<SecretRotation>] {
        [PropertyRule("days", { $0.days }, .range(1...1000))]
    }

    /// Adds the schedule with the function's security group.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> ResourceHandle<
        AWS.SecretsManager.RotationSchedule
    > {
        let network = surroundings.network
        let group = scope.add(
            "SecurityGroup", SecurityGroup("The function that rotates a secret"), in: network.vpc)
        scope.require(transform: SecretRotation.transform)
        let schedule = scope.add("Schedule", schedule(surroundings, group))
        // The function tests the login as soon as it exists: the connections come first.
        let connections = Connections(
            securityGroup: group.id, scope: scope,
            record: { rules in schedule.updateOptions { $0.dependsOn += rules } })
        connections.allow(to: surroundings.database, purpose: "Rotation to the database")
        if let endpoints = network.endpoints {
            connections.allow(to: endpoints, purpose: "Rotation to AWS services inside the VPC")
        }
        connections.allow(to: .anywhere, port: 443, purpose: "Rotation to AWS services over HTTPS")
        return schedule
    }

    private func schedule(
        _ surroundings: Surroundings, _ group: SecurityGroup.Reference
    ) -> AWS.SecretsManager.RotationSchedule {
        let superuser = surroundings.superuser
        return AWS.SecretsManager.RotationSchedule(
            secretId: surroundings.secret.arn.value,
            hostedRotationLambda: .init(
                rotationType: superuser == nil ? "PostgreSQLSingleUser" : "PostgreSQLMultiUser",
                excludeCharacters: .literal(excludedCharacters), kmsKeyArn: surroundings.secret.key?.value,
                superuserSecretArn: superuser?.arn.value, superuserSecretKmsKeyArn: superuser?.key?.value,
                vpcSecurityGroupIds: group.id.value,
                vpcSubnetIds: surroundings.network.privateSubnets.ids.joined(by: ",")),
            rotateImmediatelyOnUpdate: .literal(immediately),
            rotationRules: .init(automaticallyAfterDays: .literal(days)))
    }
}
