import ArgumentParser
import CommandLineInterface
import Diagnostics
import SecretsClient

struct SecretsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists secrets by name, without their values.",
        usage: "infra-cli secrets list [<prefix>] [<options>]",
        discussion: """
            Exit codes: 0 listed, also if there are none, 1 AWS reported an error, 64 wrong usage, 69 no answer, 77 no \
            credentials or not permitted.

            EXAMPLE
              infra-cli secrets list weir/
              infra-cli secrets list --json
            """)

    @Argument(help: "The prefix of names; all by default.")
    var prefix: String = ""

    @Flag(help: "Print one JSON array.")
    var json = false

    @OptionGroup var aws: AWSOptions

    private struct Row: Encodable {
        let name: String
        let arn: String?
        let description: String?
        let rotates: Bool
        let changed: String?
        let rotated: String?
    }

    func run() async throws {
        let store = try aws.secretStore()
        let found = try await convertingErrors { () async throws(SecretError) in
            try await store.secrets(withPrefix: prefix)
        }
        if json {
            let rows = found.map {
                Row(
                    name: $0.name, arn: $0.arn, description: $0.note, rotates: $0.rotates,
                    changed: $0.changed.map(Table.time), rotated: $0.rotated.map(Table.time))
            }
            try StandardOutput.write(try JSONOutput.text(of: rows))
        } else if found.isEmpty {
            StandardError.write(
                prefix.isEmpty
                    ? "there are no secrets\n"
                    : "there are no secrets with the prefix \(SafeDescription.name(prefix))\n")
        } else {
            let rows = found.map {
                [
                    $0.name, $0.changed.map(Table.time) ?? "-",
                    $0.rotates ? $0.rotated.map(Table.time) ?? "never" : "off",
                ]
            }
            try StandardOutput.write(Table.text(["NAME", "CHANGED", "ROTATED"], rows))
        }
    }
}
