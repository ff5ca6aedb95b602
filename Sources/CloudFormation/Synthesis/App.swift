/// The root of a construct tree: the stacks that are synthesized together.
public final class App {
    /// Tags for every taggable resource of every stack.
    public let tags: [String: String]
    /// The stacks in the order they were made, which is the order they deploy in.
    public private(set) var stacks: [Stack] = []

    /// Makes an empty app.
    public init(tags: [String: String] = [:]) {
        self.tags = tags
    }

    func adopt(_ stack: Stack) {
        stacks.append(stack)
    }

    /// Turns every stack into its template.
    /// - Throws: `SynthesisError` with every problem of every stack.
    public func synthesize() throws(SynthesisError) -> [StackTemplate] {
        var problems: [SynthesisProblem] = []
        var exports: [String: String] = [:]
        var names: Set<String> = []
        for stack in stacks {
            if !names.insert(stack.name).inserted {
                problems.append(SynthesisProblem(stack.name, "there are two stacks of this name; name one differently"))
            }
            problems += stack.check()
            for name in stack.exportNames {
                if let other = exports.updateValue(stack.name, forKey: name) {
                    problems.append(
                        SynthesisProblem(stack.name, "the export “\(name)” is also made by stack \(other); rename one"))
                }
            }
        }
        guard problems.isEmpty else { throw SynthesisError(problems: problems) }
        return stacks.map { StackTemplate(name: $0.name, template: $0.template()) }
    }
}
