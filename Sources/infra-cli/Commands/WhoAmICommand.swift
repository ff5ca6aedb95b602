import ArgumentParser
import Infra

struct WhoAmICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Tells whom AWS takes you for, and which credentials and clock that rests on.",
        discussion: """
            Credentials come from the first source that has any: the environment, the profile, a web identity, the \
            container, the instance.
            """)

    @OptionGroup var aws: AWSOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let access = try aws.access()
        let answer = try await reporting { () async throws(CommandError) in try await WhoAmI(access) }
        try StandardOutput.write(json ? answer.json : answer.text)
    }
}
