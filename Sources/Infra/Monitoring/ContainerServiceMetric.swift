/// The metrics of a service ("Amazon ECS service utilization metrics", "Amazon ECS Container Insights metrics").
public enum ContainerServiceMetric: String, MetricName, Sendable {
    /// The share of the reserved CPU in use, in percent. Its number of samples per minute is the number of running tasks.
    case cpuUtilization = "CPUUtilization"
    /// The share of the reserved memory in use, in percent.
    case memoryUtilization = "MemoryUtilization"
    /// The number of tasks that the service should run; with Container Insights.
    case desiredTasks = "DesiredTaskCount"
    /// The number of running tasks; with Container Insights.
    case runningTasks = "RunningTaskCount"
    /// The number of tasks on their way to running; with Container Insights.
    case pendingTasks = "PendingTaskCount"

    /// The namespace of ECS or of Container Insights.
    public var namespace: String {
        switch self {
        case .cpuUtilization, .memoryUtilization: "AWS/ECS"
        case .desiredTasks, .runningTasks, .pendingTasks: "ECS/ContainerInsights"
        }
    }
    /// The metric's name.
    public var name: String { rawValue }
    /// The mean over the tasks or over time.
    public var statistic: Metric.Statistic { .average }
}

extension ContainerService.Reference {
    /// The number of tasks that are missing to the desired number; with Container Insights.
    public var missingTasks: MetricExpression {
        MetricExpression("desired - running", ["desired": metric(.desiredTasks), "running": metric(.runningTasks)])
    }
}
