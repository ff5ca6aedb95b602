import Diagnostics
import Testing

@Suite struct CommandNamesTests {
    static let names = CommandNames("tool", [CommandNames("synth"), CommandNames("secrets", [CommandNames("rotate")])])

    private func complaint(_ arguments: [String]) -> String? {
        Self.names.complaint(about: arguments)
    }

    @Test(
        "An unknown command is reported with the nearest valid one",
        arguments: [
            (
                ["synht", "--environment", "dev"],
                "tool has no command \"synht\"; it has synth, secrets; did you mean \"synth\"?"
            ),
            (["help", "synht"], "tool has no command \"synht\"; it has synth, secrets; did you mean \"synth\"?"),
            (["secrets", "roatte", "x"], "secrets has no command \"roatte\"; it has rotate; did you mean \"rotate\"?"),
            (["other"], "tool has no command \"other\"; it has synth, secrets"),
            (
                ["hunter2-CANARY-5f1c"],
                "tool has no command a text of 19 characters, which is not repeated here; it has synth, secrets"
            ),
        ])
    func unknown(arguments: [String], complaint: String) { #expect(self.complaint(arguments) == complaint) }

    @Test(
        "Commands, flags and the arguments of commands are accepted",
        arguments: [
            [], ["synth"], ["synth", "x"], ["--help"], ["help"], ["help", "secrets", "rotate"], ["secrets", "-h"],
        ])
    func known(arguments: [String]) { #expect(complaint(arguments) == nil) }
}
