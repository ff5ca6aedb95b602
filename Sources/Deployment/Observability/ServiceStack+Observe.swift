import Infra

extension ServiceStack {
    /// Adds the alarms and the dashboard that the environment asks for.
    /// - Returns: The alarms that a deployment watches.
    func addObservability(_ environment: DeploymentEnvironment) -> [Alarm.Reference] {
        let scope = stack.scope
        let subject = ServiceSubject(balancer: loadBalancer, service: service, database: access.database)
        let alarms = environment.observe.alarms ? ServiceAlarms(environment, subject, in: scope) : nil
        if let alarms {
            scope.output("TopicArn", alarms.topic.arn.value, description: "The topic that alarms notify")
        }
        if environment.observe.dashboard {
            let overview = ServiceDashboard(environment: environment, subject: subject, alarms: alarms).dashboard
            let dashboard = scope.add("Dashboard", overview)
            scope.output("DashboardUrl", dashboard.url, description: "The dashboard in the AWS console")
        }
        return alarms?.deployment ?? []
    }
}
