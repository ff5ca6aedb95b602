/// The jobs of a GitHub repository that may assume a role.
///
/// GitHub names a job by its subject, the claim `sub` of the job's token ("OpenID Connect reference" in GitHub's
/// documentation). It has two forms: with names alone (`repo:octo/shop:ref:refs/heads/main`), and with the immutable ids beside
/// them (`repo:octo@1234/shop@5678:ref:refs/heads/main`), the default of repositories created or renamed since July 2026. A
/// name can be taken by others once it is free; an id cannot.
public struct GitHubTrust: CheckedProperties, Sendable, Hashable {
    /// The forms of subjects.
    public enum Form: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Names alone.
        case names
        /// Names with immutable ids.
        case ids
        /// Both forms.
        case both
    }

    /// The user or organization that owns the repository, in GitHub's capitals.
    public var owner: String
    /// The repository's name, in GitHub's capitals.
    public var repository: String
    /// The owner's numeric id; nil if it is not known. Defaults to nil.
    public var ownerID: String?
    /// The repository's numeric id; nil if it is not known. Defaults to nil.
    public var repositoryID: String?
    /// The branches whose jobs may assume the role; `*` and `?` are wildcards. Defaults to none.
    public var branches: [String] = []
    /// The tags whose jobs may assume the role; `*` and `?` are wildcards. Defaults to none.
    public var tags: [String] = []
    /// The GitHub environments whose jobs may assume the role. A job that names an environment has no other subject. Defaults
    /// to none.
    public var environments: [String] = []
    /// Jobs of pull requests may assume the role, so that an author can run any code with it. Defaults to false.
    public var pullRequests = false
    /// The accepted forms of subjects; nil accepts both if the ids are known, and names otherwise. Defaults to nil.
    public var form: Form?

    /// Describes the trust in a repository.
    public init(owner: String, repository: String) {
        self.owner = owner
        self.repository = repository
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<GitHubTrust>] {
        [
            PropertyRule(
                "owner", { $0.owner },
                ValidValues("letters, digits and single hyphens, at most 39 characters", contains: isOwner)),
            PropertyRule(
                "repository", { $0.repository },
                ValidValues("letters, digits, hyphens, underscores and dots, at most 100 characters, without the owner")
                {
                    isName($0)
                }),
            PropertyRule("ownerID", { $0.ownerID }, id(of: ".owner.id")),
            PropertyRule("repositoryID", { $0.repositoryID }, id(of: ".id")),
            PropertyRule(
                "branches", { $0.branches }, ValidValues(references("branch", "main"), contains: areReferences)),
            PropertyRule("tags", { $0.tags }, ValidValues(references("tag", "v*"), contains: areReferences)),
            PropertyRule(
                "environments", { $0.environments },
                ValidValues(
                    "names of GitHub environments, without wildcards, $, \" and \\, at most 255 characters each"
                ) {
                    $0.allSatisfy(isEnvironment)
                }),
            PropertyRule("form", { $0.form }) { trust in
                ValidValues("names: ids and both need ownerID and repositoryID") { form in
                    form == .names || trust.hasIDs
                }
            },
            PropertyRule("contexts", { $0.contexts.count }) { _ in
                ValidValues("a branch, a tag, an environment or pull requests: nothing may assume the role otherwise") {
                    $0 > 0
                }
            },
        ]
    }

    /// A Boolean value that indicates whether both ids are known.
    public var hasIDs: Bool { ownerID != nil && repositoryID != nil }

    /// The accepted forms of subjects.
    public var acceptedForm: Form { form ?? (hasIDs ? .both : .names) }

    /// The part of a subject after the repository, for each allowed context, such as `ref:refs/heads/main`.
    public var contexts: [String] {
        environments.map { "environment:\(GitHubTrust.escaped($0))" } + branches.map { "ref:refs/heads/\($0)" }
            + tags.map { "ref:refs/tags/\($0)" } + (pullRequests ? ["pull_request"] : [])
    }

    /// The beginnings of the accepted subjects: `repo:octo/shop`, `repo:octo@1234/shop@5678` or both.
    public var repositories: [String] {
        var all: [String] = []
        if acceptedForm != .ids { all.append("repo:\(owner)/\(repository)") }
        if acceptedForm != .names, let ownerID, let repositoryID {
            all.append("repo:\(owner)@\(ownerID)/\(repository)@\(repositoryID)")
        }
        return all
    }

    /// The accepted subjects; `*` and `?` are wildcards.
    public var subjects: [String] { contexts.flatMap { context in repositories.map { "\($0):\(context)" } } }

    /// Replaces the character that separates a subject's parts.
    public static func escaped(_ value: String) -> String {
        value.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "%3A")
    }

    private static func references(_ kind: String, _ example: String) -> String {
        "\(kind) names such as \(example), without refs/ in front, spaces, colons and $, at most 255 characters each"
    }

    private static func id(of field: String) -> ValidValues<String> {
        ValidValues("the number that GET /repos/<owner>/<repository> returns as \(field)") { text in
            (1...20).contains(text.utf8.count) && text.utf8.allSatisfy(isDigit) && !text.hasPrefix("0")
        }
    }

    private static func isOwner(_ text: String) -> Bool {
        (1...39).contains(text.utf8.count) && text.utf8.first != 45 && text.utf8.last != 45
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 45 }
    }

    private static func isName(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count) && text != "." && text != ".."
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || [45, 46, 95].contains($0) }
    }

    /// `$` would begin a variable of IAM; `:` cannot stand in a reference of git.
    private static func areReferences(_ texts: [String]) -> Bool {
        texts.allSatisfy { text in
            (1...255).contains(text.utf8.count) && !text.hasPrefix("refs/")
                && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && ![36, 58, 92, 94, 126].contains($0) }
        }
    }

    private static func isEnvironment(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 >= 32 && $0 != 127 && ![34, 36, 42, 63, 92].contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
