package import Infra

/// What changes with every release: the service and what stands in front of it.
package struct ServiceStack {
    /// What tells from inside the container whether the server can serve.
    static let healthCommand = ["CMD", "api-server", "health"]

    /// The stack.
    package let stack: Stack

    /// Adds the stack; it takes from the foundation only what that exports.
    package init(_ app: App, _ environment: DeploymentEnvironment, foundation: FoundationStack.Exports) {
        stack = Stack(
            app, environment.stackName("service"),
            description: "\(environment.application) \(environment.name): service and load balancer")
        let scope = stack.scope
        let settings = environment.service
        let balancer = LoadBalancer(
            scope, "LoadBalancer",
            .init(
                vpcID: foundation.vpcID.value,
                subnetIDs: settings.isInternal ? foundation.privateSubnetIDs.value : foundation.publicSubnetIDs.value,
                targetPort: settings.port, allowedBlocks: settings.allow.map(\.description),
                isInternal: settings.isInternal, certificateARN: settings.certificate,
                deletionProtection: settings.deletionProtection))
        let cluster = ContainerCluster(scope, "Cluster", .init(insights: settings.insights))
        let service = ContainerService(
            scope, "Api",
            .init(
                cluster: cluster, loadBalancer: balancer, vpcID: foundation.vpcID.value,
                subnetIDs: foundation.privateSubnetIDs.value, image: settings.image,
                architecture: settings.architecture, size: settings.size, count: settings.count,
                environment: ServiceStack.variables(environment, foundation),
                healthCommand: ServiceStack.healthCommand, logDays: settings.logDays, exec: settings.exec))
        LoginSecret(imported: foundation.databaseSecretARN.value).grantRead(to: service.taskRole)
        ServiceStack.connect(service, foundation, scope)
        scope.output("Url", balancer.url, description: "Where clients connect")
        scope.output("ClusterName", cluster.name, description: "The ECS cluster")
        scope.output(
            "ServiceName", service.resource.name, description: "The ECS service")
        scope.output("LogGroupName", service.logGroup.ref, description: "Where the tasks' output goes")
    }

    /// What the server reads at start. The password is not here: the server asks Secrets Manager for it by ARN.
    private static func variables(
        _ environment: DeploymentEnvironment, _ foundation: FoundationStack.Exports
    ) -> [String: TemplateValue<String>] {
        var variables: [String: TemplateValue<String>] = [
            "HOST": "0.0.0.0",
            "PORT": .literal(String(environment.service.port)),
            "DB_HOST": foundation.databaseAddress.value,
            "DB_PORT": .literal(String(PostgresDatabase.port)),
            "DB_NAME": .literal(environment.database.name),
            "DB_SECRET_ARN": foundation.databaseSecretARN.value,
        ]
        if environment.service.anonymous != .none {
            variables["ANONYMOUS"] = .literal(environment.service.anonymous.rawValue)
        }
        return variables
    }

    /// The tasks' ways out: the database, and HTTPS to AWS. The service waits for them: a task that starts without a way to
    /// its image fails, and enough failures roll the deployment back.
    private static func connect(_ service: ContainerService, _ foundation: FoundationStack.Exports, _ scope: Scope) {
        var rules = service.securityGroup.allowConnection(
            to: SecurityGroup(imported: foundation.databaseSecurityGroupID.value),
            port: .literal(PostgresDatabase.port), in: scope, name: "ApiToDatabase", why: "Tasks to the database")
        if let endpoints = foundation.endpointSecurityGroupID {
            rules += service.securityGroup.allowConnection(
                to: SecurityGroup(imported: endpoints.value), port: 443, in: scope, name: "ApiToEndpoints",
                why: "Tasks to AWS services inside the VPC")
        }
        // AWS's public addresses (the registry, its image layers in S3, Secrets Manager, Logs) are in no list a template
        // can name. Without NAT the route tables know only the VPC and S3, so the rule opens nothing else.
        rules.append(
            service.securityGroup.allowEgress(
                to: "0.0.0.0/0", port: 443, in: scope, name: "ApiToAws", why: "Tasks to AWS services over HTTPS"))
        service.resource.updateOptions { $0.dependsOn += rules }
    }
}
