/// The subject of a GitHub token, or a pattern of subjects, in its parts.
///
///     repo:octo@1234/shop@5678:ref:refs/heads/main
///     repo:octo/shop:environment:production
///     repo:octo/shop:pull_request
package struct TokenSubject: Sendable, Hashable {
    /// The parts of a subject, in their order.
    package enum Part: String, Sendable, Hashable, CaseIterable {
        /// The word `repo`.
        case prefix
        /// The repository's owner.
        case owner
        /// The owner's immutable id.
        case ownerID = "owner id"
        /// The repository's name.
        case repository
        /// The repository's immutable id.
        case repositoryID = "repository id"
        /// `environment`, `ref` or `pull_request`.
        case context
        /// `refs/heads/` or `refs/tags/`.
        case referenceKind = "kind of reference"
        /// The environment, branch or tag.
        case name
        /// Further claims of a customized subject.
        case rest = "further claims"
    }

    /// The subject as written.
    package let text: String
    /// The parts, without those that the subject lacks.
    package private(set) var parts: [Part: String] = [:]

    /// Reads a subject or a pattern of subjects.
    package init(_ text: String) {
        self.text = text
        let segments = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        parts[.prefix] = segments[0]
        guard segments.count > 1 else { return }
        if segments[0] == "repo" {
            let names = segments[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            let owner = TokenSubject.name(names[0])
            parts[.owner] = owner.name
            parts[.ownerID] = owner.id
            if names.count > 1 {
                let repository = TokenSubject.name(names[1])
                parts[.repository] = repository.name
                parts[.repositoryID] = repository.id
            }
        } else {
            parts[.rest] = segments.dropFirst().joined(separator: ":")
            return
        }
        guard segments.count > 2 else { return }
        parts[.context] = segments[2]
        var next = 3
        if segments.count > 3, segments[2] == "ref" {
            next = 4
            var name = segments[3]
            for kind in ["refs/heads/", "refs/tags/"] where name.hasPrefix(kind) {
                parts[.referenceKind] = kind
                name = String(name.dropFirst(kind.count))
            }
            parts[.name] = name
        } else if segments.count > 3, segments[2] == "environment" {
            next = 4
            parts[.name] = segments[3]
        }
        if segments.count > next { parts[.rest] = segments[next...].joined(separator: ":") }
    }

    /// The claims that a customized subject can begin with ("OpenID Connect reference" in GitHub's documentation).
    static let claims: Set<String> = [
        "actor", "actor_id", "base_ref", "context", "enterprise", "environment", "event_name", "head_ref",
        "job_workflow_ref", "organization", "ref", "repo", "repository", "repository_id", "repository_owner",
        "repository_owner_id", "repository_visibility", "run_id", "runner_environment", "workflow", "workflow_ref",
    ]

    private static func name(_ text: String) -> (name: String, id: String?) {
        guard let mark = text.firstIndex(of: "@") else { return (text, nil) }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }
}
