import ArgumentParser
import CommandLineInterface
import SecretsClient

struct SecretsRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Starts a secret's rotation, or makes a version current.",
        usage: "infra-cli secrets rotate <id> [<options>]",
        discussion: """
            Without --to the command starts the secret's configured rotation and does not wait for its end.

            With --to the given version becomes current and the former current version becomes previous: \
            --to AWSPENDING completes a rotation by hand, --to AWSPREVIOUS undoes one. AWSPENDING is removed from a \
            version that is no longer current, because it would block later rotations.

            Exit codes: 0 started, or current now or before, 1 AWS reported an error, 64 wrong usage, 65 no such secret or \
            version, 69 no answer, 77 no credentials or not permitted.

            EXAMPLE
              infra-cli secrets rotate weir/payments
              infra-cli secrets rotate weir/payments --to AWSPREVIOUS --json
            """)

    @Argument(help: "The secret's name or ARN.")
    var id: String

    @Option(help: "The version to make current: its id, AWSPENDING or AWSPREVIOUS.")
    var to: String?

    @Flag(help: "Print JSON for programs.")
    var json = false

    @OptionGroup var aws: AWSOptions

    private struct Row: Encodable {
        enum Outcome: String, Encodable { case started, current, unchanged }

        let id: String
        let version: String
        let outcome: Outcome
        var cleared: String?
        var waiting: String?
    }

    func run() async throws {
        let store = try aws.secretStore(for: id)
        guard let to else {
            let version = try await convertingErrors { () async throws(SecretError) in try await store.rotate(id) }
            return try tellStart(of: version)
        }
        let outcome = try await convertingErrors { () async throws(SecretError) in
            try await SecretPromotion(in: store, of: id, to: to)
        }
        try tell(outcome)
    }

    // Inlined into a coroutine, the two make the optimizer of Swift 6.3 crash.
    @inline(never)
    private func tellStart(of version: String) throws {
        guard !json else {
            return try StandardOutput.write(JSONOutput.text(of: Row(id: id, version: version, outcome: .started)))
        }
        try StandardOutput.line(
            "\(id): the rotation to version \(version) has started; see: infra-cli secrets versions \(id)")
    }

    @inline(never)
    private func tell(_ outcome: SecretPromotion) throws {
        guard !json else {
            let row = Row(
                id: id, version: outcome.version, outcome: outcome.wasCurrent ? .unchanged : .current,
                cleared: outcome.cleared, waiting: outcome.waiting)
            return try StandardOutput.write(JSONOutput.text(of: row))
        }
        try StandardOutput.line(
            "\(id): version \(outcome.version) is " + (outcome.wasCurrent ? "already current" : "current"))
        if let cleared = outcome.cleared {
            try StandardOutput.line(
                "\(id): removed AWSPENDING from version \(cleared), where it would have blocked later rotations")
        }
        if let waiting = outcome.waiting {
            try StandardOutput.line(
                "\(id): version \(waiting) keeps AWSPENDING, which blocks rotations until the version is current "
                    + "(--to AWSPENDING) or the stage is removed")
        }
    }
}
