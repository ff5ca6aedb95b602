import ArgumentParser
import Infra
import SecretsClient

struct SecretsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Gives a secret a new value, from standard input or a file.",
        discussion: """
            The value that was current becomes the previous one. One line end at the end of the input is left out, as \
            editors and echo add it; --exact keeps it. On a terminal the value is asked for twice, and not shown.

            A secret that holds a JSON object, such as a database's, is not replaced by anything else unless --force is \
            given: its readers look for the object's keys.

            EXAMPLE
              pass show weir/database.json | infra-cli secrets set weir/database --create
                  with {"username": "…", "password": "…", "host": "…", "dbname": "…"}, which a server then finds by
                  api-server --db-secret-arn weir/database
            """)

    @Argument(help: "The secret's name or ARN.")
    var id: String

    @Option(help: "The file to read the value from; standard input by default.")
    var file: String?

    @Flag(help: "Make the secret if there is none of that name.")
    var create = false

    @Flag(help: "Make the value the pending one, which a rotation has to prove, instead of the current one.")
    var pending = false

    @Flag(help: "Keep a line end at the end of the input.")
    var exact = false

    @Flag(help: "Let a value that is no JSON object replace one that is.")
    var force = false

    @OptionGroup var aws: AWSOptions

    func run() async throws {
        let value = try value()
        let store = try aws.secretStore(for: id)
        if !force { try await checkShape(of: value, in: store) }
        let version = try await reportingSecrets { () async throws(SecretError) in
            do throws(SecretError) {
                return try await store.put(value, into: id, as: pending ? .pending : .current)
            } catch  where error.kind == .notFound && create {
                return try await store.create(id, value: value)
            }
        }
        try StandardOutput.line("\(id) has version \(version.id)")
    }

    /// Refuses to replace a JSON object by something else.
    private func checkShape(of value: SecretValue, in store: any SecretStore) async throws {
        guard !value.isJSONObject else { return }
        let current: SecretsClient.Secret
        do throws(SecretError) {
            current = try await store.secret(for: SecretReference(id))
        } catch {
            switch error.kind {
            // Not to be there yet, or to have no value yet, is no reason against one.
            case .notFound: return
            case .accessDenied:
                return StandardError.write("note: the current value cannot be read, so its shape was not compared\n")
            default: throw error.reported()
            }
        }
        guard current.value.isJSONObject else { return }
        throw SecretError(
            .malformed, id: id,
            reason: "it holds a JSON object and the new value is none, so its readers would find none of their keys; "
                + "give an object, or replace it all the same with --force"
        ).reported()
    }

    private func value() throws -> SecretValue {
        if file == nil, Terminal.isInteractive {
            let typed = try reporting { () throws(CommandError) in try Terminal.secret("value of \(id)") }
            do { return try SecretValue(typed, id: id) } catch { throw error.reported() }
        }
        var bytes = try reporting { () throws(CommandError) in
            if let file { try InputFile.file(file) } else { try InputFile.standardInput() }
        }
        if !exact, bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        do {
            return try SecretValue(bytes, id: id)
        } catch {
            throw error.reported()
        }
    }
}
