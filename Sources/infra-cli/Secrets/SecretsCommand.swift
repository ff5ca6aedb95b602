import ArgumentParser

struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Lists, sets and rotates secrets in AWS Secrets Manager.",
        discussion: """
            The commands neither print a value nor take one as an argument, because arguments are visible to other \
            processes and in the shell's history.
            """,
        subcommands: [
            SecretsListCommand.self, SecretsSetCommand.self, SecretsRotateCommand.self, SecretsVersionsCommand.self,
        ])
}
