package import AWSClient
package import AWSOperations

/// The difference between a service and its stack, which CloudFormation does not see: it compares a template with the last one, and
/// not with the service.
///
/// It is the trace of a rollback of the service alone, of `deploy --fast` or of `scale`, also of one whose process died before it
/// recorded anything.
package struct ServiceDifference: Sendable, Hashable {
    /// The cluster's name.
    package var cluster: String
    /// The service's name.
    package var service: String
    /// The task definition that the stack describes; nil if the service runs it.
    package var taskDefinition: String?
    /// The number of tasks that the template states; nil if the service wants as many, or if the template states none.
    package var desiredCount: Int?

    /// The difference in a sentence without a final full stop.
    package var note: String {
        var parts: [String] = []
        if taskDefinition != nil { parts.append("runs another task definition than its stack describes") }
        if let desiredCount { parts.append("has another number of tasks than the \(desiredCount) of its template") }
        return "the service \(service) " + parts.joined(separator: " and ")
    }

    /// Reads the difference; nil without one.
    /// - Parameters:
    ///   - stack: The service's stack.
    ///   - template: The template of the stack.
    ///   - calls: The calls.
    package static func read(
        _ stack: StackDescription, template: String, _ calls: some AWSCalls
    ) async throws(AWSError) -> ServiceDifference? {
        guard let cluster = stack.outputs["ClusterName"], let name = stack.outputs["ServiceName"] else { return nil }
        let resources = try await calls.call(StackOperations.DescribeStackResources(stack: stack.id)).resources
        let services = try await calls.call(
            ContainerOperations.DescribeServices(cluster: cluster, services: [name])
        ).services
        guard let service = services.first(where: { $0.status == "ACTIVE" }), let running = service.taskDefinition
        else {
            return nil
        }
        var difference = ServiceDifference(cluster: cluster, service: name)
        // The family tells the service's task definition from those of other tasks of the stack.
        let described = resources.filter { $0.type == "AWS::ECS::TaskDefinition" }.compactMap(\.physicalID)
            .first { family($0) == family(running) }
        if let described, described != running { difference.taskDefinition = described }
        if let count = statedCount(template), count != service.desiredCount { difference.desiredCount = count }
        return difference.taskDefinition == nil && difference.desiredCount == nil ? nil : difference
    }

    /// The number of tasks that a template states for its service; nil under automatic scaling.
    static func statedCount(_ template: String) -> Int? {
        let services = TemplateDocument(template)?.resources.values.compactMap(\.object).filter {
            $0["Type"]?.text == "AWS::ECS::Service"
        }
        guard let services, services.count == 1 else { return nil }
        return services[0]["Properties"]?.object?["DesiredCount"]?.integer
    }

    /// The ARN of a task definition without its revision.
    private static func family(_ arn: String) -> Substring { arn[..<(arn.lastIndex(of: ":") ?? arn.endIndex)] }
}
