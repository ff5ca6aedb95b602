import Infra

/// The statements of all policies of a template.
enum PermissionGrants {
    /// The properties that hold the policy of a resource itself, by type.
    private static let resourcePolicies = [
        "AWS::ECR::Repository": "RepositoryPolicyText", "AWS::EC2::VPCEndpoint": "PolicyDocument",
        "AWS::KMS::Key": "KeyPolicy", "AWS::Backup::BackupVault": "AccessPolicy",
        "AWS::EFS::FileSystem": "FileSystemPolicy", "AWS::OpenSearchService::Domain": "AccessPolicies",
    ]
    /// The properties that name the resources of a policy that is a resource of its own, by type.
    private static let attachedPolicies = [
        "AWS::S3::BucketPolicy": "Bucket", "AWS::SQS::QueuePolicy": "Queues", "AWS::SNS::TopicPolicy": "Topics",
        "AWS::SecretsManager::ResourcePolicy": "SecretId",
    ]

    /// The statements, without repetition.
    static func all(in document: TemplateDocument) -> Set<PermissionGrant> {
        var grants: Set<PermissionGrant> = []
        for (id, resource) in document.resources {
            for grant in self.grants(id, resource) { grants.insert(grant) }
        }
        return grants
    }

    private static func grants(_ id: String, _ resource: TemplateDocument.Resource) -> [PermissionGrant] {
        let properties = resource.properties
        switch resource.type {
        case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group":
            var grants = statements(properties["AssumeRolePolicyDocument"], holder: id, .trust)
            for policy in properties["Policies"]?.elements ?? [] {
                grants += statements(policy["PolicyDocument"], holder: id, .identity)
            }
            for policy in properties["ManagedPolicyArns"]?.elements ?? [] { grants.append(attachment(policy, to: id)) }
            if let boundary = properties["PermissionsBoundary"] {
                grants.append(
                    PermissionGrant(
                        holder: id, relation: .identity, isDenial: true, principals: [],
                        actions: ["do anything beyond the boundary " + policyName(boundary)], resources: []))
            }
            return grants
        case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy",
            "AWS::IAM::GroupPolicy":
            let names = ["Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"]
            let holders = names.flatMap { properties[$0]?.elements ?? [] }.map(name)
            // A managed policy that nothing in the template uses grants its statements to those it is attached to elsewhere.
            return (holders.isEmpty ? [id] : holders).flatMap {
                statements(properties["PolicyDocument"], holder: $0, .identity)
            }
        case "AWS::Lambda::Permission": return [lambda(properties)]
        default: break
        }
        if let property = resourcePolicies[resource.type] {
            return statements(properties[property], holder: id, .resource)
        }
        guard let property = attachedPolicies[resource.type] else { return [] }
        return (properties[property]?.elements ?? []).map(name).flatMap {
            statements(properties["PolicyDocument"] ?? properties["ResourcePolicy"], holder: $0, .resource)
        }
    }

    private static func attachment(_ policy: TemplateExpression, to holder: String) -> PermissionGrant {
        PermissionGrant(
            holder: holder, relation: .identity, isDenial: false, principals: [],
            actions: ["do everything in the managed policy " + policyName(policy)], resources: [])
    }

    /// The name alone of a policy of AWS, whose ARN is longer than a line.
    private static func policyName(_ policy: TemplateExpression) -> String {
        let text = name(policy)
        guard let range = text.firstRange(of: ":iam::aws:policy/") else { return text }
        return String(text[range.upperBound...])
    }

    private static func lambda(_ properties: TemplateExpression) -> PermissionGrant {
        let conditions = ["SourceArn", "SourceAccount", "PrincipalOrgID"].compactMap { key in
            properties[key].map { "\(key) is \(ValueText.text($0))" }
        }
        return PermissionGrant(
            holder: properties["FunctionName"].map(name) ?? "?", relation: .resource, isDenial: false,
            principals: [properties["Principal"].map { "Service " + ValueText.text($0) } ?? "?"],
            actions: [properties["Action"].map(ValueText.text) ?? "?"], resources: [],
            condition: conditions.isEmpty ? nil : conditions.joined(separator: " and "))
    }

    private static func statements(
        _ document: TemplateExpression?, holder: String, _ relation: PermissionGrant.Relation
    ) -> [PermissionGrant] {
        (document?["Statement"]?.elements ?? []).compactMap { statement -> PermissionGrant? in
            guard case .object = statement else { return nil }
            var grant = PermissionGrant(
                holder: holder, relation: relation, isDenial: statement["Effect"]?.literal == "Deny", principals: [],
                actions: [], resources: [])
            func values(_ element: String) -> [String] {
                if statement["Not" + element] != nil { grant.negated.insert(element) }
                return (statement[element] ?? statement["Not" + element])?.elements.map(ValueText.text).sorted() ?? []
            }
            grant.actions = values("Action")
            grant.resources = values("Resource")
            if statement["NotPrincipal"] != nil { grant.negated.insert("Principal") }
            grant.principals = principals(statement["Principal"] ?? statement["NotPrincipal"])
            grant.condition = condition(statement["Condition"])
            return grant
        }
    }

    private static func principals(_ value: TemplateExpression?) -> [String] {
        (value?.members ?? []).flatMap { member -> [String] in
            member.value.elements.map { principal -> String in
                let text = ValueText.text(principal)
                return text == "*" ? "everyone" : member.key == "AWS" ? text : "\(member.key) \(text)"
            }
        }.sorted()
    }

    private static func condition(_ value: TemplateExpression?) -> String? {
        guard let value else { return nil }
        let tests = value.members.flatMap { test -> [String] in
            test.value.members.map { entry -> String in
                let values = entry.value.elements.map(ValueText.text).joined(separator: " or ")
                return "\(test.key)(\(entry.key), \(values))"
            }
        }
        return tests.isEmpty ? nil : tests.joined(separator: " and ")
    }

    /// The logical id in a reference, else the text.
    static func name(_ value: TemplateExpression) -> String {
        switch value {
        case .function("Ref", .string(let name)): name
        case .function("Fn::GetAtt", .list(let parts)): parts.first?.literal ?? ValueText.text(value)
        default: ValueText.text(value)
        }
    }
}
