import ArgumentParser
import CommandLineInterface
import SecretsClient

struct SecretsVersionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", abstract: "Lists a secret's versions and their stages, newest first.",
        usage: "infra-cli secrets versions <id> [<options>]",
        discussion: """
            Exit codes: 0 listed, 1 AWS reported an error, 64 wrong usage, 65 no such secret, 69 no answer, 77 no \
            credentials or not permitted.

            EXAMPLE
              infra-cli secrets versions weir/payments
            """)

    @Argument(help: "The secret's name or ARN.")
    var id: String

    @Flag(help: "Print one JSON array.")
    var json = false

    @OptionGroup var aws: AWSOptions

    private struct Row: Encodable {
        let id: String
        let stages: [String]
        let created: String?
    }

    func run() async throws {
        let store = try aws.secretStore(for: id)
        let found = try await convertingErrors { () async throws(SecretError) in try await store.versions(of: id) }
        let rows = found.map {
            Row(id: $0.id, stages: $0.stages.map(\.rawValue).sorted(), created: $0.created.map(Table.time))
        }
        if json {
            try StandardOutput.write(try JSONOutput.text(of: rows))
        } else {
            let texts = rows.map { [$0.id, $0.stages.joined(separator: " "), $0.created ?? "-"] }
            try StandardOutput.write(Table.text(["VERSION", "STAGES", "CREATED"], texts))
        }
    }
}
