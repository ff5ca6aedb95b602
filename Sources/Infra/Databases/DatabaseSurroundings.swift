internal import CloudFormation

/// The resources around the instances of a database: security group, subnet group and the role of enhanced monitoring.
struct DatabaseSurroundings {
    let group: SecurityGroup.Reference
    let subnets: TemplateValue<String>
    let monitoringRole: Role.Reference?
    /// The exported logs in the order of the words, each once; nil without any.
    let logs: TemplateValue<[String]>?

    /// Adds the resources.
    init(_ description: some PostgresDescription, in scope: Scope, _ network: Network.Reference) {
        group = scope.add(
            "SecurityGroup", SecurityGroup("The database, reached by the service only"), in: network.vpc)
        subnets =
            scope.add(
                "Subnets",
                AWS.RDS.DBSubnetGroup(
                    dbSubnetGroupDescription: "Isolated subnets of the database",
                    subnetIds: network.isolatedSubnets.ids)
            ).ref
        monitoringRole = description.monitoring.map { _ in DatabaseSurroundings.addMonitoringRole(in: scope) }
        let names = DatabaseLog.allCases.filter(description.logs.contains).map(\.rawValue)
        logs = names.isEmpty ? nil : .literal(names)
    }

    /// Adds the role with which RDS writes the data of enhanced monitoring.
    private static func addMonitoringRole(in scope: Scope) -> Role.Reference {
        let role = scope.add(
            "MonitoringRole",
            Role(service: .databaseMonitoring, description: "Writes the database's enhanced monitoring"))
        // The permissions of AWS's policy AmazonRDSEnhancedMonitoringRole, on the one log group that RDS writes.
        let group: TemplateValue<String> =
            "arn:\(AWS.partition):logs:\(AWS.region):\(AWS.accountID):log-group:RDSOSMetrics"
        role.grant(PolicyStatement(actions: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], resources: [group]))
        role.grant(
            PolicyStatement(
                actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
                resources: ["\(group):log-stream:*"]))
        return role
    }
}
