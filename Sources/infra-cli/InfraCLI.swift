import ArgumentParser
import CommandLineInterface
import Deployment
import Diagnostics

/// The entry point, which parses arguments, calls `Infra` and prints the result.
@main
struct InfraCLI: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "infra-cli",
        abstract: "Deploys Weir to an AWS account and operates it.",
        discussion: """
            Environments are files: deploy/dev.yaml is the environment "dev".

            Exit codes: 0 success, 1 error of a service, 64 wrong usage, 65 wrong data (an environment file, a missing \
            resource), 69 no response, 73 output cannot be written, 77 missing or wrong credentials, or access denied.

            EXAMPLE
              infra-cli synth --environment dev
              infra-cli bootstrap dev
              infra-cli deploy dev
            """,
        version: BuildVersion.current,
        subcommands: [
            InitCommand.self,
            BootstrapCommand.self,
            DeployCommand.self,
            AttachCommand.self,
            CancelCommand.self,
            ApproveCommand.self,
            AbortCommand.self,
            StatusCommand.self,
            EventsCommand.self,
            ExplainCommand.self,
            LogsCommand.self,
            ReleasesCommand.self,
            LockCommand.self,
            MigrateCommand.self,
            RunCommand.self,
            ExecCommand.self,
            ScaleCommand.self,
            PreviewCommand.self,
            DoctorCommand.self,
            ImageCommand.self,
            RollbackCommand.self,
            RecoverCommand.self,
            PruneCommand.self,
            DriftCommand.self,
            MoveCommand.self,
            AdoptCommand.self,
            DestroyCommand.self,
            SynthCommand.self,
            ValidateCommand.self,
            DiffCommand.self,
            GraphCommand.self,
            CostCommand.self,
            ExportCommand.self,
            WhoAmICommand.self,
            RequestCommand.self,
            SecretsCommand.self,
            OIDCCommand.self,
            ReferenceCommand.self,
            CompletionsCommand.self,
        ])

    static func main() async { await runFromCommandLine() }
}
