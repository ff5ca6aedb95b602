/// The unit CloudFormation deploys: resources that are made, changed and removed together.
public final class Stack {
    /// The name CloudFormation knows the stack by: a letter, then letters, digits and hyphens, at most 128.
    public let name: String
    /// What the stack is for, in a sentence.
    public let description: String
    /// Tags for every taggable resource of the stack; they win over the app's.
    public let tags: [String: String]

    struct Entry {
        var path: [String]
        var properties: any ResourceProperties
        var options: ResourceOptions
    }

    private let appTags: [String: String]
    private var resources: [LogicalID: Entry] = [:]
    private var parameters: [LogicalID: ParameterProperties] = [:]
    private var mappings: [LogicalID: TemplateExpression] = [:]
    private var conditions: [LogicalID: TemplateExpression] = [:]
    private var outputs: [LogicalID: Output] = [:]
    private var problems: [SynthesisProblem] = []
    private var owners: [LogicalID: String] = [:]

    /// Makes a stack in an app.
    public init(_ app: App, _ name: String, description: String, tags: [String: String] = [:]) {
        self.name = name
        self.description = description
        self.tags = tags
        appTags = app.tags
        app.adopt(self)
    }

    /// The stack's root, where constructs are added.
    public var scope: Scope { Scope(stack: self, path: []) }

    /// The names of what this stack exports.
    var exportNames: [String] { outputs.values.compactMap(\.exportName).sorted() }

    func insert(_ entry: Entry, at id: LogicalID) {
        if claim(id, for: entry.path) { resources[id] = entry }
    }

    func insert(_ parameter: ParameterProperties, at id: LogicalID, path: [String]) {
        if claim(id, for: path) { parameters[id] = parameter }
    }

    func insert(condition: TemplateExpression, at id: LogicalID, path: [String]) {
        if claim(id, for: path) { conditions[id] = condition }
    }

    func insert(mapping: TemplateExpression, at id: LogicalID, path: [String]) {
        if claim(id, for: path) { mappings[id] = mapping }
    }

    /// Outputs have names of their own kind, so a resource may share one.
    func insert(_ output: Output, at id: LogicalID) {
        if outputs.updateValue(output, forKey: id) != nil {
            report(id.name, "there are two outputs of this name; name one differently")
        }
    }

    func update(_ id: LogicalID, _ change: (inout Entry) -> Void) {
        guard var entry = resources[id] else { return }
        change(&entry)
        resources[id] = entry
    }

    func entry(_ id: LogicalID) -> Entry? { resources[id] }

    /// Notes a problem for synthesis to report; constructs use it instead of stopping.
    /// - Parameters:
    ///   - place: the path or name in this stack.
    ///   - message: what is wrong and what to do.
    public func report(_ place: String, _ message: String) {
        problems.append(SynthesisProblem("\(name)/\(place)", message))
    }

    private func claim(_ id: LogicalID, for path: [String]) -> Bool {
        let place = path.joined(separator: "/")
        if id.name.isEmpty {
            report(place, "the id has no letter or digit, so it gives no logical id")
            return false
        }
        if let other = owners[id] {
            report(place, "its logical id \(id) is taken by \(other); give one of them another id")
            return false
        }
        owners[id] = place
        return true
    }
}

extension Stack {
    /// The template as it stands; `check()` tells whether it may be used.
    func template() -> Template {
        Template(
            description: description,
            parameters: parameters.sorted { $0.key < $1.key }.map { Template.Entry($0.key.name, $0.value.expression) },
            mappings: mappings.sorted { $0.key < $1.key }.map { Template.Entry($0.key.name, $0.value) },
            conditions: conditions.sorted { $0.key < $1.key }.map { Template.Entry($0.key.name, $0.value) },
            resources: resources.sorted { $0.key < $1.key }.map { id, entry in
                Template.Resource(
                    logicalID: id.name, path: entry.path.joined(separator: "/"), type: entry.properties.resourceType,
                    properties: properties(of: entry), options: entry.options)
            },
            outputs: outputs.sorted { $0.key < $1.key }.map { Template.Entry($0.key.name, $0.value.expression) })
    }

    private func properties(of entry: Entry) -> TemplateExpression {
        var writer = PropertyWriter()
        entry.properties.render(into: &writer)
        for override in entry.options.overrides { writer.override(override.key, with: override.value) }
        if let tagging = entry.properties.facts?.tagging {
            let all = appTags.merging(tags) { $1 }.merging(entry.options.tags) { $1 }
            writer.apply(tags: all, tagging)
        }
        return writer.expression
    }

    func check() -> [SynthesisProblem] {
        StackCheck(stack: name, template: template()).problems(after: problems)
    }
}
