import AWSClient
import ArgumentParser
import CommandLineInterface
import Deployment
import Diagnostics
import SecretsClient

struct SecretsShowAdminKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-admin-key",
        abstract: "Prints the administrator's key of a deployed environment.",
        usage: "infra-cli secrets show-admin-key <environment> --yes [<options>]",
        discussion: """
            A client sends the key as Authorization: Bearer KEY and may then do everything. The stack foundation \
            generates the key. To replace it, set a new one with infra-cli secrets set; the former one stays valid for \
            a day.

            Exit codes: 0 printed, 1 AWS reported an error, 64 wrong usage or no --yes, 65 no such environment, 69 no \
            answer, 77 no credentials or not permitted.

            EXAMPLE
              infra-cli secrets show-admin-key production --yes | pbcopy
            """)

    @Argument(help: "The environment: dev, staging, production or the name of another file in deploy.")
    var environment: String

    @Flag(help: "Print the key, a secret, on purpose.")
    var yes = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    @OptionGroup var aws: AWSOptions

    private struct Row: Encodable {
        let arn: String
        let version: String
        let key: String
    }

    func run() async throws {
        guard yes else {
            throw CommandError.usage(
                "the command prints a secret, which stays in the terminal's history: repeat it with --yes")
        }
        let settings = try DeploymentEnvironment.ofCommand(environment, directory: directory)
        let region = aws.region ?? settings.region
        let session = try aws.session()
        let arn: String
        do throws(AWSError) {
            let client = try session.client(for: .ssm, region: region)
            arn = try await client.call(GetParameter(name: settings.adminSecretParameter)).parameter.value
        } catch {
            throw CommandError(error)
        }
        let store = try aws.secretStore(for: arn)
        let found = try await convertingErrors { () async throws(SecretError) in
            try await store.secret(for: SecretReference(arn))
        }
        let key = try await convertingErrors { () async throws(SecretError) in try found.value.revealText() }
        guard json else { return try StandardOutput.line(key) }
        try StandardOutput.write(JSONOutput.text(of: Row(arn: arn, version: found.version.id, key: key)))
    }
}
