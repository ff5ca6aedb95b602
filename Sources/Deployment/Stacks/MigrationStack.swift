package import Infra

/// The part of an environment that a release deploys before its service: the cluster, and the task that migrates the schema.
///
/// It is a stack of its own, because the migration of a release runs between two deployments: after its task definition exists
/// and before the service's new tasks start, which never migrate.
package struct MigrationStack {
    /// The stack.
    package let stack: Stack
    /// The cluster, for other stacks.
    package let cluster: Shared<ContainerCluster.Reference>
    /// The migration.
    package let migration: MigrationTask.Reference

    /// Adds the stack to an app.
    package init(_ app: App, _ environment: DeploymentEnvironment, foundation: FoundationStack) {
        stack = Stack(
            app, environment.stackName("migration"),
            description: "\(environment.application) \(environment.label): cluster and schema migration")
        let scope = stack.scope
        environment.expire(scope, place: 1)
        let network = scope.use(foundation.network)
        let access = DatabaseAccess(environment, foundation, in: scope)
        let cluster = scope.add("Cluster", environment.cluster)
        self.cluster = scope.share("Cluster", cluster)
        var task = environment.service.task
        task.environment = access.migrationVariables
        task.secrets = [:]
        task.logKey = foundation.logKey.map { scope.use($0).arn }
        migration = scope.add(
            "Migration", MigrationTask(task, command: ["migrate"]), in: .init(cluster: cluster, network: network))
        access.grantMigration(to: migration)
        migration.connections.allow(to: access.database, purpose: "Migration to the database")
        network.allowServices(to: migration.connections)

        scope.output("ClusterName", cluster.name.value, description: "The ECS cluster")
        scope.output(
            "MigrationTaskDefinition", migration.taskDefinition.value,
            description: "The task definition that migrates the schema")
        scope.output(
            "MigrationSubnetIds", migration.subnets.ids.joined(by: ","), description: "The subnets of the migration")
        scope.output(
            "MigrationSecurityGroupId", migration.connections.securityGroup.value,
            description: "The security group of the migration")
        scope.output(
            "MigrationLogGroupName", migration.logGroup.value, description: "The log group of the migration")
    }
}
