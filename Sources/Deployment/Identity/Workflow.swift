import Diagnostics
import Yams

/// The parts of a GitHub Actions workflow that decide the subjects of its jobs' tokens ("Workflow syntax for GitHub Actions").
package struct Workflow: Sendable, Hashable {
    /// An event that starts the workflow.
    package struct Trigger: Sendable, Hashable {
        /// The event's name, such as `push`.
        package let event: String
        /// The patterns of branches; nil without a filter.
        package let branches: [String]?
        /// The patterns of tags; nil without a filter.
        package let tags: [String]?
    }

    /// A job.
    package struct Job: Sendable, Hashable {
        /// The job's id.
        package let id: String
        /// The GitHub environment; an expression as written.
        package let environment: String?
        /// The reusable workflow that the job calls.
        package let calls: String?
        /// A Boolean value that indicates whether the job can request a token: `permissions` with `id-token: write`.
        package let canRequestToken: Bool
    }

    /// A file that is not a workflow.
    package struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The problem and its solution.
        package let description: String
    }

    /// The triggers, in the file's order.
    package let triggers: [Trigger]
    /// The jobs, in the file's order.
    package let jobs: [Job]

    /// Reads a workflow's text.
    package init(_ text: String) throws(FormatError) {
        if let line = YAMLDepth.tooDeep(text) {
            throw FormatError(description: "line \(line): the nesting is deeper than that of any workflow")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text, .basic)
        } catch {
            throw FormatError(description: "the file is not YAML; compare it with a workflow that GitHub runs")
        }
        guard let root, let on = root.member("on"), let jobs = root.member("jobs")?.members, !jobs.isEmpty else {
            throw FormatError(
                description: "the file has no \"on\" or no \"jobs\"; expected a workflow of GitHub Actions")
        }
        triggers = Workflow.triggers(on)
        let permitted = Workflow.permitsToken(root.member("permissions"))
        self.jobs = jobs.map { id, job in
            Job(
                id: id, environment: job.member("environment").flatMap { $0.word ?? $0.member("name")?.word },
                calls: job.member("uses")?.word,
                canRequestToken: Workflow.permitsToken(job.member("permissions")) ?? permitted ?? false)
        }
    }

    /// Returns a job by its id, or the only one.
    package func job(_ id: String?) throws(FormatError) -> Job {
        if let id {
            if let job = jobs.first(where: { $0.id == id }) { return job }
            let names = jobs.map(\.id)
            throw FormatError(
                description: "there is no job \(SafeDescription.setting(id)); there is "
                    + "\(names.joined(separator: ", "))\(NearestName.hint(for: id, among: names))")
        }
        guard jobs.count == 1 else {
            throw FormatError(
                description: "the workflow has the jobs \(jobs.map(\.id).joined(separator: ", ")); name one with --job")
        }
        return jobs[0]
    }

    private static func triggers(_ node: Node) -> [Trigger] {
        if let word = node.word { return [Trigger(event: word, branches: nil, tags: nil)] }
        if case .sequence(let events) = node {
            return events.compactMap { $0.word.map { Trigger(event: $0, branches: nil, tags: nil) } }
        }
        return (node.members ?? []).map { event, filter in
            Trigger(event: event, branches: filter.member("branches")?.words, tags: filter.member("tags")?.words)
        }
    }

    /// `true` if `permissions` allow a token; nil if there are none, so that those above apply.
    private static func permitsToken(_ node: Node?) -> Bool? {
        guard let node else { return nil }
        if let word = node.word { return word == "write-all" }
        return node.member("id-token")?.word == "write"
    }
}

extension Node {
    /// The text of a scalar.
    fileprivate var word: String? {
        guard case .scalar(let scalar) = self else { return nil }
        return scalar.string
    }

    /// The texts of a list, or the one text.
    fileprivate var words: [String]? {
        if let word { return [word] }
        guard case .sequence(let sequence) = self else { return nil }
        return sequence.compactMap(\.word)
    }

    /// The entries of a block.
    fileprivate var members: [(String, Node)]? {
        guard case .mapping(let mapping) = self else { return nil }
        return mapping.compactMap { key, value in key.word.map { ($0, value) } }
    }

    /// The entry of a block.
    fileprivate func member(_ name: String) -> Node? { members?.first { $0.0 == name }?.1 }
}
