import Deployment
import Infra
import Testing

@Suite("InitDialogue")
struct InitDialogueTests {
    private static let zone = "Z0123456789ABCDEFGHIJ"

    /// Answers every question in turn; the questions that were asked.
    private static func run(_ answers: [String]) throws -> (asked: [InitQuestion], dialogue: InitDialogue) {
        var dialogue = InitDialogue()
        var asked: [InitQuestion] = []
        var rest = answers[...]
        while let question = dialogue.question {
            asked.append(question)
            try dialogue.answer(rest.popFirst() ?? "")
        }
        return (asked, dialogue)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let answers: [String]
        let asked: [InitQuestion]
        /// Lines of the file.
        let lines: [String]
        var testDescription: String { answers.joined(separator: ", ") }
    }

    private static let first: [InitQuestion] = [.name, .region, .account, .image, .access, .encryption]
    private static let last: [InitQuestion] = [.github, .email]

    static let table: [Case] = [
        .init(
            answers: ["dev"], asked: first + [.anonymous] + last,
            lines: ["region: eu-central-1", "  anonymous: read", "    - 10.0.0.0/8"]),
        .init(
            answers: ["staging", "us-east-1", "123456789012", "", "public", "http"], asked: first + [.anonymous] + last,
            lines: ["region: us-east-1", "account: '123456789012'", "  anonymous: none"]),
        .init(
            answers: ["dev", "", "", "", "", "", "", "octocat/weir", "operations@example.com"],
            asked: first + [.anonymous] + last,
            lines: [
                "  owner: octocat", "  repository: weir", "  alarms: true",
                "    - operations@example.com    # confirms once, by a message of SNS",
            ]),
        .init(
            answers: ["production", "", "", "weir:2.0.0", "", "", "api.example.com", zone],
            asked: first + [.domain, .hostedZone, .anonymous] + last,
            lines: ["  image: weir:2.0.0", "  domain: api.example.com", "  hostedZone: \(zone)"]),
        .init(
            answers: [
                "production", "", "", "", "internal", "certificate", "api.example.com",
                "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555",
            ], asked: first + [.domain, .certificate, .anonymous] + last,
            lines: ["  domain: api.example.com", "    - 10.0.0.0/8"]),
        .init(
            answers: ["customer-a", "", "", "", "", "http", "the company's gateway: it adds TLS"],
            asked: first + [.reason, .anonymous] + last,
            lines: ["  insecureHTTP: 'the company''s gateway: it adds TLS'", "  anonymous: none"]),
    ]

    @Test("The answers decide the next question, and the file has them", arguments: table)
    func asks(_ entry: Case) throws {
        let (asked, dialogue) = try Self.run(entry.answers)
        #expect(asked == entry.asked)
        let lines = dialogue.text.split(separator: "\n").map(String.init)
        for line in entry.lines { #expect(lines.contains(line), "\(line) is not in \(dialogue.text)") }
        #expect(lines.first?.hasPrefix("# The \(entry.answers[0]) environment.") == true)
        #expect(!lines.contains { $0.count > 120 })
    }

    @Test("The file is valid for the reader, can be synthesized, and says what it sets", arguments: table)
    func synthesizes(_ entry: Case) throws {
        let dialogue = try Self.run(entry.answers).dialogue
        let environment = try DeploymentEnvironment.parse(dialogue.text, name: entry.answers[0], file: "f")
        #expect(try !ProductApp(environment).synthesize().isEmpty)
        #expect(environment.region == dialogue.answers[.region])
        #expect(environment.bootstrap.github?.trust.repository == (dialogue.answers[.github] == "" ? nil : "weir"))
        #expect(environment.observe.emails == [dialogue.answers[.email] ?? ""].filter { !$0.isEmpty })
        #expect(environment.loadBalancer.isInternal == (dialogue.answers[.access] == "internal"))
    }

    @Test(
        "An answer that is not valid is refused with the valid ones, and the question stays",
        arguments: [
            ([], "Dev", "expected lower-case letters"), (["dev"], "eu-centrl-1", "expected an AWS region"),
            (["dev", ""], "1234", "expected the account's 12 digits"),
            (["dev", "", ""], "weir:latest", "\"latest\" names another image"),
            (["dev", "", "", ""], "publik", "did you mean \"public\"?"),
            (["production", "", "", "", "", "domain"], "", "an answer is needed"),
            (["production", "", "", "", "", "domain"], "api_example", "expected"),
            (["production", "", "", "", "", "http"], "short", "expected the reason"),
            (["dev", "", "", "", "", ""], "write", "did you mean \"all\"?"),
            (["dev", "", "", "", "", "", ""], "weir", "such as octocat/weir"),
            (["dev", "", "", "", "", "", ""], "-octo/weir", "expected letters, digits and single hyphens"),
            (["dev", "", "", "", "", "", "", ""], "operations", "expected addresses such as"),
            (["dev"], "eu-central-1\u{1}", "expected a text on one line"),
        ])
    func refuses(answers: [String], wrong: String, words: String) throws {
        var dialogue = InitDialogue()
        for answer in answers { try dialogue.answer(answer) }
        let question = dialogue.question
        let error = #expect(throws: InitAnswerError.self) { try dialogue.answer(wrong) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(dialogue.question == question)
        #expect(error?.question == question)
    }

    @Test("Every question has a flag, but for the name, which is the argument")
    func flags() {
        #expect(InitQuestion.allCases.filter { $0.flag == nil } == [.name])
        #expect(Set(InitQuestion.allCases.compactMap(\.flag)).count == InitQuestion.allCases.count - 1)
        for question in InitQuestion.allCases { #expect(question.prompt.count <= 78, "\(question.prompt)") }
    }
}
