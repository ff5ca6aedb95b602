import Infra

extension EnvironmentReader {
    static let gitHubKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "owner",
            "The user or organization that owns the repository, in GitHub's capitals. Required.", example: "octocat"),
        EnvironmentKey(
            "ownerId", "The owner's numeric id, .owner.id of GET /repos/<owner>/<repository>.", example: "'123456'"),
        EnvironmentKey("repository", "The repository's name, in GitHub's capitals. Required.", example: "weir"),
        EnvironmentKey(
            "repositoryId", "The repository's numeric id, .id of GET /repos/<owner>/<repository>.", example: "'456789'"),
        EnvironmentKey(
            "branches", "The branches whose jobs may deploy; * and ? are wildcards.", example: "[main, 'release/*']"),
        EnvironmentKey("tags", "The tags whose jobs may deploy; * and ? are wildcards.", example: "['v*']"),
        EnvironmentKey(
            "environments",
            "The GitHub environments whose jobs may deploy. Without branches, tags and pullRequests the one of the same name.",
            example: "[production]"),
        EnvironmentKey(
            "pullRequests",
            "Lets jobs of pull requests deploy, whose authors choose the code. Defaults to false.", example: "false"),
        EnvironmentKey(
            "subjects",
            "The accepted form of subjects: names, ids or both. Defaults to both where the ids are known, otherwise names.",
            example: "both"),
        EnvironmentKey(
            "provider",
            "GitHub as identity provider: create, or existing if the account has it. Defaults to create.",
            example: "existing"),
        EnvironmentKey(
            "sessionHours", "The longest session of a job, in hours, from 1 to 12. Defaults to 1.", example: "2"),
    ]

    /// Reads `github`; nil without the section, or without a valid owner and repository.
    func gitHub(_ top: SettingsReader) -> GitHubAccess? {
        guard top.has("github") else { return nil }
        let block = top.block("github", keys: EnvironmentReader.gitHubKeys)
        let owner = name("owner", in: block) { $0.owner = $1 }
        let repository = name("repository", in: block) { $0.repository = $1 }
        var trust = GitHubTrust(owner: owner ?? "owner", repository: repository ?? "repository")
        block.set("ownerId", \.ownerID, of: &trust, "ownerID")
        block.set("repositoryId", \.repositoryID, of: &trust, "repositoryID")
        names("branches", \.branches, in: block, of: &trust)
        names("tags", \.tags, in: block, of: &trust)
        names("environments", \.environments, in: block, of: &trust)
        block.set("pullRequests", \.pullRequests, of: &trust)
        block.set("subjects", \.form, of: &trust, "form")
        // A GitHub environment of the same name can have reviewers and a list of branches.
        if trust.contexts.isEmpty { trust.environments = [self.name] }
        var access = GitHubAccess(trust: trust)
        if let makes = block.choice("provider", [("create", true), ("existing", false)]) {
            access.makesProvider = makes
        }
        if let hours = block.number("sessionHours", oneOf: Array(1...12)) { access.session = .hours(hours) }
        return owner == nil || repository == nil ? nil : access
    }

    /// Reads a required name of the trust under its rule.
    private func name(
        _ key: String, in block: SettingsReader, _ set: (inout GitHubTrust, String) -> Void
    ) -> String? {
        var example = GitHubTrust(owner: "owner", repository: "repository")
        let rule = GitHubTrust.rules.first { $0.property == key }
        return block.required(key, expected: rule?.expectation(in: example) ?? "a name") { text in
            set(&example, text)
            return rule?.fault(in: example) == nil ? text : nil
        }
    }

    /// Reads a list of names of the trust under its rule.
    private func names(
        _ key: String, _ path: WritableKeyPath<GitHubTrust, [String]>, in block: SettingsReader,
        of trust: inout GitHubTrust
    ) {
        guard let names = block.list(key, expected: "names", { $0 }) else { return }
        trust[keyPath: path] = names
        block.check(key, key, of: trust)
    }
}
