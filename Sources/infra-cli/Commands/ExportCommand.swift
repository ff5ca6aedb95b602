import ArgumentParser
import CommandLineInterface
import Deployment

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes an environment for another platform.",
        discussion: """
            EXAMPLE
              infra-cli export kubernetes production | kubectl apply -f -
              infra-cli export compose dev --image ghcr.io/acme/weir:1 > compose.yaml
            """,
        subcommands: [ExportKubernetesCommand.self, ExportComposeCommand.self])
}

/// The options that both exports have.
struct ExportOptions: ParsableArguments {
    @Argument(help: "The environment: dev, staging, production or the name of another file in deploy.")
    var environment: String

    @Option(help: "The image, such as registry.example.com/weir@sha256:…; the file's by default.")
    var image: String?

    @Flag(help: "Print JSON instead of YAML.")
    var json = false

    @Option(help: "The folder that contains deploy; the current one by default.")
    var directory: String?

    /// Prints the documents of a platform.
    func print(_ platform: ExportRequest.Platform) throws {
        let request = ExportRequest(environment: environment, platform: platform, image: image, directory: directory)
        try StandardOutput.write(json ? request.json() : request.text())
    }
}

struct ExportKubernetesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes",
        abstract: "Prints Kubernetes objects for an environment's service.",
        usage: "infra-cli export kubernetes <environment> [<options>]",
        discussion: """
            ServiceAccount, ExternalSecret, migration Job, Deployment, Service, HorizontalPodAutoscaler, \
            PodDisruptionBudget and Ingress, from the same settings as the templates: image, CPU and memory, number of \
            tasks, health checks, variables and hardening. The database stays in AWS; the External Secrets Operator \
            copies its login into a Secret.

            EXAMPLE
              infra-cli export kubernetes production --host weir.example.org > weir.yaml

            Exit codes: 0 success, 64 wrong usage, 65 wrong environment, 73 output cannot be written.
            """)

    @OptionGroup var options: ExportOptions

    @Option(help: "The host name of the Ingress, with TLS; without it the Ingress matches every name.")
    var host: String?

    func run() throws { try options.print(.kubernetes(host: host)) }
}

struct ExportComposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose",
        abstract: "Prints a Compose file with the server and PostgreSQL on one machine.",
        usage: "infra-cli export compose <environment> [<options>]",
        discussion: """
            The server has the environment's image, size, variables and hardening; PostgreSQL has the environment's \
            major version. Both have health checks and read-only root file systems. The first lines of the file are \
            the commands that make its secrets.

            EXAMPLE
              infra-cli export compose dev --image ghcr.io/acme/weir:1 > compose.yaml

            Exit codes: 0 success, 64 wrong usage, 65 wrong environment, 73 output cannot be written.
            """)

    @OptionGroup var options: ExportOptions

    func run() throws { try options.print(.compose) }
}
