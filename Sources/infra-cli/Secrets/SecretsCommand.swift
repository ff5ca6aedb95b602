import ArgumentParser

struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Lists, sets and rotates secrets in AWS Secrets Manager.",
        discussion: """
            No command prints a value, and none takes one from the command line, where other processes and the shell's \
            history would see it.
            """,
        subcommands: [
            SecretsListCommand.self, SecretsSetCommand.self, SecretsRotateCommand.self, SecretsVersionsCommand.self,
        ])
}
