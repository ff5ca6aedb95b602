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
            --to AWSPENDING ends a rotation by hand, --to AWSPREVIOUS undoes one. AWSPENDING is taken from a version that is \
            current no more, as it would block later rotations.
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
            try StandardOutput.line(
                "\(id): the rotation to version \(version) has begun; see: infra-cli secrets versions \(id)")
            return
        }
        let outcome = try await reportingSecrets { () async throws(SecretError) in
            try await SecretPromotion(in: store, of: id, to: to)
        }
        try StandardOutput.line(
            "\(id): version \(outcome.version) is the current one" + (outcome.wasCurrent ? " already" : ""))
        if let cleared = outcome.cleared {
            try StandardOutput.line(
                "\(id): AWSPENDING was taken from version \(cleared), which would have blocked later rotations")
        }
        if let waiting = outcome.waiting {
            try StandardOutput.line(
                "\(id): version \(waiting) keeps AWSPENDING, and no rotation begins before it is current (--to AWSPENDING) or "
                    + "has lost the stage")
        }
    }
}
