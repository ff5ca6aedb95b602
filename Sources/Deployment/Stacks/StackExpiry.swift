import Infra

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The deletion of the stack that the construct belongs to, by EventBridge Scheduler at a fixed time.
///
/// The schedule and its role are resources of that stack, so they need no other place and go with it. CloudFormation deletes the
/// stack with the role that the stack was deployed with.
struct StackExpiry: Construct, Sendable, Hashable {
    /// The time of the deletion.
    var time: Date

    /// Adds the schedule and its role.
    func build(in scope: Scope) -> ResourceHandle<AWS.Scheduler.Schedule> {
        let role = scope.add("Role", Role(service: .scheduler, description: "Deletes the stack when it expires"))
        role.grant(
            PolicyStatement(
                id: "DeleteStack", actions: ["cloudformation:DeleteStack"],
                resources: [
                    "arn:\(AWS.partition):cloudformation:\(AWS.region):\(AWS.accountID):stack/\(AWS.stackName)/*"
                ]))
        // The time zone is UTC unless the schedule names one ("Schedule types in EventBridge Scheduler").
        let expression = "at(\(time.formatted(.iso8601).dropLast()))"
        return scope.add(
            "Schedule",
            AWS.Scheduler.Schedule(
                flexibleTimeWindow: .init(mode: .off), scheduleExpression: .literal(expression),
                target: .init(
                    arn: "arn:\(AWS.partition):scheduler:::aws-sdk:cloudformation:deleteStack",
                    roleArn: role.arn.value, input: "{\"StackName\":\"\(AWS.stackName)\"}",
                    retryPolicy: .init(maximumEventAgeInSeconds: 3600.0, maximumRetryAttempts: 10.0)),
                description: "Deletes the stack, which belongs to a preview"))
    }
}

extension DeploymentEnvironment {
    /// Adds the deletion and its time as an output to a stack of a preview; another environment has none.
    /// - Parameters:
    ///   - scope: The stack's scope.
    ///   - place: The stack's place in the order of deletion, which is that of deployment reversed. A stack that fails to be deleted
    ///     because the one in front of it still exists is left for `infra-cli preview sweep`.
    func expire(_ scope: Scope, place: Int) {
        guard let preview else { return }
        scope.add("Expiry", StackExpiry(time: preview.expires.addingTimeInterval(Double(place) * 1800)))
        let text: TemplateValue<String> = .literal(preview.expires.formatted(.iso8601))
        scope.output("Expires", text, description: "The time from which the preview's stacks are deleted")
    }
}
