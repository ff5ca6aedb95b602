import Infra
import InfraTesting
import Testing

@Suite("GitHubTrust")
struct GitHubTrustTests {
    private func trust(_ change: (inout GitHubTrust) -> Void = { _ in }) -> GitHubTrust {
        var trust = GitHubTrust(owner: "octo", repository: "shop")
        change(&trust)
        return trust
    }

    @Test("A subject has the repository's names, and its ids too where they are known")
    func forms() {
        let named = trust { $0.branches = ["main"] }
        #expect(named.subjects == ["repo:octo/shop:ref:refs/heads/main"])
        var known = named
        known.ownerID = "1234"
        known.repositoryID = "5678"
        #expect(
            known.subjects == ["repo:octo/shop:ref:refs/heads/main", "repo:octo@1234/shop@5678:ref:refs/heads/main"])
        known.form = .ids
        #expect(known.subjects == ["repo:octo@1234/shop@5678:ref:refs/heads/main"])
        known.form = .names
        #expect(known.subjects == named.subjects)
    }

    @Test("Each context gives its own subject")
    func contexts() {
        let trust = trust {
            $0.branches = ["main"]
            $0.tags = ["v*"]
            $0.environments = ["Live: EU"]
            $0.pullRequests = true
        }
        #expect(
            trust.contexts == [
                "environment:Live%3A EU", "ref:refs/heads/main", "ref:refs/tags/v*", "pull_request",
            ])
    }

    @Test("Names that GitHub does not have, and a trust in nothing, are refused")
    func rules() {
        let invalid = trust {
            $0.owner = "octo/shop"
            $0.repository = ".."
            $0.ownerID = "12a"
            $0.repositoryID = "012"
            $0.branches = ["refs/heads/main"]
            $0.tags = ["${aws:username}"]
            $0.environments = ["prod*"]
        }
        #expect(
            invalid.faults.map(\.property) == [
                "owner", "repository", "ownerID", "repositoryID", "branches", "tags", "environments",
            ])
        #expect(trust().faults.map(\.property) == ["contexts"])
        let form = trust {
            $0.branches = ["main"]
            $0.form = .ids
        }
        #expect(
            form.faults.map(\.description) == [
                "form is ids; expected names: ids and both need ownerID and repositoryID"
            ])
    }

    @Test(
        "A wildcard turns the condition into StringLike, as StringEquals takes it literally", arguments: [true, false])
    func operators(hasWildcard: Bool) throws {
        let trust = trust { $0.branches = hasWildcard ? ["main", "release/*"] : ["main", "next"] }
        let statement = GitHubProvider.Reference.existing.trustStatement(for: trust)
        let key = "token.actions.githubusercontent.com:sub"
        #expect((statement.conditions?["StringLike"]?[key] != nil) == hasWildcard)
        #expect((statement.conditions?["StringEquals"]?[key] != nil) == !hasWildcard)
        #expect(
            statement.conditions?["StringEquals"]?["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com")
        #expect(statement.actions == ["sts:AssumeRoleWithWebIdentity"])
    }
}

@Suite("GitHubProvider")
struct GitHubProviderTests {
    @Test("The provider is made for AWS's audience and kept, without thumbprints")
    func defaults() throws {
        let template = try TestStack.template { $0.add("GitHub", GitHubProvider()) }
        #expect(
            template.mismatch(
                "GitHub", type: "AWS::IAM::OIDCProvider",
                with: [
                    "ClientIdList": ["sts.amazonaws.com"], "Url": "https://token.actions.githubusercontent.com",
                ]) == nil)
        #expect(template.property("GitHub", "ThumbprintList") == nil)
        #expect(template.resource("GitHub")?.options.deletionPolicy == .retain)
    }
}
