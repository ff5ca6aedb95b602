package import Infra

/// The part of an environment that changes with each release: the service and its load balancer.
package struct ServiceStack {
    /// The stack.
    package let stack: Stack

    /// Adds the stack to an app.
    package init(_ app: App, _ environment: DeploymentEnvironment, foundation: FoundationStack) {
        stack = Stack(
            app, environment.stackName("service"),
            description: "\(environment.application) \(environment.name): service and load balancer")
        let scope = stack.scope
        let network = scope.use(foundation.network)
        let access = DatabaseAccess(environment, foundation, in: scope)
        let adminSecret = scope.use(foundation.adminSecret)
        let balancer = scope.add("LoadBalancer", environment.loadBalancer, in: network)
        let cluster = scope.add("Cluster", environment.cluster)
        var description = environment.service
        description.environment = ServiceStack.variables(environment).merging(access.serverVariables) { $1 }
        description.environment["WEIR_ADMIN_SECRET_ARN"] = adminSecret.arn.value
        let service = scope.add(
            "Api", description, in: .init(cluster: cluster, loadBalancer: balancer, network: network))

        access.grantServer(to: service)
        adminSecret.grantRead(to: service)
        service.connections.allow(to: access.database, purpose: "Tasks to the database")
        if let endpoints = network.endpoints {
            service.connections.allow(to: endpoints, purpose: "Tasks to AWS services inside the VPC")
        }
        // AWS's public addresses (registry, image layers in S3, Secrets Manager, Logs) are in no list that a template can
        // name. Without NAT the route tables know the VPC and S3 alone, so the rule opens nothing else.
        service.connections.allow(to: .anywhere, port: 443, purpose: "Tasks to AWS services over HTTPS")

        scope.output("Url", balancer.url, description: "The URL for clients")
        scope.output("ClusterName", cluster.name.value, description: "The ECS cluster")
        scope.output("ServiceName", service.name.value, description: "The ECS service")
        scope.output("LogGroupName", service.logGroup.ref, description: "The log group of the tasks")
    }

    /// The server's environment variables, without those of its database.
    private static func variables(_ environment: DeploymentEnvironment) -> [String: TemplateValue<String>] {
        var variables: [String: TemplateValue<String>] = [
            "HOST": "0.0.0.0", "PORT": .literal(String(environment.loadBalancer.targetPort)),
        ]
        if environment.anonymous != .none { variables["ANONYMOUS"] = .literal(environment.anonymous.rawValue) }
        return variables
    }
}
