public import CloudFormation

/// A PostgreSQL instance on RDS: encrypted, TLS only, in isolated subnets, with a generated password.
public struct PostgresDatabase: Construct {
    /// What the database is.
    public struct Props: Sendable {
        /// The VPC it lives in.
        public var vpcID: TemplateValue<String>
        /// Subnets without a route to the internet, in at least two zones.
        public var subnetIDs: TemplateValue<[String]>
        /// The instance class, such as `db.t4g.micro`.
        public var instanceClass: String
        /// The version of PostgreSQL; the newest major version by default.
        public var version: PostgresVersion
        /// The size to start with in GiB; 20 by default, the least that gp3 takes.
        public var storage: Int
        /// The size it may grow to in GiB; by default it does not grow.
        public var maximumStorage: Int?
        /// A standby in another zone; off by default.
        public var multiZone: Bool
        /// Days that backups are kept, 1 to 35; 7 by default.
        public var backupDays: Int
        /// Refuses deletion; on by default.
        public var deletionProtection: Bool
        /// What happens to the data when the resource goes; a last snapshot by default.
        public var removal: ResourceOptions.Policy
        /// Performance Insights for the last 7 days; on by default.
        public var performanceInsights: Bool
        /// The database made at first; `weir` by default.
        public var databaseName: String
        /// The master user; `weir` by default.
        public var username: String

        /// Describes a database in these subnets.
        public init(
            vpcID: TemplateValue<String>, subnetIDs: TemplateValue<[String]>, instanceClass: String,
            version: PostgresVersion = .newest,
            storage: Int = 20, maximumStorage: Int? = nil, multiZone: Bool = false, backupDays: Int = 7,
            deletionProtection: Bool = true, removal: ResourceOptions.Policy = .snapshot,
            performanceInsights: Bool = true, databaseName: String = "weir", username: String = "weir"
        ) {
            self.vpcID = vpcID
            self.subnetIDs = subnetIDs
            self.instanceClass = instanceClass
            self.version = version
            self.storage = storage
            self.maximumStorage = maximumStorage
            self.multiZone = multiZone
            self.backupDays = backupDays
            self.deletionProtection = deletionProtection
            self.removal = removal
            self.performanceInsights = performanceInsights
            self.databaseName = databaseName
            self.username = username
        }
    }

    /// PostgreSQL's port.
    public static let port = 5432

    /// The instance.
    public let instance: ResourceHandle<AWS.RDS.DBInstance>
    /// User name and password; after attachment also host and port.
    public let secret: LoginSecret
    /// The group that guards it.
    public let securityGroup: SecurityGroup

    /// The host name to connect to.
    public var address: TemplateValue<String> { instance.endpointAddress }

    /// Adds the database with its secret, security group, subnet group and parameter group.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        let scope = scope.child(id)
        securityGroup = SecurityGroup(
            scope, "SecurityGroup", .init(vpcID: props.vpcID, description: "The database, reached by the service only"))
        secret = LoginSecret(
            scope, "Secret", .init(username: props.username, description: "The database's master user"))
        let subnets = scope.add(
            "Subnets",
            AWS.RDS.DBSubnetGroup(
                dbSubnetGroupDescription: "Isolated subnets of the database", subnetIds: props.subnetIDs))
        let parameters = scope.add(
            "Parameters",
            AWS.RDS.DBParameterGroup(
                description: .literal("PostgreSQL \(props.version.major) with TLS required"),
                family: .literal("postgres\(props.version.major)"),
                // "Requiring an SSL connection to a PostgreSQL DB instance" in the RDS user guide.
                parameters: ["rds.force_ssl": "1"]))
        instance = scope.add(
            "Instance",
            PostgresDatabase.instance(
                props, subnetGroup: subnets.ref, parameterGroup: parameters.ref, secret: secret,
                securityGroup: securityGroup),
            .kept(props.removal))
        // Adds host, port and engine to the secret, which rotation needs.
        scope.add(
            "SecretAttachment",
            AWS.SecretsManager.SecretTargetAttachment(
                secretId: secret.arn, targetId: instance.ref, targetType: "AWS::RDS::DBInstance"))
    }

    private static func instance(
        _ props: Props, subnetGroup: TemplateValue<String>, parameterGroup: TemplateValue<String>, secret: LoginSecret,
        securityGroup: SecurityGroup
    ) -> AWS.RDS.DBInstance {
        AWS.RDS.DBInstance(
            allocatedStorage: .literal(String(props.storage)),
            autoMinorVersionUpgrade: true,
            backupRetentionPeriod: .literal(props.backupDays),
            copyTagsToSnapshot: true,
            dbInstanceClass: .literal(props.instanceClass),
            dbName: .literal(props.databaseName),
            dbParameterGroupName: parameterGroup,
            dbSubnetGroupName: subnetGroup,
            deletionProtection: .literal(props.deletionProtection),
            enablePerformanceInsights: .literal(props.performanceInsights),
            engine: "postgres",
            engineVersion: .literal(props.version.description),
            masterUserPassword: secret.field("password"),
            // Written out, not read from the secret: a change of it replaces the instance, which must be seen in a diff.
            masterUsername: .literal(props.username),
            maxAllocatedStorage: props.maximumStorage.map { .literal($0) },
            multiAZ: .literal(props.multiZone),
            performanceInsightsRetentionPeriod: props.performanceInsights ? 7 : nil,
            port: .literal(String(port)),
            publiclyAccessible: false,
            storageEncrypted: true,
            storageType: "gp3",
            vpcSecurityGroups: [securityGroup.id])
    }
}
