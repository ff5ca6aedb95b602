package import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The arguments of `infra-cli init`.
package struct InitRequest: Sendable {
    /// The answers from the command line.
    package var answers: [InitQuestion: String]
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?
    /// A Boolean value that indicates whether an existing file is replaced.
    package var isForced: Bool

    /// Creates a request for a new environment file.
    package init(answers: [InitQuestion: String] = [:], directory: String? = nil, isForced: Bool = false) {
        self.answers = answers
        self.directory = directory
        self.isForced = isForced
    }

    /// Returns the dialogue with the answers of the command line.
    package func dialogue() throws(CommandError) -> InitDialogue {
        var dialogue = InitDialogue()
        for question in InitQuestion.allCases {
            guard let answer = answers[question] else { continue }
            do {
                try dialogue.answer(question, answer)
            } catch {
                throw InitRequest.usage(error)
            }
        }
        if let name = dialogue.answers[.name] { try refuseExisting(name) }
        return dialogue
    }

    /// Answers the questions that are left with their defaults.
    package func finish(_ dialogue: InitDialogue) throws(CommandError) -> InitDialogue {
        var dialogue = dialogue
        do {
            try dialogue.answerByDefault()
        } catch {
            throw InitRequest.usage(error)
        }
        return dialogue
    }

    /// Writes the file of a complete dialogue.
    /// - Returns: The path.
    package func write(_ dialogue: InitDialogue) throws(CommandError) -> String {
        if let question = dialogue.superfluous.first {
            throw .usage("\(question.flag ?? question.rawValue) does not fit to the other answers; leave it out")
        }
        let name = dialogue.answers[.name] ?? ""
        let path = path(name)
        do {
            _ = try DeploymentEnvironment.parse(dialogue.text, name: name, file: path)
        } catch {
            throw CommandError(exitCode: .data, description: error.description)
        }
        try refuseExisting(name)
        do {
            try FileManager.default.createDirectory(
                atPath: directory.map { "\($0)/deploy" } ?? "deploy", withIntermediateDirectories: true)
            // Not atomic: only a plain write refuses a file that another process has made meanwhile.
            try Data(dialogue.text.utf8).write(to: URL(filePath: path), options: isForced ? [] : .withoutOverwriting)
        } catch {
            throw CommandError(
                exitCode: .cannotWrite, description: "error: \(SafeDescription.path(path)) cannot be written")
        }
        return path
    }

    private func path(_ name: String) -> String { "\(directory.map { $0 + "/" } ?? "")deploy/\(name).yaml" }

    private func refuseExisting(_ name: String) throws(CommandError) {
        let path = path(name)
        guard !isForced, FileManager.default.fileExists(atPath: path) else { return }
        throw CommandError(
            exitCode: .cannotWrite,
            description: "error: \(SafeDescription.path(path)) exists; choose another name, or replace it with --force")
    }

    private static func usage(_ error: InitAnswerError) -> CommandError {
        .usage("\(error.question.flag ?? "the environment's name"): \(error)")
    }
}
