import Diagnostics
import Infra

/// The first part in which a token's subject differs from a subject that a policy accepts.
package struct SubjectDifference: Sendable, Hashable {
    /// The reasons for a difference.
    package enum Cause: String, Sendable, Hashable, CaseIterable {
        /// The two differ in capitals only.
        case capitals
        /// The token has immutable ids, and the policy has names alone.
        case idsInToken
        /// The policy has immutable ids, and the token has names alone.
        case idsInPolicy
        /// The id is another one.
        case otherID
        /// The owner or the repository is another one.
        case otherRepository
        /// The job names a GitHub environment, and the policy accepts something else.
        case jobHasEnvironment
        /// The policy accepts a GitHub environment, and the job names none.
        case jobHasNoEnvironment
        /// The job is of a pull request.
        case pullRequest
        /// The policy accepts pull requests only.
        case noPullRequest
        /// A branch where a tag is accepted, or a tag where a branch is.
        case branchOrTag
        /// The environment, branch or tag is another one.
        case otherName
        /// The policy's operator takes `*` and `?` literally.
        case wildcardTakenLiterally
        /// The subject has claims by a template of the repository or organization.
        case customized
    }

    /// The part.
    package let part: TokenSubject.Part
    /// The token's value; nil if it has no such part.
    package let got: String?
    /// The policy's value; nil if it has no such part.
    package let expected: String?
    /// The reason.
    package let cause: Cause
    /// The pattern of the policy that the subject was compared with.
    package let pattern: String

    /// Compares a subject with a pattern; nil if it matches.
    /// - Parameters:
    ///   - subject: The token's subject.
    ///   - pattern: The policy's value.
    ///   - readsWildcards: `true` for `StringLike`, `false` for `StringEquals`.
    package init?(_ subject: String, _ pattern: String, readsWildcards: Bool) {
        let glob = TextPattern(pattern)
        if readsWildcards ? glob.matches(subject) : pattern == subject { return nil }
        self.pattern = pattern
        let got = TokenSubject(subject)
        let wanted = TokenSubject(pattern)
        if !readsWildcards, glob.hasWildcard, glob.matches(subject) {
            part = TokenSubject.Part.allCases.first { got.parts[$0] != wanted.parts[$0] } ?? .name
            cause = .wildcardTakenLiterally
        } else {
            let first = SubjectDifference.first(got, wanted, readsWildcards: readsWildcards)
            part = first.part
            cause = first.cause
        }
        likeness = TokenSubject.Part.allCases.count { got.parts[$0] != nil && got.parts[$0] == wanted.parts[$0] }
        self.got = got.parts[part]
        expected = wanted.parts[part]
    }

    /// The number of equal parts, wherever they stand.
    private let likeness: Int

    /// Returns a Boolean value that indicates whether the pattern of this difference is nearer to the subject than another's: it
    /// agrees for longer, or else in more parts.
    package func isNearer(than other: SubjectDifference) -> Bool {
        let order = TokenSubject.Part.allCases
        let (own, others) = (order.firstIndex(of: part) ?? 0, order.firstIndex(of: other.part) ?? 0)
        return (own, likeness) > (others, other.likeness)
    }

    private static func first(
        _ got: TokenSubject, _ wanted: TokenSubject, readsWildcards: Bool
    ) -> (part: TokenSubject.Part, cause: Cause) {
        for part in TokenSubject.Part.allCases {
            let (value, pattern) = (got.parts[part], wanted.parts[part])
            if value == pattern { continue }
            if let value, let pattern, readsWildcards, TextPattern(pattern).matches(value) {
                // A star at the pattern's end stands for all parts behind it.
                continue
            }
            return (part, cause(part, value, pattern, got))
        }
        return (.rest, .customized)
    }

    private static func cause(
        _ part: TokenSubject.Part, _ value: String?, _ pattern: String?, _ got: TokenSubject
    ) -> Cause {
        if let value, let pattern, value.lowercased() == pattern.lowercased() { return .capitals }
        switch part {
        case .prefix, .rest: return .customized
        case .owner, .repository: return .otherRepository
        case .ownerID, .repositoryID:
            if pattern == nil { return .idsInToken }
            return value == nil ? .idsInPolicy : .otherID
        case .context:
            if value == "environment" { return .jobHasEnvironment }
            if value == "pull_request" { return .pullRequest }
            if pattern == "environment" { return .jobHasNoEnvironment }
            return pattern == "pull_request" ? .noPullRequest : .customized
        case .referenceKind: return .branchOrTag
        case .name: return .otherName
        }
    }

    /// The difference and its solution.
    package var description: String {
        "the \(part.rawValue) is \(shown), the policy has \(quoted(expected)): \(explanation)"
    }

    /// The token's value in quotes. Text that cannot be of a subject is described by its form: it may be a secret in a wrong
    /// place.
    package var shown: String {
        guard let got else { return "none" }
        switch part {
        case .prefix: return TokenSubject.claims.contains(got) ? quoted(got) : "another word"
        case .name, .rest: return SafeDescription.setting(got)
        default: return SafeDescription.name(got)
        }
    }

    private func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "none" }

    private var explanation: String {
        switch cause {
        case .capitals: "they differ in capitals, which IAM compares; write the policy's value as GitHub does"
        case .idsInToken:
            "GitHub sends the immutable form, which repositories have by default since July 2026; "
                + "set github.ownerId and github.repositoryId and deploy bootstrap"
        case .idsInPolicy:
            "GitHub sends names alone; set github.subjects to both, or switch the repository to immutable subjects"
        case .otherID: "another owner or repository has this name now, or the number is wrong"
        case .otherRepository: "the job runs in another repository, for example a fork"
        case .jobHasEnvironment:
            "the job names a GitHub environment, which replaces branch and tag; add it to github.environments"
        case .jobHasNoEnvironment:
            "the job names no GitHub environment; add \"environment:\" to the job, or its branch to github.branches"
        case .pullRequest: "a pull request started the job; deploy from a branch, or set github.pullRequests"
        case .noPullRequest: "the policy accepts pull requests only; add the branch to github.branches"
        case .branchOrTag: "refs/heads/ is a branch and refs/tags/ a tag; use github.branches or github.tags"
        case .otherName: "the policy accepts another name; compare github.branches, tags and environments"
        case .wildcardTakenLiterally: "StringEquals takes * and ? literally; the condition needs StringLike"
        case .customized: "the subject has another form, by a template of the repository or organization"
        }
    }
}
