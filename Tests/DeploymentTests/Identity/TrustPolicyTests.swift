import Deployment
import Infra
import Testing

@Suite("TrustPolicy")
struct TrustPolicyTests {
    /// A policy by name, a subject, and the outcome: nil is accepted.
    struct Case: Sendable, CustomStringConvertible {
        let policy: String
        let subject: String
        let part: TokenSubject.Part?
        let cause: SubjectDifference.Cause?

        init(
            _ policy: String, _ subject: String, _ part: TokenSubject.Part? = nil,
            _ cause: SubjectDifference.Cause? = nil
        ) {
            self.policy = policy
            self.subject = subject
            self.part = part
            self.cause = cause
        }

        var description: String { "\(policy) × \(subject)" }
    }

    private static func trust(_ change: (inout GitHubTrust) -> Void) -> GitHubTrust {
        var trust = GitHubTrust(owner: "octo", repository: "shop")
        change(&trust)
        return trust
    }

    private static let trusts: [String: GitHubTrust] = [
        "main": trust { $0.branches = ["main"] },
        "environment": trust { $0.environments = ["production"] },
        "tags": trust { $0.tags = ["v*"] },
        "requests": trust { $0.pullRequests = true },
        "wide": trust { $0.branches = ["release/?.*", "main"] },
        "both": trust {
            $0.branches = ["main"]
            $0.ownerID = "1234"
            $0.repositoryID = "5678"
        },
        "ids": trust {
            $0.environments = ["production"]
            $0.ownerID = "1234"
            $0.repositoryID = "5678"
            $0.form = .ids
        },
        "names": trust {
            $0.branches = ["main"]
            $0.ownerID = "1234"
            $0.repositoryID = "5678"
            $0.form = .names
        },
        "spaced": trust { $0.environments = ["Live: EU"] },
    ]

    /// Policies as people write them by hand.
    private static let written: [String: (comparison: String, subjects: [String])] = [
        "literal star": ("StringEquals", ["repo:octo/shop:*"]),
        "any context": ("StringLike", ["repo:octo/shop:*"]),
        "any repository": ("StringLike", ["repo:octo/*"]),
        "any id": ("StringLike", ["repo:octo@*/shop@*:environment:production"]),
        "without capitals": ("StringEqualsIgnoreCase", ["repo:Octo/Shop:ref:refs/heads/Main"]),
        "workflow": (
            "StringLike", ["repo:octo/shop:environment:production:job_workflow_ref:octo/ci/.github/workflows/*"]
        ),
    ]

    private static func policy(_ name: String) throws -> TrustPolicy {
        if let trust = trusts[name] {
            return try TrustPolicy(
                PolicyStatement.document([GitHubProvider.Reference.existing.trustStatement(for: trust)]))
        }
        let policy = try #require(written[name])
        return try TrustPolicy([
            "Statement": [
                "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": [
                    "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
                ],
                "Condition": .object([
                    .init(
                        policy.comparison,
                        [
                            "token.actions.githubusercontent.com:sub": .list(policy.subjects.map { .string($0) })
                        ])
                ]),
            ]
        ])
    }

