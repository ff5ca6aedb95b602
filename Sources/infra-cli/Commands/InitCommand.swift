import ArgumentParser
import CommandLineInterface
import Deployment
import Diagnostics

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a first environment file.",
        discussion: """
            Asks a few questions on a terminal and writes deploy/<name>.yaml with comments. Flags answer questions in \
            advance; without a terminal the defaults answer the others. An existing file is never replaced without \
            --force.

            Exit codes: 0 the file is written, 64 an answer is missing or not valid, 73 the file exists or cannot be \
            written.

            EXAMPLE
              infra-cli init dev
              infra-cli init production --domain api.example.com \\
                --hosted-zone Z0123456789ABCDEFGHIJ
              infra-cli init staging --encryption http --github octocat/weir
            """)

    @Argument(help: "The environment's name: dev, staging, production or another.")
    var name: String?

    @Option(help: "The AWS region.")
    var region: String?

    @Option(help: "The AWS account, 12 digits; a deployment to another one is refused.")
    var account: String?

    @Option(help: "The server's image, such as weir:1.2.0.")
    var image: String?

    @Option(help: "The load balancer: internal or public.")
    var access: String?

    @Option(help: "HTTPS: domain, certificate or http.")
    var encryption: String?

    @Option(help: "The host name for clients.")
    var domain: String?

    @Option(help: "The id of the host name's Route 53 zone.")
    var hostedZone: String?

    @Option(help: "The ARN of a certificate in ACM.")
    var certificate: String?

    @Option(name: .customLong("insecure-http"), help: "The reason for plain HTTP in production.")
    var reason: String?

    @Option(help: "The rights of clients without a key: none, read or all.")
    var anonymous: String?

    @Option(name: .customLong("github"), help: "The GitHub repository that deploys, as owner/name.")
    var gitHub: String?

    @Option(help: "The e-mail address that alarms notify.")
    var email: String?

    @Flag(help: "Replaces an existing file.")
    var force = false

    @Flag(help: "Prints the path as JSON.")
    var json = false

    @Option(help: "The folder for deploy; the current one by default.")
    var directory: String?

    func run() throws {
        let given: [(InitQuestion, String?)] = [
            (.name, name), (.region, region), (.account, account), (.image, image), (.access, access),
            (.encryption, encryption ?? impliedEncryption), (.domain, domain), (.hostedZone, hostedZone),
            (.certificate, certificate), (.reason, reason), (.anonymous, anonymous), (.github, gitHub),
            (.email, email),
        ]
        let answers = Dictionary(
            uniqueKeysWithValues: given.compactMap { question, text in text.map { (question, $0) } })
        let request = InitRequest(answers: answers, directory: directory, isForced: force)
        var dialogue = try request.dialogue()
        if Terminal.isInteractive {
            try ask(&dialogue)
        } else {
            dialogue = try request.finish(dialogue)
        }
        let path = try request.write(dialogue)
        try StandardOutput.write(json ? try JSONOutput.text(of: ["path": path]) : "\(path)\n")
    }

    /// The encryption that another flag decides.
    private var impliedEncryption: String? {
        if certificate != nil { return "certificate" }
        if hostedZone != nil { return "domain" }
        return reason == nil ? nil : "http"
    }

    private func ask(_ dialogue: inout InitDialogue) throws {
        while let question = dialogue.question {
            let standard = dialogue.standard(question).map { $0.isEmpty ? "" : " [\($0)]" } ?? ""
            StandardError.write("\(question.prompt)\(standard): ")
            guard let line = readLine() else {
                throw CommandError.usage("the answers end before the last question; nothing is written")
            }
            do {
                try dialogue.answer(line)
            } catch {
                StandardError.line("  \(error)")
            }
        }
    }
}
