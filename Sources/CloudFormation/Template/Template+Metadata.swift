extension Template {
    /// The template with more metadata of resources.
    /// - Parameter notes: Members of `Metadata` by logical id; a member replaces one of the same name.
    package func annotated(_ notes: [String: [TemplateExpression.Member]]) -> Template {
        let annotated = resources.map { resource in
            guard let members = notes[resource.logicalID], !members.isEmpty else { return resource }
            var options = resource.options
            var all: [TemplateExpression.Member] = []
            if case .object(let given)? = options.metadata { all = given }
            for member in members {
                all.removeAll { $0.key == member.key }
                all.append(member)
            }
            options.metadata = .object(all)
            return Resource(
                logicalID: resource.logicalID, path: resource.path, type: resource.type,
                properties: resource.properties, options: options)
        }
        return Template(
            description: description, transforms: transforms, parameters: parameters, mappings: mappings,
            conditions: conditions,
            resources: annotated, outputs: outputs)
    }
}
