package import Infra
import ServerContract

/// The part of an environment that changes with each release: the service and its load balancer.
package struct ServiceStack {
    /// The stack.
    package let stack: Stack
    /// The network.
    package let network: Network.Reference
    /// The database with its logins.
    package let access: DatabaseAccess
    /// The load balancer.
    package let loadBalancer: LoadBalancer.Reference
    /// The cluster.
    package let cluster: ContainerCluster.Reference
    /// The service.
    package let service: ContainerService.Reference
    /// The firewall; nil for an environment without one.
    package let firewall: WebFirewall.Reference?
    /// The distribution in front of the load balancer; nil for an environment without one.
    package let distribution: Distribution.Reference?
    /// The URL for clients.
    package let url: TemplateValue<String>

    /// Adds the stack to an app.
    package init(
        _ app: App, _ environment: DeploymentEnvironment, foundation: FoundationStack, migration: MigrationStack
    ) {
        stack = Stack(
            app, environment.stackName("service"),
            description: "\(environment.application) \(environment.label): service and load balancer")
        let scope = stack.scope
        environment.expire(scope, place: 0)
        network = scope.use(foundation.network)
        access = DatabaseAccess(environment, foundation, in: scope)
        let adminSecret = scope.use(foundation.adminSecret)
        let cache = foundation.cache.map { scope.use($0) }
        var edge = ServiceStack.loadBalancer(environment, scope)
        if environment.identity.loadBalancer, let signIn = foundation.signIn {
            edge.authentication = ListenerAuthentication(scope.use(signIn))
        }
        let balancer = scope.add("LoadBalancer", edge, in: network)
        loadBalancer = balancer
        cluster = scope.use(migration.cluster)
        var description = environment.service
        description.environment = ServiceStack.variables(environment, adminSecret)
            .merging(access.serverVariables) { $1 }
            .merging(ServiceStack.variables(of: cache)) { $1 }
        let logKey = foundation.logKey.map { scope.use($0).arn }
        description.logKey = logKey
        ServiceStack.check(description.environment, scope)
        service = scope.add(
            "Api", description, in: .init(cluster: cluster, loadBalancer: balancer, network: network))
        firewall = ServiceStack.firewall(environment, logKey).map { scope.add("Firewall", $0, in: balancer) }
        distribution = ServiceStack.distribution(environment, balancer, edge.originHeader, scope)
        url = ServiceStack.url(environment, balancer, distribution, scope)
        rollBackDeployments(environment, on: addObservability(environment))
        connect()
        adminSecret.grantRead(to: service)
        ServiceStack.connect(service, to: cache)
        BucketObjects.grantRead(environment.importedObjects, to: service)

        scope.output("Url", url, description: "The URL for clients")
        scope.output("ClusterName", cluster.name.value, description: "The ECS cluster")
        scope.output("ServiceName", service.name.value, description: "The ECS service")
        scope.output("LogGroupName", service.logGroup.value, description: "The log group of the tasks")
    }

    /// Allows the tasks to reach the database and AWS's services.
    private func connect() {
        access.grantServer(to: service)
        service.connections.allow(to: access.database, purpose: "Tasks to the database")
        network.allowServices(to: service.connections)
    }

    /// Rolls a deployment back on an alarm of its own and on others, if the strategy leaves time for it.
    private func rollBackDeployments(_ environment: DeploymentEnvironment, on alarms: [Alarm.Reference]) {
        let strategy = environment.service.strategy
        guard strategy.shiftsTraffic || strategy.bakeTime != nil else { return }
        // A few errors are normal while tasks are replaced; a version that fails has more of them at little traffic already.
        var alarm = Alarm(loadBalancer.metric(.targetServerErrors), above: 5, for: .minutes(2))
        alarm.missingData = .notBreaching
        alarm.description = "A deployment's tasks answer with server errors; ECS rolls the deployment back."
        service.rollBack(on: [stack.scope.add("DeploymentErrors", alarm)] + alarms)
    }

    /// The server's environment variables, without those of its database.
    private static func variables(
        _ environment: DeploymentEnvironment, _ adminSecret: LoginSecret.Reference
    ) -> [String: TemplateValue<String>] {
        let timeouts = environment.timeouts
        var variables: [ServerVariable: TemplateValue<String>] = [
            .host: "0.0.0.0", .port: .literal(String(environment.loadBalancer.targetPort)),
            .adminSecret: adminSecret.arn.value,
            .statementTimeout: .literal(String(timeouts.statement)),
            .idleTimeout: .literal(String(timeouts.idle)),
            // The migration task migrates, before the service's deployment. A task that migrates could be stopped halfway,
            // when its health grace period ends.
            .migrate: .literal(MigrationMode.never.rawValue),
        ]
        if environment.anonymous != .none { variables[.anonymous] = .literal(environment.anonymous.rawValue) }
        if !environment.imports.isEmpty {
            variables[.importSources] = .literal(ImportPlace.text(of: environment.imports))
        }
        return Dictionary(uniqueKeysWithValues: variables.map { ($0.key.name, $0.value) })
    }

    /// Reports the reasons why the server would not start with its variables, by the server's own rules.
    private static func check(_ variables: [String: TemplateValue<String>], _ scope: Scope) {
        let values = variables.mapValues { value -> ServerStartCheck.Value in
            if case .string(let text) = value.expression { .text(text) } else { .unresolved }
        }
        for problem in ServerStartCheck(values).problems {
            scope.child("Api").report("the server would not start: \(problem)")
        }
    }
}
