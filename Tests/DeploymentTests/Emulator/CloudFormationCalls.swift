import AWSClient

/// The calls of CloudFormation that the tests deploy with.
enum CloudFormationCalls {
    struct CreateChangeSet: QueryOperation {
        typealias Output = String

        static let service = AWSService.cloudFormation
        static let name = "CreateChangeSet"

        let stack: String
        let changeSet: String
        let isNew: Bool
        let template: TemplateSource

        var parameters: QueryParameters {
            var parameters = QueryParameters()
            parameters.add("StackName", stack)
            parameters.add("ChangeSetName", changeSet)
            parameters.add("ChangeSetType", isNew ? "CREATE" : "UPDATE")
            parameters.add("Capabilities", list: ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"])
            switch template {
            case .body(let json): parameters.add("TemplateBody", json)
            case .address(let url): parameters.add("TemplateURL", url)
            }
            return parameters
        }

        static func output(from result: ResponseElement) throws -> String { result.text("Id") ?? "" }
    }

    struct DescribeChangeSet: QueryOperation {
        typealias Output = ChangeSet

        static let service = AWSService.cloudFormation
        static let name = "DescribeChangeSet"

        let changeSet: String

        var parameters: QueryParameters {
            var parameters = QueryParameters()
            parameters.add("ChangeSetName", changeSet)
            return parameters
        }

        static func output(from result: ResponseElement) throws -> ChangeSet {
            let changes = result["Changes"]?.children.compactMap { $0["ResourceChange"] } ?? []
            return ChangeSet(
                status: result.text("Status") ?? "", reason: result.text("StatusReason") ?? "",
                changes: changes.map { change in
                    ChangeSet.Change(
                        action: change.text("Action") ?? "", logicalID: change.text("LogicalResourceId") ?? "",
                        type: change.text("ResourceType") ?? "", replacement: change.text("Replacement"),
                        scope: change["Scope"]?.children.map(\.text) ?? [])
                })
        }
    }

    struct ExecuteChangeSet: QueryOperation {
        typealias Output = EmptyOutput

        static let service = AWSService.cloudFormation
        static let name = "ExecuteChangeSet"

        let changeSet: String

        var parameters: QueryParameters {
            var parameters = QueryParameters()
            parameters.add("ChangeSetName", changeSet)
            return parameters
        }

        static func output(from result: ResponseElement) throws -> EmptyOutput { EmptyOutput() }
    }

    /// The status and outputs of a stack.
    struct DescribeStacks: QueryOperation {
        typealias Output = EmulatedStack

        static let service = AWSService.cloudFormation
        static let name = "DescribeStacks"

        let stack: String

        var parameters: QueryParameters {
            var parameters = QueryParameters()
            parameters.add("StackName", stack)
            return parameters
        }

        static func output(from result: ResponseElement) throws -> EmulatedStack {
            guard let stack = result["Stacks"]?.children.first else { return EmulatedStack() }
            var outputs: [String: String] = [:]
            for output in stack["Outputs"]?.children ?? [] {
                outputs[output.text("OutputKey") ?? ""] = output.text("OutputValue")
            }
            return EmulatedStack(
                status: stack.text("StackStatus") ?? "", reason: stack.text("StackStatusReason") ?? "", outputs: outputs
            )
        }
    }

    /// The reasons of failures in a stack's events, the first one first.
    struct DescribeStackEvents: QueryOperation {
        typealias Output = [String]

        static let service = AWSService.cloudFormation
        static let name = "DescribeStackEvents"

        let stack: String

        var parameters: QueryParameters {
            var parameters = QueryParameters()
            parameters.add("StackName", stack)
            return parameters
        }

        static func output(from result: ResponseElement) throws -> [String] {
            let failed = result["StackEvents"]?.children.filter {
                $0.text("ResourceStatus")?.hasSuffix("_FAILED") == true
            }
            return (failed ?? []).reversed().map {
                "\($0.text("LogicalResourceId") ?? ""): \($0.text("ResourceStatusReason") ?? "")"
            }
        }
    }

    /// The physical ids of a stack's resources by their logical ids.
    struct DescribeStackResources: QueryOperation {
        typealias Output = [String: String]

        static let service = AWSService.cloudFormation
        static let name = "DescribeStackResources"

        let stack: String

        var parameters: QueryParameters {
            var parameters = QueryParameters()
            parameters.add("StackName", stack)
            return parameters
        }

        static func output(from result: ResponseElement) throws -> [String: String] {
            var ids: [String: String] = [:]
            for resource in result["StackResources"]?.children ?? [] {
                ids[resource.text("LogicalResourceId") ?? ""] = resource.text("PhysicalResourceId")
            }
            return ids
        }
    }
}

/// The place of a template: in the request, or in a bucket.
enum TemplateSource: Sendable {
    case body(String)
    case address(String)
}

/// A change set of the emulator.
struct ChangeSet: Sendable {
    /// A change of a resource.
    struct Change: Sendable, Hashable {
        let action: String
        let logicalID: String
        let type: String
        /// `True`, `False` or `Conditional`; nil for resources that are added or removed.
        let replacement: String?
        /// The changed parts of the definition, such as `Properties` and `Metadata`.
        let scope: [String]
    }

    var status: String
    var reason: String
    var changes: [Change]

    /// `true` for a change set that CloudFormation refused to make because nothing changes.
    var isEmpty: Bool { reason.contains("didn't contain changes") || changes.isEmpty }
}

/// A stack of the emulator.
struct EmulatedStack: Sendable {
    var status = ""
    var reason = ""
    var outputs: [String: String] = [:]
}
