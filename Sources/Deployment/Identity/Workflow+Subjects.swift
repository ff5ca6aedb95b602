import Infra

extension Workflow {
    /// A subject that GitHub sends for a job.
    package struct Subject: Sendable, Hashable {
        /// The event that starts the job.
        package let event: String
        /// The subject behind the repository, such as `ref:refs/heads/main`. A part in angle brackets is known when the job runs.
        package let context: String
        /// A remark, if the subject depends on something.
        package let note: String?

        /// A Boolean value that indicates whether the subject is known before the job runs.
        package var isKnown: Bool { !context.contains("<") && !TextPattern(context).hasWildcard }
    }

    /// The subjects that GitHub sends for a job, one for each event and filter ("OpenID Connect reference" in GitHub's
    /// documentation).
    package func subjects(of job: Job) -> [Subject] {
        if let environment = job.environment {
            let isExpression = environment.contains("${{")
            let context =
                isExpression ? "environment:<\(environment)>" : "environment:\(GitHubTrust.escaped(environment))"
            // A job's environment takes the place of branch, tag and pull request.
            return [
                Subject(
                    event: "any", context: context,
                    note: isExpression ? "the environment is an expression, known when the job runs" : nil)
            ]
        }
        var subjects: [Subject] = []
        for subject in triggers.flatMap(Workflow.subjects) where !subjects.contains(subject) {
            subjects.append(subject)
        }
        return subjects
    }

    private static func subjects(_ trigger: Trigger) -> [Subject] {
        func subject(_ context: String, _ note: String? = nil) -> Subject {
            Subject(event: trigger.event, context: context, note: note)
        }
        func branches(_ names: [String]) -> [Subject] {
            names.filter { !$0.hasPrefix("!") }.map { subject("ref:refs/heads/\($0)") }
        }
        switch trigger.event {
        case "push":
            if trigger.branches == nil, trigger.tags == nil {
                return [subject("ref:refs/heads/<branch>"), subject("ref:refs/tags/<tag>")]
            }
            return branches(trigger.branches ?? [])
                + (trigger.tags ?? []).filter { !$0.hasPrefix("!") }.map { subject("ref:refs/tags/\($0)") }
        case "pull_request", "pull_request_review", "pull_request_review_comment":
            return [subject("pull_request", "jobs of forks cannot request a token")]
        case "workflow_dispatch":
            return [
                subject("ref:refs/heads/<branch>", "the branch or tag chosen at the start"),
                subject("ref:refs/tags/<tag>", "the branch or tag chosen at the start"),
            ]
        case "release": return [subject("ref:refs/tags/<tag>", "the release's tag")]
        case "merge_group": return [subject("ref:refs/heads/gh-readonly-queue/<branch>")]
        case "workflow_call": return [subject("<context>", "that of the workflow that calls this one")]
        case "create", "delete", "deployment", "deployment_status", "pull_request_target", "workflow_run":
            return [subject("ref:<ref>", "depends on the event; read it from a job's token")]
        default: return [subject("ref:refs/heads/<default branch>", "the repository's default branch")]
        }
    }
}
