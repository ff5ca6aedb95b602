/// The unit of deployment in CloudFormation: resources that are created, updated and deleted together.
public final class Stack {
    /// The stack's name in CloudFormation: a letter, then letters, digits and hyphens, at most 128.
    public let name: String
    /// The stack's purpose, in a sentence.
    public let description: String
    /// Tags for every taggable resource of the stack; they override the app's.
    public let tags: [String: String]

    struct Entry {
        /// The path of the resource, its own id included.
        var path: [String]
        /// The path of the scope that added it.
        var scope: [String]
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
    private var constructs: [[String]: String] = [:]
    private var used: Set<String> = []
    private var sharedParameters: Set<LogicalID> = []
    private var transforms: Set<String> = []

    /// Creates a stack in an app.
    public init(_ app: App, _ name: String, description: String, tags: [String: String] = [:]) {
        self.name = name
        self.description = description
        self.tags = tags
        appTags = app.tags
        app.adopt(self)
    }

    /// The stack's root scope.
    public var scope: Scope { Scope(stack: self, path: []) }

    /// The names of the stacks whose shared values this one uses, sorted.
    public var dependencies: [String] { used.sorted() }

    /// The names of the stack's exports.
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

    func insert(transform: String) {
        transforms.insert(transform)
    }

    /// Adds an output. Outputs have a namespace of their own, so a resource may have the same name.
    func insert(_ output: Output, at id: LogicalID) {
        if outputs.updateValue(output, forKey: id) != nil {
            report(id.name, "there are two outputs of this name; rename one")
        }
    }

    func update(_ id: LogicalID, _ change: (inout Entry) -> Void) {
        guard var entry = resources[id] else { return }
        change(&entry)
        resources[id] = entry
    }

    /// Changes every resource of a type that the stack has so far.
    public func updateAll<Properties: ResourceProperties>(_ type: Properties.Type, _ change: (inout Properties) -> Void)
    {
        for (id, entry) in resources {
            guard var properties = entry.properties as? Properties else { continue }
            change(&properties)
            resources[id]?.properties = properties
        }
    }

    func record(construct: String, at path: [String]) {
        if let other = constructs.updateValue(construct, forKey: path) {
            report(
                path.joined(separator: "/"),
                "there are two constructs of this id, a \(other) and a \(construct); give one another id")
        }
    }

    /// Records that a parameter reads a value of another stack. The template has it only if something refers to it.
    func record(sharedParameter id: LogicalID, of stack: String) {
        used.insert(stack)
        sharedParameters.insert(id)
    }

    /// The logical id of the resource at a path, if it has the type.
    func logicalID(at path: [String], _ type: (some ResourceProperties).Type) -> LogicalID? {
        func isWanted(_ entry: Entry) -> Bool {
            entry.path == path && Swift.type(of: entry.properties) == type
        }
        let natural = LogicalID(path: path)
        if let entry = resources[natural], isWanted(entry) { return natural }
        return resources.first { isWanted($0.value) }?.key
    }

    func facts(of id: LogicalID) -> ResourceFacts? { resources[id]?.properties.facts }

    func path(of id: LogicalID) -> String? { resources[id]?.path.joined(separator: "/") }

    /// A Boolean value that indicates whether the stack has an element of this logical id.
    package func has(_ id: LogicalID) -> Bool { owners[id] != nil }

    /// Records a problem, which synthesis reports; constructs do this instead of stopping.
    /// - Parameters:
    ///   - place: The path or name in this stack.
    ///   - message: What is wrong, what is expected, and what to do.
    public func report(_ place: String, _ message: String) {
        problems.append(SynthesisProblem(place.isEmpty ? name : "\(name)/\(place)", message))
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
    /// The template, with the problems that constructs reported and those found while rendering.
    func render() -> (template: Template, problems: [SynthesisProblem]) {
        var found = problems
        let rendered = resources.sorted { $0.key < $1.key }.map { id, entry in
            Template.Resource(
                logicalID: id.name, path: entry.path.joined(separator: "/"), type: entry.properties.resourceType,
                properties: properties(of: entry, &found), options: entry.options)
        }
        let conditions = conditions.sorted { $0.key < $1.key }.map { Template.Entry($0.key.name, $0.value) }
        let outputs = outputs.sorted { $0.key < $1.key }.map { Template.Entry($0.key.name, $0.value.expression) }
        let declared = parameters.sorted { $0.key < $1.key }.filter { id, _ in
            !sharedParameters.contains(id)
                || isReferred(id, in: rendered.map(\.body) + (conditions + outputs).map(\.value))
        }
        let template = Template(
            description: description, transforms: transforms.sorted(),
            parameters: declared.map { Template.Entry($0.key.name, $0.value.expression) },
            mappings: mappings.sorted { $0.key < $1.key }.map { Template.Entry($0.key.name, $0.value) },
            conditions: conditions, resources: rendered, outputs: outputs)
        return (template, found)
    }

    private func isReferred(_ id: LogicalID, in expressions: [TemplateExpression]) -> Bool {
        var isReferred = false
        for expression in expressions {
            expression.walk { part in
                if case .ref(let reference) = part, reference.name == id.name { isReferred = true }
            }
        }
        return isReferred
    }

    private func properties(of entry: Entry, _ found: inout [SynthesisProblem]) -> TemplateExpression {
        var messages: [String] = []
        var writer = PropertyWriter()
        entry.properties.render(into: &writer)
        for override in entry.options.overrides {
            if let message = writer.override(override.key, with: override.value) { messages.append(message) }
        }
        let tags = appTags.merging(tags) { $1 }.merging(entry.options.tags) { $1 }
        if let tagging = entry.properties.tagging {
            if let message = writer.apply(tags: tags, tagging) { messages.append(message) }
        } else if !tags.isEmpty {
            messages.append(
                "the stack's tags are not added: the form in which \(entry.properties.resourceType) takes tags is not "
                    + "known; pass tagging: .list(\"Tags\"), .map(\"Tags\") or .unsupported")
        }
        let place = entry.path.joined(separator: "/")
        found += messages.map { SynthesisProblem("\(name)/\(place)", $0) }
        return writer.expression
    }

    /// The stack's construct tree.
    public var tree: ConstructNode {
        var paths = Set(constructs.keys)
        for entry in resources.values { paths.insert(entry.scope) }
        // Every group between the stack and a construct is a node too.
        for path in paths { for length in 0..<path.count { paths.insert(Array(path.prefix(length))) } }
        let children = Dictionary(grouping: paths.filter { !$0.isEmpty }) { Array($0.dropLast()) }
        var owned: [[String]: [String]] = [:]
        for (id, entry) in resources { owned[entry.scope, default: []].append(id.name) }
        func node(_ path: [String]) -> ConstructNode {
            ConstructNode(
                path: path, construct: constructs[path], resources: owned[path, default: []].sorted(),
                children: children[path, default: []].sorted { ($0.last ?? "") < ($1.last ?? "") }.map(node))
        }
        return node([])
    }
}