    static let cases: [Case] = [
        Case("main", "repo:octo/shop:ref:refs/heads/main"),
        Case("main", "repo:octo/shop:ref:refs/heads/Main", .name, .capitals),
        Case("main", "repo:octo/shop:ref:refs/heads/main2", .name, .otherName),
        Case("main", "repo:octo/shop:ref:refs/heads/feature/main", .name, .otherName),
        Case("main", "repo:octo/shop:ref:refs/tags/main", .referenceKind, .branchOrTag),
        Case("main", "repo:octo/shop:environment:production", .context, .jobHasEnvironment),
        Case("main", "repo:octo/shop:environment:main", .context, .jobHasEnvironment),
        Case("main", "repo:octo/shop:pull_request", .context, .pullRequest),
        Case("main", "repo:Octo/shop:ref:refs/heads/main", .owner, .capitals),
        Case("main", "repo:octo/Shop:ref:refs/heads/main", .repository, .capitals),
        Case("main", "repo:cat/shop:ref:refs/heads/main", .owner, .otherRepository),
        Case("main", "repo:octo/shop-fork:ref:refs/heads/main", .repository, .otherRepository),
        Case("main", "repo:octo@1234/shop@5678:ref:refs/heads/main", .ownerID, .idsInToken),
        Case("main", "repository:octo/shop:ref:refs/heads/main", .prefix, .customized),
        Case("main", "repo:octo/shop:ref:refs/heads/main:job_workflow_ref:octo/ci", .rest, .customized),
        Case("main", "repo:octo/shop", .context, .customized),
        Case("main", "", .prefix, .customized),
        Case("environment", "repo:octo/shop:environment:production"),
        Case("environment", "repo:octo/shop:environment:Production", .name, .capitals),
        Case("environment", "repo:octo/shop:environment:staging", .name, .otherName),
        Case("environment", "repo:octo/shop:ref:refs/heads/main", .context, .jobHasNoEnvironment),
        Case("environment", "repo:octo/shop:pull_request", .context, .pullRequest),
        Case("tags", "repo:octo/shop:ref:refs/tags/v1.2.0"),
        Case("tags", "repo:octo/shop:ref:refs/tags/1.2.0", .name, .otherName),
        Case("tags", "repo:octo/shop:ref:refs/heads/v1", .referenceKind, .branchOrTag),
        Case("requests", "repo:octo/shop:pull_request"),
        Case("requests", "repo:octo/shop:ref:refs/heads/main", .context, .noPullRequest),
        Case("wide", "repo:octo/shop:ref:refs/heads/release/1.x"),
        Case("wide", "repo:octo/shop:ref:refs/heads/main"),
        Case("wide", "repo:octo/shop:ref:refs/heads/release/10.x", .name, .otherName),
        Case("both", "repo:octo/shop:ref:refs/heads/main"),
        Case("both", "repo:octo@1234/shop@5678:ref:refs/heads/main"),
        Case("both", "repo:octo@1234/shop@9999:ref:refs/heads/main", .repositoryID, .otherID),
        Case("both", "repo:octo@9999/shop@5678:ref:refs/heads/main", .ownerID, .otherID),
        Case("both", "repo:octo@1234/shop@5678:pull_request", .context, .pullRequest),
        Case("ids", "repo:octo@1234/shop@5678:environment:production"),
        Case("ids", "repo:octo/shop:environment:production", .ownerID, .idsInPolicy),
        Case("ids", "repo:octo@1234/Shop@5678:environment:production", .repository, .capitals),
        Case("ids", "repo:octo@1234/shop@5678:environment:staging", .name, .otherName),
        Case("names", "repo:octo/shop:ref:refs/heads/main"),
        Case("names", "repo:octo@1234/shop@5678:ref:refs/heads/main", .ownerID, .idsInToken),
        Case("spaced", "repo:octo/shop:environment:Live%3A EU"),
        Case("spaced", "repo:octo/shop:environment:live%3A EU", .name, .capitals),
        Case("literal star", "repo:octo/shop:ref:refs/heads/main", .context, .wildcardTakenLiterally),
        Case("literal star", "repo:octo/other:ref:refs/heads/main", .repository, .otherRepository),
        Case("any context", "repo:octo/shop:pull_request"),
        Case("any context", "repo:octo/shop:environment:production"),
        Case("any context", "repo:octo/shop2:environment:production", .repository, .otherRepository),
        Case("any context", "repo:octo@1234/shop@5678:ref:refs/heads/main", .ownerID, .idsInToken),
        Case("any repository", "repo:octo/anything:pull_request"),
        Case("any repository", "repo:octo2/shop:pull_request", .owner, .otherRepository),
        Case("any id", "repo:octo@1/shop@2:environment:production"),
        Case("any id", "repo:octo/shop:environment:production", .ownerID, .idsInPolicy),
        Case("without capitals", "repo:octo/shop:ref:refs/heads/main"),
        Case(
            "workflow",
            "repo:octo/shop:environment:production:job_workflow_ref:octo/ci/.github/workflows/a.yml@refs/heads/main"),
        Case("workflow", "repo:octo/shop:environment:production", .rest, .customized),
        Case("workflow", "repo:octo/shop:ref:refs/heads/main", .context, .jobHasNoEnvironment),
    ]

