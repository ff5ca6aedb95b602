import ArgumentParser
import CommandLineInterface
import Deployment

extension GraphRequest.Format: ExpressibleByArgument {}
extension ArchitectureGraph.Level: ExpressibleByArgument {}

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draws an environment's architecture from its templates.",
        usage: "infra-cli graph [<environment>] [<options>]",
        discussion: """
            Reads deploy/<environment>.yaml and needs neither network nor credentials. The same file always gives the \
            same bytes.

            Nodes are the constructs of the stacks. Edges are network connections (from security group rules), \
            permissions (from policies) and references, within a stack and between stacks.

            mermaid is text that GitHub and many editors draw; dot is Graphviz's language; svg is a finished picture \
            for a document, in light and dark colors.

            EXAMPLE
              infra-cli graph production --format svg > architecture.svg
              infra-cli graph dev --stack service --level resources

            Exit codes: 0 success, 64 wrong usage, 65 wrong environment or stack, 73 output cannot be written.
            """)

    @Argument(help: "The environment; optional if deploy has only one.")
    var environment: String?

    @Option(name: .shortAndLong, help: "The output format.")
    var format: GraphRequest.Format = .mermaid

    @Option(name: .shortAndLong, help: "One stack only: \(ProductApp.stackNames.joined(separator: ", ")).")
    var stack: String?

    @Option(help: "One node per construct, or one per resource.")
    var level: ArchitectureGraph.Level = .overview

    @Flag(help: "Print nodes and edges as JSON instead.")
    var json = false

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    func run() throws {
        let graph = try GraphRequest(environment: environment, stack: stack, level: level, directory: directory).graph()
        try StandardOutput.write(json ? JSONOutput.text(of: graph) : graph.text(format))
    }
}
