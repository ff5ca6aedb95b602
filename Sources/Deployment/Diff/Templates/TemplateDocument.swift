package import Infra

/// A template in canonical form, from a file, from synthesis or from a stack.
package struct TemplateDocument: Sendable, Hashable {
    /// A resource of a template.
    package struct Resource: Sendable, Hashable {
        /// The CloudFormation type.
        package let type: String
        /// The properties, an object.
        package let properties: TemplateExpression
        /// The attributes beside the properties by name: `DependsOn`, `DeletionPolicy`, `Condition`, `Metadata`….
        package let attributes: [String: TemplateExpression]

        /// The facts of the type; nil for a type that is unknown to this build.
        package var facts: ResourceFacts? { ResourceFacts.known[type] }

        /// The text of a literal property.
        package func literal(_ property: String) -> String? { properties[property]?.literal }
    }

    /// The sections with named entries, in their customary order.
    package static let sections = ["Parameters", "Rules", "Mappings", "Conditions", "Outputs"]

    /// The resources by logical id.
    package let resources: [String: Resource]
    /// The entries of the other sections by section and name.
    package let entries: [String: [String: TemplateExpression]]
    /// The other members of the template: `Description`, `Transform`, `Metadata`….
    package let others: [String: TemplateExpression]

    /// The template of a stack that does not exist.
    package static let empty = TemplateDocument(resources: [:], entries: [:], others: [:])

    private init(
        resources: [String: Resource], entries: [String: [String: TemplateExpression]],
        others: [String: TemplateExpression]
    ) {
        self.resources = resources
        self.entries = entries
        self.others = others
    }

    /// Reads a template's text, JSON or YAML.
    package init(text: String) throws(TemplateReadingError) {
        try self.init(try TemplateDocument.expression(text))
    }

    /// The expression in a template's text. A text that begins with a brace is JSON.
    package static func expression(_ text: String) throws(TemplateReadingError) -> TemplateExpression {
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace && $0 != "\u{FEFF}" }
        guard first == "{" else { return try YAMLTemplate.parse(text) }
        do {
            return try JSONReader.parse(text)
        } catch {
            throw TemplateReadingError("\(error.line):\(error.column): this is not JSON: \(error.message)")
        }
    }

    /// Reads a synthesized template.
    package init(_ template: Template) throws(TemplateReadingError) {
        try self.init(template.expression)
    }

    /// Reads a template.
    package init(_ expression: TemplateExpression) throws(TemplateReadingError) {
        guard case .object(let members) = expression, expression["Resources"] != nil else {
            throw TemplateReadingError("this is no template: it has no Resources")
        }
        var resources: [String: Resource] = [:]
        var entries: [String: [String: TemplateExpression]] = [:]
        var others: [String: TemplateExpression] = [:]
        for member in members {
            guard member.key == "Resources" || TemplateDocument.sections.contains(member.key) else {
                if member.key != "AWSTemplateFormatVersion" { others[member.key] = CanonicalForm.of(member.value) }
                continue
            }
            guard case .object(let content) = member.value else {
                throw TemplateReadingError("\(member.key) is not an object; expected entries by name")
            }
            if member.key == "Resources" {
                for entry in content { resources[entry.key] = try TemplateDocument.resource(entry) }
            } else {
                let canonical = content.map { ($0.key, CanonicalForm.of($0.value)) }
                entries[member.key] = Dictionary(canonical) { first, _ in first }
            }
        }
        self.init(resources: resources, entries: entries, others: others)
    }

    private static func resource(_ entry: TemplateExpression.Member) throws(TemplateReadingError) -> Resource {
        // A loop over resources is expanded by a transform in AWS; its content stands for itself here.
        if entry.key.hasPrefix("Fn::ForEach") {
            return Resource(
                type: "Fn::ForEach", properties: .object([.init("Body", CanonicalForm.of(entry.value))]),
                attributes: [:])
        }
        guard case .object(let members) = entry.value, let type = entry.value["Type"], case .string(let name) = type
        else { throw TemplateReadingError("the resource \(entry.key) has no Type") }
        var attributes: [String: TemplateExpression] = [:]
        for member in members where member.key != "Type" && member.key != "Properties" {
            let value = CanonicalForm.of(member.value)
            // One name equals a list of one, and the order has no meaning.
            attributes[member.key] =
                member.key == "DependsOn" ? .list(ListOrder.sorted(value.elements)) : value
        }
        let facts = ResourceFacts.known[name]
        let properties = CanonicalForm.of(entry.value["Properties"] ?? .object([]))
        return Resource(type: name, properties: UnorderedLists.sorted(properties, facts), attributes: attributes)
    }
}
