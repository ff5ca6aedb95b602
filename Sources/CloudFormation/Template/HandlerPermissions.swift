/// The IAM actions that CloudFormation needs to handle resources of the generated types, as the registry declares them.
///
///     HandlerPermissions.actions(of: "AWS::SQS::Queue", for: [.create])
///     // ["sqs:CreateQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags", "sqs:TagQueue"]
public enum HandlerPermissions {
    /// An operation of CloudFormation on a resource.
    public enum Handler: String, Sendable, Hashable, CaseIterable {
        /// The creation.
        case create
        /// The reading of the present state, for drift detection and `Fn::GetAtt`.
        case read
        /// The change in place.
        case update
        /// The deletion.
        case delete
        /// The listing of all resources of the type.
        case list
    }

    /// The actions of a type's handlers, sorted.
    /// - Parameters:
    ///   - type: The name of a resource type.
    ///   - handlers: The handlers; by default those of deployments, which never list.
    /// - Returns: The actions, such as `sqs:CreateQueue`; nil for a type that has no generated Swift type.
    public static func actions(
        of type: String, for handlers: Set<Handler> = [.create, .read, .update, .delete]
    ) -> [String]? {
        guard let found = all[type] else { return nil }
        return Set(handlers.flatMap { found[$0] ?? [] }).sorted()
    }

    private static let all: [String: [Handler: [String]]] = {
        var all: [String: [Handler: [String]]] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 2, let handler = Handler(rawValue: words[1]) else { continue }
            all[words[0], default: [:]][handler] = Array(words[2...])
        }
        return all
    }()
}
