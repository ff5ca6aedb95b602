/// The root of a construct tree: the stacks that are synthesized together.
///
///     let app = App(tags: ["Team": "data"])
///     let stack = Stack(app, "orders", description: "The queue of orders")
///     stack.scope.add("Queue", AWS.SQS.Queue(visibilityTimeout: 60))
///     print(try app.synthesize()[0].template.json)
public final class App {
    /// Tags for every taggable resource of every stack.
    public let tags: [String: String]
    /// The stacks in the order of their creation, which is the order of deployment.
    public private(set) var stacks: [Stack] = []

    /// Creates an empty app.
    public init(tags: [String: String] = [:]) {
        self.tags = tags
    }

    func adopt(_ stack: Stack) {
        stacks.append(stack)
    }

    /// Renders every stack's template, each once.
    /// - Throws: `SynthesisError` with every problem of every stack.
    public func synthesize() throws(SynthesisError) -> [StackTemplate] {
        var problems: [SynthesisProblem] = []
        var templates: [StackTemplate] = []
        var exports: [String: String] = [:]
        var earlier: Set<String> = []
        for stack in stacks {
            if earlier.contains(stack.name) {
                problems.append(SynthesisProblem(stack.name, "there are two stacks of this name; rename one"))
            }
            let (template, found) = stack.render()
            problems += StackCheck(stack: stack.name, template: template).problems(after: found)
            for name in stack.dependencies where stacks.contains(where: { $0.name == name }) && !earlier.contains(name)
            {
                problems.append(
                    SynthesisProblem(stack.name, "it uses values of stack \(name), which must be created before it"))
            }
            for name in stack.exportNames {
                if let other = exports.updateValue(stack.name, forKey: name) {
                    problems.append(
                        SynthesisProblem(stack.name, "stack \(other) also makes the export \"\(name)\"; rename one"))
                }
            }
            earlier.insert(stack.name)
            templates.append(
                StackTemplate(
                    name: stack.name, template: template, tree: stack.tree, dependencies: stack.dependencies))
        }
        guard problems.isEmpty else { throw SynthesisError(problems: problems) }
        return templates
    }
}
