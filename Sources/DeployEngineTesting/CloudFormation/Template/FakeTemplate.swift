/// A template of CloudFormation in JSON.
package struct FakeTemplate: Sendable, Hashable {
    /// A resource's definition.
    package struct Resource: Sendable, Hashable {
        /// The type.
        package var type: String
        /// The properties with functions.
        package var properties: FakeValue
        /// The condition's name; nil without one.
        package var condition: String?
        /// The logical ids that `DependsOn` names.
        package var dependsOn: Set<String>
        /// The deletion policy; `Delete` without one.
        package var deletionPolicy: String
        /// The policy for the old resource of a replacement; `Delete` without one.
        package var updateReplacePolicy: String
    }

    /// The document.
    package let document: FakeValue
    /// The resources by their logical ids.
    package let resources: [String: Resource]

    /// Parses and validates a template.
    /// - Throws: A validation error of CloudFormation.
    package init(_ body: String) throws(FakeError) {
        let document: FakeValue
        do {
            document = try FakeValue(json: body)
        } catch {
            throw .validation("Template format error: JSON not well-formed. (byte \(error.offset))")
        }
        guard case .object(let definitions)? = document["Resources"], !definitions.isEmpty else {
            throw .validation("Template format error: At least one Resources member must be defined.")
        }
        self.document = document
        var resources: [String: Resource] = [:]
        for (id, definition) in definitions {
            guard id.allSatisfy({ $0.isLetter || $0.isNumber }) else {
                throw .validation("Template format error: Resource name \(id) is non alphanumeric.")
            }
            guard let type = definition["Type"]?.text else {
                throw .validation(
                    "Template format error: [/Resources/\(id)] Every Resources object must contain a Type member.")
            }
            let depends = definition["DependsOn"]
            resources[id] = Resource(
                type: type, properties: definition["Properties"] ?? [:], condition: definition["Condition"]?.text,
                dependsOn: Set(depends?.text.map { [$0] } ?? depends?.texts ?? []),
                deletionPolicy: definition["DeletionPolicy"]?.text ?? "Delete",
                updateReplacePolicy: definition["UpdateReplacePolicy"]?.text ?? "Delete")
        }
        self.resources = resources
        try checkReferences()
        if let cycle = graph.cycle {
            throw .validation("Circular dependency between resources: [\(cycle.joined(separator: ", "))]")
        }
    }

    /// The dependencies between resources.
    var graph: TemplateGraph {
        TemplateGraph(
            after: Dictionary(
                uniqueKeysWithValues: resources.map { id, resource in
                    (
                        id,
                        resource.dependsOn.union(References(of: resource.properties).resources(in: self)).subtracting([
                            id
                        ])
                    )
                }))
    }

    /// The declarations of parameters.
    package var parameters: [String: FakeValue] { document["Parameters"]?.members ?? [:] }

    private func checkReferences() throws(FakeError) {
        let known = Set(resources.keys).union(parameters.keys)
        var missing: Set<String> = []
        for resource in resources.values {
            missing.formUnion(resource.dependsOn.subtracting(resources.keys))
            let references = References(of: resource.properties)
            missing.formUnion(references.names.filter { !known.contains($0) && !$0.hasPrefix("AWS::") })
        }
        for output in (document["Outputs"]?.members ?? [:]).values {
            missing.formUnion(References(of: output).names.filter { !known.contains($0) && !$0.hasPrefix("AWS::") })
        }
        guard missing.isEmpty else {
            throw .validation(
                "Template format error: Unresolved resource dependencies [\(missing.sorted().joined(separator: ", "))] in the Resources block of the template"
            )
        }
        for (id, resource) in resources {
            if let condition = resource.condition, document["Conditions"]?[condition] == nil {
                throw .validation(
                    "Template format error: Unresolved condition dependency \(condition) in the Resources block of the template (\(id))"
                )
            }
        }
    }

    /// The capabilities that the template requires.
    var requiredCapability: String? {
        let types = resources.values.filter { $0.type.hasPrefix("AWS::IAM::") }
        let names = ["RoleName", "UserName", "GroupName", "ManagedPolicyName", "InstanceProfileName"]
        if types.contains(where: { type in names.contains { type.properties[$0] != nil } }) {
            return "CAPABILITY_NAMED_IAM"
        }
        let kinds: Set<String> = [
            "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy",
            "AWS::IAM::InstanceProfile", "AWS::IAM::AccessKey", "AWS::IAM::UserToGroupAddition",
        ]
        return types.contains { kinds.contains($0.type) } ? "CAPABILITY_IAM" : nil
    }
}
