#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The API of Application Auto Scaling.
package final class FakeScalingAPI: FakeService {
    /// `application-autoscaling`.
    package static let signingName = "application-autoscaling"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let input = request.input
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            switch request.operation {
            case "DescribeScalableTargets": workloads.describeScalableTargets(input)
            case "DescribeScalingPolicies": workloads.describeScalingPolicies(input)
            case "DescribeScalingActivities": workloads.describeScalingActivities(input)
            case "RegisterScalableTarget": workloads.registerScalableTarget(input)
            default: throw FakeError.unknownOperation(request)
            }
        }
        return .output(output)
    }
}

extension FakeWorkloads {
    private static let dimension: FakeValue = "ecs:service:DesiredCount"

    func describeScalableTargets(_ input: FakeValue) -> FakeValue {
        let wanted = input["ResourceIds"]?.texts ?? []
        let found = scaling.targets.values.filter { wanted.isEmpty || wanted.contains($0.resource) }
            .sorted { $0.resource < $1.resource }
        let page = FakePage(found, token: input["NextToken"]?.text, limit: input["MaxResults"]?.integer ?? 50)
        return [
            "ScalableTargets": .array(
                page.elements.map { target in
                    [
                        "ServiceNamespace": "ecs", "ResourceId": .string(target.resource),
                        "ScalableDimension": Self.dimension, "MinCapacity": FakeValue(target.minimum),
                        "MaxCapacity": FakeValue(target.maximum), "RoleARN": .string(target.role),
                        "CreationTime": target.createdAt.json,
                        "SuspendedState": [
                            "DynamicScalingInSuspended": .bool(target.isSuspended),
                            "DynamicScalingOutSuspended": .bool(target.isSuspended),
                            "ScheduledScalingSuspended": .bool(target.isSuspended),
                        ],
                    ]
                }), "NextToken": FakeValue(page.nextToken),
        ]
    }

    func describeScalingPolicies(_ input: FakeValue) -> FakeValue {
        let resource = input["ResourceId"]?.text
        let found = scaling.policies.filter { resource == nil || $0.resource == resource }
        return [
            "ScalingPolicies": .array(
                found.map { policy in
                    [
                        "PolicyARN": .string(account.arn("autoscaling", "scalingPolicy:\(policy.name)")),
                        "PolicyName": .string(policy.name), "ServiceNamespace": "ecs",
                        "ResourceId": .string(policy.resource), "ScalableDimension": Self.dimension,
                        "PolicyType": "TargetTrackingScaling",
                        "TargetTrackingScalingPolicyConfiguration": policy.configuration,
                        "CreationTime": policy.createdAt.json,
                    ]
                })
        ]
    }

    func describeScalingActivities(_ input: FakeValue) -> FakeValue {
        let resource = input["ResourceId"]?.text
        let found = scaling.activities.filter { resource == nil || $0.resource == resource }
        let page = FakePage(found, token: input["NextToken"]?.text, limit: input["MaxResults"]?.integer ?? 50)
        return [
            "ScalingActivities": .array(
                page.elements.map { activity in
                    [
                        "ActivityId": .string(activity.id), "ServiceNamespace": "ecs",
                        "ResourceId": .string(activity.resource), "ScalableDimension": Self.dimension,
                        "Description": .string(activity.text), "Cause": .string(activity.cause),
                        "StartTime": activity.time.json, "EndTime": activity.time.json, "StatusCode": "Successful",
                        "StatusMessage": .string(
                            "Successfully set desired count. Change successfully fulfilled by ecs."),
                    ]
                }), "NextToken": FakeValue(page.nextToken),
        ]
    }

    /// Registers a target. A desired count outside of the limits is moved to the nearest of them, as scaling does.
    mutating func registerScalableTarget(_ input: FakeValue) -> FakeValue {
        let resource = input["ResourceId"]?.text ?? ""
        let known = scaling.targets[resource]
        scaling.register(
            resource, minimum: input["MinCapacity"]?.integer ?? known?.minimum ?? 1,
            maximum: input["MaxCapacity"]?.integer ?? known?.maximum ?? 1,
            role: input["RoleARN"]?.text ?? known?.role ?? "", at: now)
        limitDesiredCount(resource)
        return ["ScalableTargetARN": .string(account.arn("application-autoscaling", "scalable-target/\(resource)"))]
    }

    /// Moves the desired count of a service into the limits of its target.
    mutating func limitDesiredCount(_ resource: String) {
        let parts = resource.split(separator: "/").map(String.init)
        guard let target = scaling.targets[resource], parts.count == 3, let cluster = ecs.clusters[parts[1]],
            let service = ecs.service(parts[2], in: cluster.arn)
        else { return }
        let limited = min(max(service.desired, target.minimum), target.maximum)
        if limited != service.desired { setDesiredCount(resource, to: limited) }
    }
}