    @Test("A policy accepts a subject, or names the first part that differs and why", arguments: cases)
    func table(_ test: Case) throws {
        let verdict = try TrustPolicyTests.policy(test.policy).evaluate([
            "sub": [test.subject], "aud": ["sts.amazonaws.com"],
        ])
        #expect(verdict.isAccepted == (test.cause == nil), "\(verdict.reasons)")
        #expect(verdict.difference?.part == test.part)
        #expect(verdict.difference?.cause == test.cause)
    }

    @Test("The table has each cause, and a subject that each policy accepts")
    func coverage() {
        let cases = TrustPolicyTests.cases
        #expect(cases.count >= 40)
        #expect(Set(cases.compactMap(\.cause)) == Set(SubjectDifference.Cause.allCases))
        let accepting = Set(cases.filter { $0.cause == nil }.map(\.policy))
        #expect(Set(cases.map(\.policy)).subtracting(accepting) == ["literal star"])
    }

    @Test("Another audience is refused, with the input that sets it")
    func audience() throws {
        let verdict = try TrustPolicyTests.policy("main").evaluate([
            "sub": ["repo:octo/shop:ref:refs/heads/main"], "aud": ["https://github.com/octo"],
        ])
        #expect(!verdict.isAccepted)
        #expect(verdict.difference == nil)
        #expect(
            verdict.reasons == [
                "the claim \"aud\" is \"https://github.com/…\"; the policy has StringEquals \"sts.amazonaws.com\"; "
                    + "the action's input \"audience\" sets it"
            ])
    }

    @Test("A statement that denies wins over one that allows")
    func denial() throws {
        let policy = try TrustPolicy([
            "Statement": [
                [
                    "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                    "Principal": ["Federated": "arn:x:oidc-provider/token.actions.githubusercontent.com"],
                    "Condition": ["StringLike": ["token.actions.githubusercontent.com:sub": "repo:octo/*"]],
                ],
                [
                    "Sid": "NoPulls", "Effect": "Deny", "Action": "sts:*", "Principal": "*",
                    "Condition": ["StringLike": ["token.actions.githubusercontent.com:sub": "*:pull_request"]],
                ],
            ]
        ])
        #expect(policy.evaluate(["sub": ["repo:octo/shop:ref:refs/heads/main"]]).isAccepted)
        let verdict = policy.evaluate(["sub": ["repo:octo/shop:pull_request"]])
        #expect(!verdict.isAccepted && verdict.reasons == ["NoPulls denies it"])
    }

    @Test(
        "A policy that is not about GitHub's tokens is refused with the reason",
        arguments: [
            ("sts:AssumeRole", "token.actions.githubusercontent.com", "is not about sts:AssumeRoleWithWebIdentity"),
            ("sts:AssumeRoleWithWebIdentity", "gitlab.com", "trusts another identity provider than GitHub"),
        ])
    func otherPolicies(action: String, host: String, words: String) throws {
        let policy = try TrustPolicy([
            "Statement": [
                "Effect": "Allow", "Action": .string(action),
                "Principal": ["Federated": .string("arn:aws:iam::1:oidc-provider/\(host)")],
            ]
        ])
        let verdict = policy.evaluate(["sub": ["repo:octo/shop:pull_request"]])
        #expect(!verdict.isAccepted)
        #expect(verdict.reasons == ["statement 1 \(words)"])
    }

    @Test("A condition that cannot be evaluated offline refuses, and says so")
    func unknownConditions() throws {
        let policy = try TrustPolicy([
            "Statement": [
                "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": ["Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"],
                "Condition": ["StringEquals": ["aws:RequestTag/team": "a"]],
            ]
        ])
        let verdict = policy.evaluate(["sub": ["x"]])
        #expect(
            verdict.reasons == ["aws:RequestTag/team is not a claim of the token, so it cannot be evaluated here"])
    }

    @Test(
        "A pattern matches as StringLike does",
        arguments: [
            ("", "", true), ("*", "", true), ("*", "abc", true), ("a*c", "abbc", true), ("a*c", "abbd", false),
            ("a?c", "abc", true), ("a?c", "ac", false), ("*a*b*", "xxaxxb", true), ("*a*b", "xxbxxa", false),
            ("a**", "a", true), ("?", "", false), ("ab", "abc", false), ("a*b*c", "abcbc", true), ("A", "a", false),
        ])
    func patterns(pattern: String, text: String, matches: Bool) {
        #expect(TextPattern(pattern).matches(text) == matches)
    }
}
