import ArgumentParser
import Infra
import SecretsClient

struct SecretsRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Rotates a secret: by its rotation function, or by making a version current.",
        discussion: """
            Without --to the rotation that is set up for the secret starts, and the command does not wait for its end.

            With --to the version becomes the current one, and the one that was becomes the previous one: \
            --to AWSPENDING ends a rotation by hand, --to AWSPREVIOUS undoes one.
            """)

    @Argument(help: "The secret's name or ARN.")
    var id: String

    @Option(help: "The version to make current: its id, AWSPENDING or AWSPREVIOUS.")
    var to: String?

    @OptionGroup var aws: AWSOptions

    func run() async throws {
        let store = try aws.secretStore(for: id)
        guard let to else {
            let version = try await reportingSecrets { () async throws(SecretError) in try await store.rotate(id) }
            print("\(id): the rotation to version \(version) has begun; see: infra-cli secrets versions \(id)")
            return
        }
        let version = try await reportingSecrets { () async throws(SecretError) in
            let version = try await store.versions(of: id).first {
                $0.id == to || $0.stages.contains(SecretStage(rawValue: to))
            }
            guard let version else {
                throw SecretError(
                    .notFound, id: id,
                    reason: "no version has the id or the stage “\(to)”; see: infra-cli secrets versions \(id)")
            }
            if !version.stages.contains(.current) { try await store.move(.current, to: version.id, of: id) }
            return version
        }
        print(
            version.stages.contains(.current)
                ? "\(id): version \(version.id) is the current one already"
                : "\(id): version \(version.id) is the current one")
    }
}
