import Foundation
import Processes
import TestSupport
import Testing

@Suite("infra-cli graph, cost and export")
struct GraphCommandTests {
    private func run(_ arguments: [String], directory: URL = Repository.root) async throws -> ProcessRun {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        return try await ProcessRun.run(executable, arguments, directory: directory)
    }

    private func object(_ run: ProcessRun) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    @Test(
        "Each command prints its formats",
        arguments: [
            (["graph", "dev"], "%% weir dev: architecture\nflowchart TB\n"),
            (["graph", "dev", "--format", "dot"], "digraph architecture {\n"),
            (["graph", "dev", "--format", "svg", "--level", "resources"], "<svg xmlns="),
            (["graph", "dev", "--stack", "service"], "%% weir dev: stack weir-dev-service\n"),
            (["cost", "dev"], "Monthly cost of dev in eu-central-1, in US dollars\n"),
            (["export", "compose", "dev", "--image", "registry.example.com/weir:1"], "# weir dev on one machine"),
            (["export", "kubernetes", "dev", "--image", "registry.example.com/weir:1"], "# weir dev for Kubernetes"),
        ])
    func formats(arguments: [String], start: String) async throws {
        let run = try await run(arguments)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix(start), "\(run.output.prefix(200))")
        #expect(run.output.hasSuffix("\n") && !run.output.hasSuffix("\n\n"))
    }

    @Test("Graph and cost print JSON with --json")
    func json() async throws {
        let graph = try object(try await run(["graph", "production", "--json"]))
        #expect((graph["nodes"] as? [Any])?.isEmpty == false)
        let cost = try object(try await run(["cost", "production", "--compare", "dev", "--json"]))
        let estimate = try #require((cost["estimates"] as? [[String: Any]])?.first)
        #expect(estimate["environment"] as? String == "production")
        #expect((cost["comparison"] as? [String: Any])?["environment"] as? String == "dev")
        let compose = try object(
            try await run(["export", "compose", "dev", "--json", "--image", "registry.example.com/weir:1"]))
        #expect(compose["services"] != nil)
    }

    @Test("Cost without a name estimates every environment")
    func everyEnvironment() async throws {
        let run = try await run(["cost"])
        for name in ["dev", "production", "staging"] { #expect(run.output.contains("Monthly cost of \(name) in ")) }
    }

    @Test(
        "A wrong name is refused with the nearest one, a wrong value as wrong usage",
        arguments: [
            (["graph", "prodution"], Int32(65), "did you mean \"production\"?"),
            (["graph", "dev", "--stack", "servcie"], 65, "did you mean \"service\"?"),
            (["graph"], 64, "name an environment; there is dev, production, staging"),
            (["graph", "dev", "--format", "png"], 64, "format"),
            (["cost", "dve"], 65, "did you mean \"dev\"?"),
            (["export", "kubernetes", "dev"], 65, "names no account"),
            (["export", "kubernetes", "dev", "--host", "x_y", "--image", "a.example/b:1"], 64, "expected a host name"),
            (["export", "compose", "dev", "--image", "weir:latest"], 64, "--image is \"weir:latest\""),
        ])
    func refusals(arguments: [String], status: Int32, words: String) async throws {
        let run = try await run(arguments)
        #expect(run.status == status)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test(
        "The help has an example and fits 80 columns",
        arguments: [["graph"], ["cost"], ["export"], ["export", "kubernetes"], ["export", "compose"]])
    func help(command: [String]) async throws {
        let run = try await run(command + ["--help"])
        #expect(run.status == 0)
        let example = try #require(run.output.range(of: "EXAMPLE\n"))
        let commands = run.output[example.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }
        // A command that is broken into two lines cannot be copied.
        #expect(!commands.isEmpty && commands.allSatisfy { $0.hasPrefix("  infra-cli ") }, "\(commands)")
        // The parser of arguments does not break the line of the usage.
        for line in run.output.split(separator: "\n") where !line.hasPrefix("USAGE: ") {
            #expect(line.count <= 80, "\(line)")
        }
    }
}
