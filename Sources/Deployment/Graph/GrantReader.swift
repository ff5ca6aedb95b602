import Infra

/// The permissions in the policies of a template.
enum GrantReader {
    /// A permission of a role on a resource of the environment.
    struct Grant: Sendable, Hashable {
        /// The role, if the policy is attached to one.
        let holder: ResourceIndex.Key?
        /// The resource.
        let target: ResourceIndex.Key
        /// The permission in words, such as `read secret`.
        let label: String
    }

    /// Returns the permissions that a resource's policies allow on resources of the environment.
    static func grants(of item: ResourceIndex.Item, in index: ResourceIndex) -> [Grant] {
        let properties = item.resource.properties
        let stack = item.key.stack
        switch item.resource.type {
        case "AWS::IAM::Role":
            let documents = (properties["Policies"]?.literalElements ?? []).compactMap { $0["PolicyDocument"] }
            return documents.flatMap { grants(in: $0, of: item.key, stack, index) }
        case "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy":
            guard let document = properties["PolicyDocument"] else { return [] }
            let roles = index.targets(of: properties["Roles"] ?? properties["RoleName"], in: stack).map(\.key)
            let holders: [ResourceIndex.Key?] = roles.isEmpty ? [nil] : roles
            return holders.flatMap { grants(in: document, of: $0, stack, index) }
        default: return []
        }
    }

    private static func grants(
        in document: TemplateExpression, of holder: ResourceIndex.Key?, _ stack: String, _ index: ResourceIndex
    ) -> [Grant] {
        (document["Statement"]?.literalElements ?? []).flatMap { statement -> [Grant] in
            guard statement["Effect"]?.literalText != "Deny" else { return [] }
            let actions = (statement["Action"]?.literalElements ?? []).compactMap(\.literalText)
            let resources = statement["Resource"]?.literalElements ?? []
            return resources.flatMap { resource in
                targets(of: resource, stack, index).map { target in
                    Grant(holder: holder, target: target.key, label: label(actions, target))
                }
            }
        }
    }

    private static func targets(
        of resource: TemplateExpression, _ stack: String, _ index: ResourceIndex
    ) -> [ResourceIndex.Item] {
        let found = index.targets(of: resource, in: stack)
        guard found.isEmpty, let name = repositoryName(in: resource) else { return found }
        return index.items.filter {
            $0.resource.type == "AWS::ECR::Repository" && $0.resource.properties["RepositoryName"]?.literalText == name
        }
    }

    /// The name of an image repository in an ARN that consists of texts and pseudo parameters.
    private static func repositoryName(in resource: TemplateExpression) -> String? {
        guard case .substitution(let parts) = resource else { return nil }
        let text = parts.map { part in if case .text(let text) = part { text } else { "" } }.joined()
        let pieces = text.split(separator: ":repository/", maxSplits: 1)
        return text.contains(":ecr:") && pieces.count == 2 ? String(pieces[1]) : nil
    }

    /// The nouns of services whose resources other services' resources stand for, such as the secret that RDS keeps.
    private static let nouns = ["secretsmanager": "secret", "kms": "key", "logs": "logs"]

    /// The service of all actions; empty for actions of several services.
    private static func service(of actions: [String]) -> String {
        let services = Set(actions.map { String($0.prefix { $0 != ":" }) })
        return services.count == 1 ? services.first ?? "" : ""
    }

    /// The permission in words.
    private static func label(_ actions: [String], _ target: ResourceIndex.Item) -> String {
        if actions == ["rds-db:connect"] { return "IAM login" }
        let noun = nouns[service(of: actions)] ?? ResourceKind.kind(of: target.resource.type).noun
        let verbs = actions.map { $0.split(separator: ":").last.map(String.init) ?? $0 }
        let reading = ["Get", "List", "Describe", "BatchGet", "BatchCheck", "Receive", "Read", "Query", "Scan"]
        let writing = ["Put", "Create", "Send", "Publish", "Write", "Upload"]
        if verbs.allSatisfy({ verb in reading.contains { verb.hasPrefix($0) } }) { return "read \(noun)" }
        if verbs.allSatisfy({ verb in writing.contains { verb.hasPrefix($0) } }) { return "write \(noun)" }
        return "use \(noun)"
    }
}
