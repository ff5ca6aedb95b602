import Testing

@Suite("Help of infra-cli")
struct HelpTests {
    private static let commands = [
        "", "init", "synth", "validate", "diff", "graph", "cost", "export", "export kubernetes", "export compose",
        "oidc",
        "oidc show", "oidc sub", "oidc check", "whoami", "request", "secrets", "secrets list", "secrets set",
        "secrets rotate", "secrets versions", "secrets show-admin-key", "reference", "migrate", "doctor", "image",
        "image build", "image push", "image check", "explain",
        "rollback", "recover", "prune", "drift", "move", "adopt", "destroy", "bootstrap", "deploy", "attach", "cancel",
        "approve",
        "abort", "status", "events", "logs", "releases", "lock", "lock status", "lock release", "run", "exec", "scale",
        "preview", "preview up", "preview list", "preview down", "preview sweep",
        "completions",
    ]

    @Test("The help of a command fits 80 columns and has an example", arguments: commands)
    func fits(command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        let run = try await CommandLineUnderTest().run(words + ["--help"], ["COLUMNS": "80"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("EXAMPLE\n"))
        for line in run.output.split(separator: "\n") {
            // A long URL or ARN cannot be broken.
            let longest = line.split(separator: " ").map(\.count).max() ?? 0
            #expect(line.count <= 80 || longest > 60, "\(line)")
        }
    }

    @Test("An example is a command for the shell: a long one has a backslash where its line ends", arguments: commands)
    func examples(command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        let run = try await CommandLineUnderTest().run(words + ["--help"], ["COLUMNS": "80"])
        let part = try #require(run.output.components(after: "EXAMPLE\n"))
        let lines = part.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        #expect(!lines.isEmpty)
        for line in lines { #expect(line.hasPrefix("  "), "\(line)") }
    }

    /// The commands that have others below them.
    private static let groups = ["", "export", "oidc", "secrets", "image", "lock", "preview"]

    @Test("The help of a command has its exit codes and the option for programs", arguments: commands)
    func programs(command: String) async throws {
        guard !Self.groups.contains(command) else { return }
        let words = command.split(separator: " ").map(String.init)
        let run = try await CommandLineUnderTest().run(words + ["--help"])
        #expect(run.output.contains("Exit codes: "), "\(run.output)")
        // These print JSON, a script and Markdown in any case.
        guard !["synth", "completions", "reference"].contains(command) else { return }
        #expect(run.output.contains("--json "), "\(run.output)")
    }

    @Test("A shell gets a script with the commands", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let run = try await CommandLineUnderTest().run(["completions", shell])
        #expect(run.status == 0 && run.output.hasSuffix("\n"), "\(run.errors)")
        for command in ["deploy", "preview", "rollback"] { #expect(run.output.contains(command)) }
        let other = try await CommandLineUnderTest().run(["completions", "csh"])
        #expect(other.status == 64 && other.errors.contains("bash"), "\(other.errors)")
    }

    @Test("Every command of the help is among the tested ones")
    func complete() async throws {
        for command in Self.commands {
            let run = try await CommandLineUnderTest().run(command.split(separator: " ").map(String.init) + ["--help"])
            guard let list = run.output.components(after: "SUBCOMMANDS:\n") else { continue }
            for line in list.split(separator: "\n") where line.hasPrefix("  ") && !line.hasPrefix("   ") {
                guard let name = line.split(separator: " ").first, name != "See" else { continue }
                let path = command.isEmpty ? String(name) : "\(command) \(name)"
                #expect(Self.commands.contains(path), "\(path)")
            }
        }
    }
}

extension String {
    /// The text after the first occurrence of another; nil if there is none.
    fileprivate func components(after mark: String) -> Substring? {
        guard let range = firstRange(of: mark) else { return nil }
        return self[range.upperBound...]
    }
}
