import ArgumentParser
import Infra
import SecretsClient

struct SecretsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Gives a secret a new value, from standard input or a file.",
        discussion: """
            The value that was current becomes the previous one. One line end at the end of the input is left out, as \
            editors and echo add it; --exact keeps it.

            EXAMPLE
              pass show weir/db | infra-cli secrets set weir/production/database --create
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

    @OptionGroup var aws: AWSOptions

    func run() async throws {
        let value = try value()
        let store = try aws.secretStore(for: id)
        let version = try await reportingSecrets { () async throws(SecretError) in
            do throws(SecretError) {
                return try await store.put(value, into: id, as: pending ? .pending : .current)
            } catch  where error.kind == .notFound && create {
                return try await store.create(id, value: value)
            }
        }
        print("\(id) has version \(version.id)")
    }

    private func value() throws -> SecretValue {
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
