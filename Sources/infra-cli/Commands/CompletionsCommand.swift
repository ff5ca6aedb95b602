import ArgumentParser
import CommandLineInterface

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Prints a script that completes commands and options in a shell.",
        discussion: """
            Exit codes: 0 printed, 64 wrong usage, 73 the output cannot be written.

            EXAMPLE
              infra-cli completions bash \\
                > ~/.local/share/bash-completion/completions/infra-cli
              infra-cli completions zsh > ~/.zsh/completions/_infra-cli
              infra-cli completions fish > ~/.config/fish/completions/infra-cli.fish
            """)

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    /// The shells with a script.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish

        var completion: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    func run() throws {
        let script = InfraCLI.completionScript(for: shell.completion)
        try StandardOutput.write(script.hasSuffix("\n") ? script : script + "\n")
    }
}
