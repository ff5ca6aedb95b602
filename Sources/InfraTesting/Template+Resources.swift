public import CloudFormation

/// Queries of a template for use in `#expect`.
extension Template {
    /// Returns the resources of a type, ordered by logical id.
    public func resources(ofType type: String) -> [Template.Resource] {
        resources.filter { $0.type == type }
    }

    /// Returns the number of resources of a type.
    public func count(of type: String) -> Int {
        resources(ofType: type).count
    }

    /// Returns a Boolean value that indicates whether a resource of the type has at least these properties.
    ///
    ///     #expect(template.hasResource("AWS::EC2::VPC", with: ["CidrBlock": "10.0.0.0/16"]))
    public func hasResource(_ type: String, with properties: TemplateExpression = [:]) -> Bool {
        resources(ofType: type).contains { PropertyPattern(properties).mismatch(in: $0.properties) == nil }
    }

    /// Returns the mismatch of a resource with a pattern; nil if it matches. A failing `#expect(… == nil)` shows the mismatch.
    public func mismatch(_ logicalID: String, type: String? = nil, with properties: TemplateExpression = [:]) -> String?
    {
        guard let resource = resource(logicalID) else {
            return "there is no \(logicalID); there is \(resources.map(\.logicalID).joined(separator: ", "))"
        }
        if let type, resource.type != type { return "\(logicalID) is a \(resource.type), not a \(type)" }
        return PropertyPattern(properties).mismatch(in: resource.properties)
    }

    /// Returns a property of a resource by its path, such as `Tags/0/Key`.
    public func property(_ logicalID: String, _ path: String) -> TemplateExpression? {
        var current = resource(logicalID)?.properties.plainJSON
        for part in path.split(separator: "/") {
            if case .list(let elements)? = current, let index = Int(part) {
                current = elements.indices.contains(index) ? elements[index] : nil
            } else {
                current = current?[String(part)]
            }
        }
        return current
    }

    /// Returns an output's value.
    public func output(_ name: String) -> TemplateExpression? {
        outputs.first { $0.name == name }?.value.plainJSON["Value"]
    }

    /// The names of the stack's exports, sorted.
    public var exportNames: [String] {
        outputs.compactMap { output -> String? in
            guard case .string(let name)? = output.value["Export"]?["Name"] else { return nil }
            return name
        }.sorted()
    }

    /// The names of the exports that the stack imports, sorted, each once.
    public var importedNames: [String] {
        var names: Set<String> = []
        func visit(_ expression: TemplateExpression) {
            switch expression {
            case .object(let members):
                for member in members {
                    if member.key == "Fn::ImportValue", case .string(let name) = member.value { names.insert(name) }
                    visit(member.value)
                }
            case .list(let elements): for element in elements { visit(element) }
            default: break
            }
        }
        visit(expression.plainJSON)
        return names.sorted()
    }
}
