package import Diagnostics
import Infra

/// The arguments of `infra-cli graph`.
package struct GraphRequest: Sendable {
    /// The formats of a graph.
    package enum Format: String, Sendable, Hashable, CaseIterable {
        /// A Mermaid flowchart.
        case mermaid
        /// Graphviz's language.
        case dot
        /// A picture.
        case svg
    }

    /// The environment's name; nil is the only one.
    package var environment: String?
    /// The short or full name of one stack; nil is all stacks.
    package var stack: String?
    /// The level of detail.
    package var level: ArchitectureGraph.Level
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?

    /// Creates a request.
    package init(
        environment: String? = nil, stack: String? = nil, level: ArchitectureGraph.Level = .overview,
        directory: String? = nil
    ) {
        self.environment = environment
        self.stack = stack
        self.level = level
        self.directory = directory
    }

    /// Derives the graph.
    package func graph() throws(CommandError) -> ArchitectureGraph {
        let environment = try SynthesizedEnvironment.load(self.environment, directory: directory)
        let name = "\(environment.settings.application) \(environment.settings.label)"
        guard let stack else {
            return GraphBuilder.graph(of: environment.stacks, title: "\(name): architecture", level: level)
        }
        let full = try environment.stackName(stack)
        return GraphBuilder.graph(
            of: environment.stacks, title: "\(name): stack \(full)", level: level, shown: [full])
    }
}

extension ArchitectureGraph {
    /// The graph in a format.
    package func text(_ format: GraphRequest.Format) -> String {
        switch format {
        case .mermaid: mermaid
        case .dot: dot
        case .svg: svg
        }
    }
}
