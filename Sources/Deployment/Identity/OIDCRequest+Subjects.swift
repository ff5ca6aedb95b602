package import Diagnostics
import Infra

extension OIDCRequest {
    /// The subjects of a job, for output.
    package struct SubjectReport: Sendable, Hashable {
        /// The text for standard output.
        package let text: String
        /// The lines for standard error.
        package let warnings: [String]
    }

    /// Prints the subjects that GitHub will send for a job, and whether the deploy role accepts them.
    /// - Parameters:
    ///   - workflow: The workflow's text.
    ///   - file: The workflow's file, for errors.
    ///   - job: The job's id; nil is the only job.
    ///   - json: `true` for JSON.
    package func subjects(
        workflow text: String, file: String, job id: String?, json: Bool
    ) throws(CommandError) -> SubjectReport {
        let access = try access()
        let workflow: Workflow
        let job: Workflow.Job
        do {
            workflow = try Workflow(text)
            job = try workflow.job(id)
        } catch {
            throw CommandError(
                exitCode: .data, description: "error: \(SafeDescription.path(file)): \(error.description)")
        }
        let policy: TrustPolicy
        do {
            policy = try TrustPolicy(access.document)
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(error.description)")
        }
        var warnings: [String] = []
        if !job.canRequestToken {
            warnings.append(
                "warning: the job \"\(job.id)\" cannot request a token; add \"permissions:\" with \"id-token: write\" and "
                    + "\"contents: read\" to the job")
        }
        if let called = job.calls {
            warnings.append(
                "warning: the job calls \(SafeDescription.name(called)); an environment of the called job takes the "
                    + "place of the subject here")
        }
        var rows: [Row] = []
        for subject in workflow.subjects(of: job) {
            for repository in OIDCRequest.repositories(access.github.trust) {
                rows.append(Row(subject, "\(repository):\(subject.context)", policy))
            }
        }
        let text =
            json
            ? TemplateExpression.list(rows.map(\.expression)).json
            : rows.map { row in
                let reason = row.reason.map { "\n    \($0)" } ?? ""
                let note = row.subject.note.map { "\n    \($0)" } ?? ""
                return "\(row.text)\n    on \(row.subject.event): \(row.outcome)\(reason)\(note)\n"
            }.joined()
        return SubjectReport(text: text, warnings: warnings)
    }

    /// The forms that GitHub may send: names, and names with ids if they are known.
    private static func repositories(_ trust: GitHubTrust) -> [String] {
        var all = trust
        all.form = trust.hasIDs ? .both : .names
        return all.repositories
    }

    private struct Row {
        let subject: Workflow.Subject
        let text: String
        let outcome: String
        let reason: String?

        init(_ subject: Workflow.Subject, _ text: String, _ policy: TrustPolicy) {
            self.subject = subject
            self.text = text
            guard subject.isKnown else {
                outcome = "known when the job runs"
                reason = nil
                return
            }
            let verdict = policy.evaluate(["sub": [text], "aud": [GitHubProvider.audience]])
            outcome = verdict.isAccepted ? "accepted" : "refused"
            reason = verdict.isAccepted ? nil : verdict.difference?.description ?? verdict.reasons.first
        }

        var expression: TemplateExpression {
            var members: [TemplateExpression.Member] = [
                .init("subject", .string(text)), .init("event", .string(subject.event)),
                .init("outcome", .string(outcome)),
            ]
            if let reason { members.append(.init("reason", .string(reason))) }
            if let note = subject.note { members.append(.init("note", .string(note))) }
            return .object(members)
        }
    }
}
