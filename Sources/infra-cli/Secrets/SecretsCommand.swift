import ArgumentParser

struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Lists, sets and rotates secrets in AWS Secrets Manager.",
        discussion: """
            No command takes a value as an argument, because arguments are visible to other processes and in the shell's \
            history. Only show-admin-key prints one, with --yes.

            EXAMPLE
              infra-cli secrets list weir/
              infra-cli secrets set weir/payments < payments.json
            """,
        subcommands: [
            SecretsListCommand.self, SecretsSetCommand.self, SecretsRotateCommand.self, SecretsVersionsCommand.self,
            SecretsShowAdminKeyCommand.self,
        ])
}
