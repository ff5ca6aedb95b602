import Deployment
import Foundation
import Infra
import Processes
import TestSupport
import Testing

@Suite("ArchitectureGraph formats")
struct GraphFormatTests {
    private typealias Graph = ArchitectureGraph

    static let environments = ["dev", "staging", "production"]

    private static func graph(_ name: String, _ level: ArchitectureGraph.Level = .overview) throws -> ArchitectureGraph
    {
        try GraphRequest(environment: name, level: level, directory: Repository.root.path).graph()
    }

    /// A graph with every character that has a meaning in one of the formats.
    private static let awkward: ArchitectureGraph = {
        let text = "a \"b\" <c> & #d; \\ | ] } % é end"
        return ArchitectureGraph(
            title: text, level: .overview, stacks: ["s"],
            nodes: [
                .init(id: "s/end", title: text, kind: "subgraph", details: [text], group: .edge, stack: "s"),
                .init(id: "s/class", title: "class", kind: "end", details: [], group: .service, stack: "s"),
            ],
            edges: [.init(from: "s/end", to: "s/class", kind: .grant, labels: [text])])
    }()

    @Test("The same environment gives the same bytes in every format", arguments: environments)
    func deterministic(name: String) throws {
        for level in ArchitectureGraph.Level.allCases {
            let (first, second) = (try Self.graph(name, level), try Self.graph(name, level))
            for format in GraphRequest.Format.allCases { #expect(first.text(format) == second.text(format)) }
        }
    }

    @Test("The SVG is well-formed XML with a title, a description and a box for every node", arguments: environments)
    func svg(name: String) throws {
        for level in ArchitectureGraph.Level.allCases {
            let graph = try Self.graph(name, level)
            let svg = graph.svg
            let document = try XMLCheck.parse(svg)
            #expect(document.root == "svg")
            #expect(document.count["title"] == 1)
            #expect(document.count["desc"] == 1)
            #expect(svg.components(separatedBy: "class=\"node").count - 1 == graph.nodes.count)
            #expect(svg.components(separatedBy: "class=\"head\"").count - 1 == graph.edges.count)
            #expect(svg.contains("aria-labelledby=\"title desc\""))
        }
        #expect(try XMLCheck.parse(Self.awkward.svg).root == "svg")
    }

    @Test("No box overlaps another one, and every box is inside the picture", arguments: environments)
    func boxes(name: String) throws {
        for level in ArchitectureGraph.Level.allCases {
            let document = try XMLCheck.parse(try Self.graph(name, level).svg)
            let boxes = document.rectangles.filter { $0.name.hasPrefix("node") }
            #expect(!boxes.isEmpty)
            for (index, box) in boxes.enumerated() {
                #expect(box.x >= 0 && box.x + box.width <= document.width, "\(box)")
                for other in boxes[(index + 1)...] {
                    let apart =
                        box.x + box.width <= other.x || other.x + other.width <= box.x || box.y + box.height <= other.y
                        || other.y + other.height <= box.y
                    #expect(apart, "\(name) \(level): \(box) overlaps \(other)")
                }
            }
        }
    }

    @Test(
        "Graphviz reads the DOT text", .enabled(if: Graphviz.isInstalled, "dot is not on PATH"), arguments: environments
    )
    func dot(name: String) async throws {
        for level in ArchitectureGraph.Level.allCases {
            let graph = try Self.graph(name, level)
            let plain = try await Graphviz.plain(graph.dot)
            let nodes = plain.split(separator: "\n").count { $0.hasPrefix("node ") }
            let edges = plain.split(separator: "\n").count { $0.hasPrefix("edge ") }
            #expect(nodes == graph.nodes.count)
            #expect(edges == graph.edges.count)
        }
        #expect(try await Graphviz.plain(Self.awkward.dot).contains("edge n1 n2"))
    }

    @Test("Mermaid text has balanced groups, and no bare character that ends a label", arguments: environments)
    func mermaid(name: String) throws {
        for level in ArchitectureGraph.Level.allCases {
            let graph = try Self.graph(name, level)
            let lines = graph.mermaid.split(separator: "\n").map(String.init)
            #expect(lines[1] == "flowchart TB")
            #expect(lines.count { $0.hasPrefix("  subgraph ") } == lines.count { $0 == "  end" })
            #expect(lines.count { $0.hasPrefix("    n") } == graph.nodes.count)
            #expect(lines.count { $0.hasPrefix("  n") } == graph.edges.count)
            for line in lines { #expect(line.count { $0 == "\"" } % 2 == 0, "\(line)") }
        }
    }

    @Test("Mermaid labels write special characters as entities")
    func entities() {
        let text = Self.awkward.mermaid
        #expect(text.contains("a #quot;b#quot; #lt;c#gt; #amp; #35;d; \\ | ] } % é end"))
        #expect(text.contains("n1 -.->|\""))
    }

    @Test("A small graph is written exactly so")
    func exact() {
        let graph = ArchitectureGraph(
            title: "t", level: .overview, stacks: ["s"],
            nodes: [
                .init(id: "s/A", title: "A", kind: "Queue", details: ["60 s"], group: .service, stack: "s"),
                .init(id: "internet", title: "I", kind: "Any", details: [], group: .network, stack: nil),
            ],
            edges: [.init(from: "s/A", to: "internet", kind: .connection, labels: ["TCP 443"])])
        #expect(
            graph.mermaid == """
                %% t
                flowchart TB
                  subgraph service["Service"]
                    n1["A<br/><small>Queue</small><br/><small>60 s</small>"]
                  end
                  subgraph network["Network"]
                    n2(["I<br/><small>Any</small>"])
                  end
                  n1 -->|"TCP 443"| n2

                """)
        #expect(graph.dot.contains("    n1 [label=\"A\\nQueue\\n60 s\"];\n"))
        #expect(graph.dot.contains("  n1 -> n2 [style=solid, label=\"TCP 443\"];\n"))
        #expect(graph.sentences == ["A connects to I (TCP 443)."])
    }
}

/// Graphviz's program.
enum Graphviz {
    /// A Boolean value that indicates whether `dot` is on PATH.
    static let isInstalled = ChildProcess.briefly(["/usr/bin/env", "dot", "-V"]) == 0

    /// The layout of a DOT text in Graphviz's plain format.
    static func plain(_ text: String) async throws -> String {
        let folder = try TemporaryFolder()
        let path = folder.path + "/graph.dot"
        try Data(text.utf8).write(to: URL(filePath: path))
        return try await ChildProcess.run(["/usr/bin/env", "dot", "-Tplain", path]).output
    }
}
