import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import infra_cli

@Suite("Command lines in messages and documents")
struct MentionedCommandTests {
    /// The command lines of the sources, the documents and the files beside them.
    private static func mentioned() throws -> [MentionedCommand] {
        let root = Repository.root
        var paths = ["README.md", "CONTRIBUTING.md", "Makefile"]
        for folder in ["Sources", "Docs", "deploy", ".github", "docker"] {
            let files = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            paths += files.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".md") || $0.contains(".y") }
                .map { folder + "/" + $0 }
        }
        let name = Data("infra-cli ".utf8)
        return try paths.flatMap { path -> [MentionedCommand] in
            let data = try Data(contentsOf: root.appending(path: path))
            // Most files have none, and a search of bytes is faster than one of characters.
            guard data.range(of: name) != nil else { return [] }
            return MentionedCommand.all(in: String(decoding: data, as: UTF8.self), file: path)
        }
    }

    /// `true` if the command tree accepts the words.
    private static func parses(_ words: ArraySlice<String>) -> Bool {
        guard let command = try? InfraCLI.parseAsRoot(words.filter { $0 != "--help" }) else { return false }
        // The root alone prints its help, as a group of commands does.
        return !(command is InfraCLI)
    }

    /// `true` if the tree accepts the words with all their options, possibly with the rest of a sentence behind them, or with the
    /// environment that a message leaves out.
    private static func isKnown(_ words: [String]) -> Bool {
        let last = words.lastIndex { $0.hasPrefix("-") } ?? 0
        let path = InfraCLI.path(of: words)
        return isName(words)
            || (max(path, last + 1)...words.count).reversed().contains { count in
                parses(words[..<count]) || parses(words[..<count] + ["dev"])
            }
    }

    /// `true` for the name of a command or a group alone, such as `infra-cli image` and `infra-cli oidc sub`.
    private static func isName(_ words: [String]) -> Bool {
        var level = InfraCLI.configuration.subcommands
        for word in words {
            guard let found = level.first(where: { $0.configuration.commandName == word }) else { return false }
            level = found.configuration.subcommands
        }
        return true
    }

    @Test("Every command line that a message or a document names exists, with its options")
    func exist() throws {
        let commands = try Self.mentioned()
        #expect(commands.count > 250)
        for command in commands where !Self.isKnown(command.words) {
            Issue.record("\(command.testDescription)")
        }
    }

    @Test(
        "Command lines are found in sentences, quotes, examples and interpolations",
        arguments: [
            (#"advice: "Run `infra-cli attach` to follow""#, ["attach"]),
            (#""look with: infra-cli status \(plan.environment)")"#, ["status", "dev"]),
            (#""continue with \"infra-cli approve\", or undo""#, ["approve"]),
            (#""Run 'infra-cli migrate --status' first""#, ["migrate", "--status"]),
            (#""infra-cli releases \(environment) \(number) lists""#, ["releases", "dev", "41", "lists"]),
            ("      infra-cli logs production --grep '\"a b\"' > file", ["logs", "production", "--grep", "\"a b\""]),
            ("infra-cli cannot read it", nil), ("a command (`$ infra-cli …`)", nil),
            ("usage: \"infra-cli run <environment> [<options>]\"", nil),
        ] as [(String, [String]?)])
    func found(line: String, words: [String]?) {
        #expect(MentionedCommand.all(in: line, file: "x.swift").first?.words == words)
    }

    @Test(
        "A command or an option that does not exist is not known",
        arguments: [
            "secrets consumers dev", "deploy dev --revert", "validate --environment dev", "obliterate dev",
            "migrate dev --level 3", "synth production", "oidc subject",
        ])
    func unknown(line: String) {
        #expect(!Self.isKnown(line.split(separator: " ").map(String.init)))
    }
}

extension InfraCLI {
    /// The number of words that name a command: two below a group of commands.
    fileprivate static func path(of words: [String]) -> Int {
        let group = configuration.subcommands.first { $0.configuration.commandName == words.first }
        return group?.configuration.subcommands.isEmpty == false ? min(2, words.count) : 1
    }
}
