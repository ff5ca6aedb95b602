import Diagnostics

/// The questions of `infra-cli init` as a state machine: the answers so far decide the next question.
///
///     var dialogue = InitDialogue()
///     while let question = dialogue.question { try dialogue.answer(readLine()) }
///     print(dialogue.text)
package struct InitDialogue: Sendable {
    /// The answers so far; an empty answer leaves a setting out.
    package private(set) var answers: [InitQuestion: String] = [:]

    /// Begins without answers.
    package init() {}

    /// The tier of the environment's name.
    var tier: Tier { Tier(environment: answers[.name] ?? "") }

    /// The next question; nil if the file is complete.
    package var question: InitQuestion? {
        InitQuestion.allCases.first { answers[$0] == nil && isApplicable($0) }
    }

    /// The answer that an empty one stands for; nil for a question that needs an answer.
    package func standard(_ question: InitQuestion) -> String? {
        switch question {
        case .name: "dev"
        case .region: "eu-central-1"
        case .account, .github, .email: ""
        case .image: "weir:\(BuildVersion.current)"
        case .access: tier == .dev ? "internal" : "public"
        case .encryption: tier == .dev ? "http" : "domain"
        case .anonymous: tier == .dev ? "read" : "none"
        case .domain, .hostedZone, .certificate, .reason: nil
        }
    }

    /// Answers the next question.
    /// - Parameter text: The answer; an empty one stands for the default.
    /// - Throws: `InitAnswerError` if the answer is not valid; the question stays the next one.
    package mutating func answer(_ text: String) throws(InitAnswerError) {
        guard let question else { return }
        try answer(question, text)
    }

    /// Answers any question, such as from a flag.
    package mutating func answer(_ question: InitQuestion, _ text: String) throws(InitAnswerError) {
        let trimmed = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        guard let answer = trimmed.isEmpty ? standard(question) : trimmed else {
            throw InitAnswerError(question, "an answer is needed")
        }
        if let fault = fault(of: answer, question) { throw InitAnswerError(question, fault) }
        answers[question] = answer
    }

    /// Answers every question that is left with its default.
    /// - Throws: `InitAnswerError` for the first question without one.
    package mutating func answerByDefault() throws(InitAnswerError) {
        while let question { try answer(question, "") }
    }

    /// The answers that no question asks for, such as a host name without encryption.
    package var superfluous: [InitQuestion] {
        InitQuestion.allCases.filter { answers[$0] != nil && !isApplicable($0) }
    }

    private func isApplicable(_ question: InitQuestion) -> Bool {
        let encryption = answers[.encryption]
        return switch question {
        case .domain: encryption == "domain" || encryption == "certificate"
        case .hostedZone: encryption == "domain"
        case .certificate: encryption == "certificate"
        case .reason: encryption == "http" && tier == .production
        default: true
        }
    }

    /// The fault of an answer: the reader of environment files judges it, by the rules of the key.
    private func fault(of answer: String, _ question: InitQuestion) -> String? {
        if let words = question.words {
            return words.contains(answer)
                ? nil : "expected \(words.joined(separator: " or "))\(NearestName.hint(for: answer, among: words))"
        }
        guard !answer.isEmpty else { return nil }
        if question == .name {
            return EnvironmentReader.applicationName(answer) == nil
                ? "expected lower-case letters, digits and hyphens, a letter first, at most 32 characters" : nil
        }
        let keys = question == .github ? ["github.owner", "github.repository"] : [question.key].compactMap { $0 }
        if question == .github, answer.split(separator: "/", omittingEmptySubsequences: false).count != 2 {
            return "expected the owner and the repository, such as octocat/weir"
        }
        guard !answer.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return "expected a text on one line without control characters"
        }
        var probe = InitDialogue()
        probe.answers = [.name: answers[.name] ?? "dev", .region: answers[.region] ?? "eu-central-1"]
        probe.answers[question] = answer
        if question != .image { probe.answers[.image] = "weir:0" }
        do {
            _ = try DeploymentEnvironment.parse(probe.settings, name: probe.answers[.name] ?? "dev", file: "")
        } catch {
            guard case .invalid(let diagnostics) = error else { return "expected another value" }
            let own = diagnostics.first { fault in
                keys.contains { fault.message.hasPrefix("\"\($0)\" is ") || fault.message.hasPrefix("\"\($0)\" has ") }
            }
            return own.map { fault in
                fault.message.firstRange(of: "; expected ").map { "expected " + fault.message[$0.upperBound...] }
                    ?? fault.message
            }
        }
        return nil
    }
}

/// An answer that is not valid.
package struct InitAnswerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The question.
    package let question: InitQuestion
    /// The reason and the valid answers.
    package let description: String

    init(_ question: InitQuestion, _ description: String) {
        self.question = question
        self.description = description
    }
}
