import ArgumentParser
import CommandLineInterface
import SecretsClient

struct SecretsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Sets a secret's value from standard input or a file.",
        usage: "infra-cli secrets set <id> [<options>]",
        discussion: """
            The former current value becomes the previous one. A final line ending of the input is removed, because \
            editors and echo add it; --exact keeps it. A terminal prompts twice for the value without echo.

            Only --force replaces a JSON object, such as a database's credentials, by a value that is not one: its \
            readers need the object's keys.

            Exit codes: 0 set, 1 AWS reported an error, 64 wrong usage, 65 no such secret or a value that is not valid, \
            69 no answer, 77 no credentials or not permitted.

            EXAMPLE
              pass show weir/database.json | infra-cli secrets set weir/database --create
              infra-cli secrets set weir/payments --file payments.json --json

            A server reads a database's secret with api-server --db-secret-arn weir/database; its value is an object such \
            as {"username": "…", "password": "…", "host": "…", "dbname": "…"}.
            """)

    @Argument(help: "The secret's name or ARN.")
    var id: String

    @Option(help: "The file to read the value from; standard input by default.")
    var file: String?

    @Flag(help: "Create the secret if it does not exist.")
    var create = false

    @Flag(help: "Set the pending value, which a rotation tests, instead of the current one.")
    var pending = false

    @Flag(help: "Keep a final line ending of the input.")
    var exact = false

    @Flag(help: "Allow a value that is not a JSON object to replace one that is.")
    var force = false

    @Flag(help: "Print JSON for programs, without the value.")
    var json = false

    @OptionGroup var aws: AWSOptions

    private struct Row: Encodable {
        let id: String
        let version: String
        let stages: [String]
    }

    func run() async throws {
        let value = try value()
        let store = try aws.secretStore(for: id)
        if !force { try await checkShape(of: value, in: store) }
        let version = try await convertingErrors { () async throws(SecretError) in
            do throws(SecretError) {
                return try await store.put(value, into: id, as: pending ? .pending : .current)
            } catch  where error.kind == .notFound && create {
                return try await store.create(id, value: value)
            }
        }
        try tell(Row(id: id, version: version.id, stages: version.stages.map(\.rawValue).sorted()))
    }

    // Inlined into a coroutine, it makes the optimizer of Swift 6.3 crash.
    @inline(never)
    private func tell(_ row: Row) throws {
        guard json else { return try StandardOutput.line("\(id) has version \(row.version)") }
        try StandardOutput.write(JSONOutput.text(of: row))
    }

    /// Throws if the current value is a JSON object and the new one is not.
    private func checkShape(of value: SecretValue, in store: any SecretStore) async throws {
        guard !value.isJSONObject else { return }
        let current: ResolvedSecret
        do throws(SecretError) {
            current = try await store.secret(for: SecretReference(id))
        } catch {
            switch error.kind {
            // A secret that does not exist or has no value accepts any value.
            case .notFound: return
            case .accessDenied:
                return StandardError.write("note: the current value cannot be read, so its format was not compared\n")
            default: throw error.commandError
            }
        }
        guard current.value.isJSONObject else { return }
        throw SecretError(
            .malformed, id: id,
            reason:
                "the current value is a JSON object and the new value is not, so its readers would miss the object's "
                + "keys; use an object, or --force to replace it"
        ).commandError
    }

    private func value() throws -> SecretValue {
        if file == nil, Terminal.isInteractive {
            let typed = try Terminal.secret("Value of \(id)")
            do { return try SecretValue(typed, id: id) } catch { throw error.commandError }
        }
        var bytes = if let file { try InputFile.file(file) } else { try InputFile.standardInput() }
        if !exact, bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        do {
            return try SecretValue(bytes, id: id)
        } catch {
            throw error.commandError
        }
    }
}
