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
        guard let lines = lines[type] else { return nil }
        var actions: Set<String> = []
        for line in lines {
            let words = line.split(separator: UInt8(ascii: " "))
            guard words.count > 2, let handler = Handler(rawValue: String(words[1]) ?? ""), handlers.contains(handler)
            else { continue }
            actions.formUnion(words[2...].compactMap { String($0) })
        }
        return actions.sorted()
    }

    /// The table's lines of each type. They are taken apart when the type is asked for: a stack has some tens of the types.
    private static let lines: [String: [Substring.UTF8View]] = {
        var lines: [String: [Substring.UTF8View]] = [:]
        for line in table.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let end = line.firstIndex(of: UInt8(ascii: " ")), let type = String(line[..<end]) else { continue }
            lines[type, default: []].append(line)
        }
        return lines
    }()
}
