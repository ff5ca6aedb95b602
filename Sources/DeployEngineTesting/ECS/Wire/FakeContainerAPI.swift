/// The API of Elastic Container Service.
package final class FakeContainerAPI: FakeService {
    /// `ecs`.
    package static let signingName = "ecs"
    let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let input = request.input
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            switch request.operation {
            case "CreateCluster": workloads.createCluster(input)
            case "DeleteCluster": try workloads.deleteCluster(input)
            case "DescribeClusters": workloads.describeClusters(input)
            case "RegisterTaskDefinition": try workloads.registerTaskDefinition(input)
            case "DescribeTaskDefinition": try workloads.describeTaskDefinition(input)
            case "ListTaskDefinitions": workloads.listTaskDefinitions(input)
            case "DeregisterTaskDefinition": try workloads.deregisterTaskDefinition(input)
            case "DeleteTaskDefinitions": workloads.deleteTaskDefinitions(input)
            case "CreateService": try workloads.createService(input)
            case "UpdateService": try workloads.updateService(input)
            case "DeleteService": try workloads.deleteService(input)
            case "DescribeServices": try workloads.describeServices(input)
            case "ListServices": try workloads.listServices(input)
            case "ListServiceDeployments": try workloads.listServiceDeployments(input)
            case "DescribeServiceDeployments": try workloads.describeServiceDeployments(input)
            case "DescribeServiceRevisions": try workloads.describeServiceRevisions(input)
            case "StopServiceDeployment": try workloads.stopServiceDeployment(input)
            case "ContinueServiceDeployment": try workloads.continueServiceDeployment(input)
            case "RunTask": try workloads.runTask(input)
            case "StopTask": try workloads.stopTask(input)
            case "ListTasks": try workloads.listTasks(input)
            case "DescribeTasks": try workloads.describeTasks(input)
            case "ExecuteCommand": try workloads.executeCommand(input)
            default: throw FakeError.unknownOperation(request)
            }
        }
        return .output(output)
    }
}

/// A page of a list, whose token is the position of its first element.
struct FakePage<Element> {
    var elements: [Element]
    var nextToken: String?

    init(_ all: [Element], token: String?, limit: Int) {
        let start = min(token.flatMap { Int($0) } ?? 0, all.count)
        let end = min(start + max(limit, 1), all.count)
        elements = Array(all[start..<end])
        nextToken = end < all.count ? String(end) : nil
    }
}
