import AWSOperations
import Foundation

/// The values that the tests of stacks share.
enum Sample {
    static let stack = "weir-dev-service"
    static let stackID =
        "arn:aws:cloudformation:eu-central-1:111122223333:stack/weir-dev-service/4a5b6c70-0000-11f0-8000-0a1b2c3d4e5f"
    static let service = "arn:aws:ecs:eu-central-1:111122223333:service/weir-dev/api"
    static let token = "weir-7"
    static let start = Date(timeIntervalSince1970: 1_893_456_000)
}

extension StackEvent {
    /// An event of a resource, or of the stack with the logical id `stack`, some seconds after the start.
    static func sample(
        _ logicalID: String = "stack", _ status: ResourceStatus, _ reason: String? = nil, at seconds: Double = 0,
        type: String = "AWS::S3::Bucket", physicalID: String? = nil, token: String? = Sample.token,
        operation: String? = nil
    ) -> StackEvent {
        let isStack = logicalID == "stack"
        return StackEvent(
            id: "\(logicalID)-\(status.rawValue)-\(seconds)-\(token ?? "none")", stackID: Sample.stackID,
            stackName: Sample.stack, logicalID: isStack ? Sample.stack : logicalID,
            physicalID: isStack ? Sample.stackID : physicalID, type: isStack ? "AWS::CloudFormation::Stack" : type,
            time: Sample.start + seconds, status: status, reason: reason, operationID: operation,
            clientRequestToken: token)
    }

    /// An event of the stack's service.
    static func service(_ status: ResourceStatus, _ reason: String? = nil, at seconds: Double = 0) -> StackEvent {
        sample("Service", status, reason, at: seconds, type: "AWS::ECS::Service", physicalID: Sample.service)
    }
}

extension StackDescription {
    /// A description of the stack.
    static func sample(
        _ status: StackStatus, operations: [String] = [], updated: Double? = nil, outputs: [String: String] = [:]
    ) -> StackDescription {
        StackDescription(
            id: Sample.stackID, name: Sample.stack, status: status, outputs: outputs,
            lastOperations: operations.map { StackOperationEntry(type: "UPDATE_STACK", id: $0) },
            creationTime: Sample.start - 86400, lastUpdatedTime: updated.map { Sample.start + $0 })
    }
}
