/// The API of Elastic Load Balancing, version 2, as far as deployments read and change it.
package final class FakeLoadBalancingAPI: FakeService {
    /// `elasticloadbalancing`.
    package static let signingName = "elasticloadbalancing"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let input = request.input
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            switch request.operation {
            case "DescribeLoadBalancers": try workloads.describeLoadBalancers(input)
            case "DescribeTargetGroups": try workloads.describeTargetGroups(input)
            case "DescribeTargetGroupAttributes": try workloads.describeTargetGroupAttributes(input)
            case "DescribeTargetHealth": try workloads.describeTargetHealth(input)
            case "DescribeListeners": try workloads.describeListeners(input)
            case "DescribeRules": try workloads.describeRules(input)
            case "ModifyListener": try workloads.modifyListener(input)
            case "ModifyRule": try workloads.modifyRule(input)
            default: throw FakeError.unknownOperation(request)
            }
        }
        return .output(output)
    }
}
