import Testing
import WebTokens

@testable import AnalyticsAPI

@Suite struct IdentityDocumentTests {
    private static let rights = #""rights": [{"scopes": ["read"]}]"#
    private static let arn =
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/weir/50dc6c495c0c9188"

    private static func issuer(_ members: String) -> String { #"{"issuers": [{"name": "a", \#(members)}]}"# }

    private static func rule(_ members: String) -> String {
        issuer(#""issuer": "https://id.example", "audience": ["weir"], "rights": [{\#(members)}]"#)
    }

    private static func balancer(_ members: String) -> String { #"{"balancer": {\#(members), \#(rights)}}"# }

    private static func errors(_ text: String) -> String? {
        do throws(IdentityDocumentError) {
            _ = try IdentityDocument(parsing: Array(text.utf8))
            return nil
        } catch {
            return error.description
        }
    }

    @Test("A document names issuers and their rules")
    func valid() throws {
        let document = try IdentityDocument(
            parsing: Array(
                #"""
                {"issuers": [
                   {"name": "staff", "cognito": "eu-central-1_AbCdEfGhI", "clients": ["4h1example"],
                    "rights": [{"when": {"cognito:groups": "admins"}, "scopes": ["read", "ingest", "admin"]},
                               {"scopes": {"weir/read": ["read"], "weir/ingest": ["ingest"]}}]},
                   {"name": "partners", "issuer": "https://id.example/realms/p", "audience": ["https://data.example"],
                    "algorithms": ["ES256", "EdDSA"],
                    "rights": [{"scopes": ["read"], "datasets": ["orders"],
                                "filters": {"orders": [{"member": "tenant", "operator": "equals", "values": [{"claim": "tenant"}]}]},
                                "hiddenColumns": {"orders": ["email"]}, "limits": {"concurrent": 2}}]}],
                 "balancer": {"signers": ["\#(Self.arn)"], "client": "c", "issuer": "https://id.example",
                              "rights": [{"scopes": ["read"], "datasets": {"claim": "datasets"}}]}}
                """#.utf8))
        let staff = try #require(document.issuers.first)
        #expect(staff.policy.issuer == "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI")
        #expect(staff.keys == .keySet(url: staff.policy.issuer + "/.well-known/jwks.json"))
        #expect(staff.policy.algorithms == [.rs256] && staff.policy.statesUse && staff.policy.use == .access)
        let partners = try #require(document.issuers.last)
        #expect(partners.keys == .discovery(issuer: "https://id.example/realms/p"))
        #expect(partners.policy.algorithms == [.es256, .edDSA] && !partners.policy.statesUse)
        #expect(document.balancer?.keys == "https://public-keys.auth.elb.eu-central-1.amazonaws.com/")
    }

    @Test(
        "A document with which too much would be accepted is refused, with the place of the mistake",
        arguments: [
            ("", "line 1"), ("[]", "an object"), ("{}", "neither"), (#"{"issuers": []}"#, "/issuers: "),
            (#"{"issuer": {}}"#, "\"issuers\""),
            (issuer(#""issuer": "https://id.example", \#(rights)"#), "every service of the issuer"),
            (issuer(#""issuer": "https://id.example", "audience": [], \#(rights)"#), "/issuers/0/audience: "),
            (issuer(#""issuer": "https://id.example", "audience": ["*"], \#(rights)"#), "without wildcards"),
            (issuer(#""issuer": "https://id.example", "audience": "weir", \#(rights)"#), "/issuers/0/audience: "),
            (issuer(#""issuer": "https://id.example", "audience": null, \#(rights)"#), "every service of the issuer"),
            (issuer(#""issuer": "http://id.example", "audience": ["a"], \#(rights)"#), "with https"),
            (issuer(#""issuer": "https://u:CANARY@id.example", "audience": ["a"], \#(rights)"#), "with https"),
            (
                issuer(
                    #""issuer": "https://id.example", "keys": "http://id.example/k", "audience": ["a"], \#(rights)"#),
                "/issuers/0/keys: "
            ),
            (issuer(#""cognito": "eu-central-1", "clients": ["a"], \#(rights)"#), "user pool"),
            (issuer(#""cognito": "eu-central-1_../x", "clients": ["a"], \#(rights)"#), "user pool"),
            (issuer(#""cognito": "eu-central-1_A", \#(rights)"#), "every service of the issuer"),
            (
                issuer(#""cognito": "eu-central-1_A", "issuer": "https://id.example", "clients": ["a"], \#(rights)"#),
                "and not both"
            ),
            (
                issuer(#""issuer": "https://id.example", "audience": ["a"], "algorithms": ["none"], \#(rights)"#),
                "/issuers/0/algorithms/0: "
            ),
            (
                issuer(#""issuer": "https://id.example", "audience": ["a"], "algorithms": ["HS256"], \#(rights)"#),
                "/issuers/0/algorithms/0: "
            ),
            (
                issuer(#""issuer": "https://id.example", "audience": ["a"], "algorithms": [], \#(rights)"#),
                "/issuers/0/algorithms: "
            ),
            (
                issuer(#""issuer": "https://id.example", "audience": ["a"], "tokenUse": "any", \#(rights)"#),
                "access or id"
            ),
            (
                issuer(#""issuer": "https://id.example", "audience": ["a"], "tokenUse": "id", \#(rights)"#),
                "ID tokens need"
            ),
            (issuer(#""issuer": "https://id.example", "audience": ["a"]"#), "\"rights\" is missing"),
            (issuer(#""issuer": "https://id.example", "audience": ["a"], "rights": []"#), "/issuers/0/rights: "),
            (issuer(#""issuer": "https://id.example", "audience": ["a"], "leeway": 3600, \#(rights)"#), "leeway"),
            (rule(#""scopes": ["admin"]"#), "every token of the issuer"), (rule(#""scopes": []"#), "at least one"),
            (rule(#""scopes": ["write"]"#), "/rights/0/scopes/0"), (rule(#""scopes": {}"#), "no scope"),
            (rule(#""scopes": {"weir/read": ["all"]}"#), "/scopes/weir~1read: "),
            (rule(#""when": {}, "scopes": ["read"]"#), "/when: "),
            (rule(#""when": {"a": ""}, "scopes": ["read"]"#), "/when/a: "),
            (rule(#""when": {"a": null}, "scopes": ["read"]"#), "/when/a: "),
            (rule(#""when": {"a": "b"}, "scopes": ["admin"], "datasets": ["x"]"#), "admin with restrictions"),
            (rule(#""when": {"a": "b"}, "scopes": ["admin"], "datasets": {"claim": "x"}"#), "admin with restrictions"),
            (
                rule(
                    #""scopes": ["read"], "filters": {"o": [{"member": "t", "operator": "equals", "values": ["x"]}]}"#),
                "expected it in \"datasets\""
            ),
            (
                rule(
                    #""scopes": ["read"], "datasets": ["o"], "filters": {"o": [{"member": "t", "operator": "notEquals", "values": [{"claim": "x"}]}]}"#
                ), "could let every row pass"
            ),
            (
                rule(
                    #""scopes": ["read"], "datasets": ["o"], "filters": {"o": [{"or": [{"member": "t", "operator": "startsWith", "values": [{"claim": "x"}]}]}]}"#
                ), "could let every row pass"
            ),
            (
                rule(
                    #""scopes": ["read"], "datasets": ["o"], "filters": {"o": [{"member": "t", "operator": "equals", "values": [{"claim": ""}]}]}"#
                ), "values/0"
            ),
            (
                rule(
                    #""scopes": ["read"], "datasets": ["o"], "filters": {"o": [{"member": "t", "operator": "equals", "values": [{"claims": "x"}]}]}"#
                ), "values/0"
            ),
            (rule(#""scopes": ["read"], "filter": {}"#), "\"filters\""),
            (#"{"resource": "http://data.example", "issuers": []}"#, "/resource: "),
            (#"{"resource": "https://data.example/", "issuers": []}"#, "/resource: "),
            (#"{"resource": "https://data.example/v1", "issuers": []}"#, "/resource: "),
            (#"{"resource": "https://u:CANARY@data.example", "issuers": []}"#, "/resource: "),
            (#"{"resource": ["https://data.example"], "issuers": []}"#, "/resource: "),
            (balancer(#""client": "c", "issuer": "https://id.example""#), "every AWS account"),
            (balancer(#""signers": ["\#(arn)"], "issuer": "https://id.example""#), "every AWS account"),
            (balancer(#""signers": ["\#(arn)"], "client": "c""#), "every AWS account"),
            (balancer(#""signers": [], "client": "c", "issuer": "https://id.example""#), "/balancer/signers: "),
            (balancer(#""signers": ["*"], "client": "c", "issuer": "https://id.example""#), "/balancer/signers: "),
            (
                balancer(
                    #""signers": ["arn:aws:elasticloadbalancing:eu-central-1:*:loadbalancer/app/a/b"], "client": "c", "issuer": "i""#
                ), "without wildcards"
            ),
            (
                balancer(
                    #""signers": ["\#(arn)", "\#(arn.replacing("eu-central-1", with: "eu-west-1"))"], "client": "c", "issuer": "i""#
                ), "one region"
            ),
        ])
    func refused(text: String, expected: String) {
        let errors = Self.errors(text)
        #expect(errors?.contains(expected) == true, "\(errors ?? "accepted")")
        #expect(errors?.contains("CANARY") != true)
    }

    @Test("The documents in Docs/API.md are valid")
    func documentation() throws {
        let lines = try DocumentExample.document("Docs/API.md").split(separator: "\n", omittingEmptySubsequences: false)
        var blocks: [String] = []
        for (index, line) in lines.enumerated() {
            guard line.hasPrefix("    {\"issuers\"") || line.hasPrefix("    {\"balancer\"") else { continue }
            blocks.append(lines[index...].prefix { $0.hasPrefix("    ") }.joined(separator: "\n"))
        }
        #expect(blocks.count == 2)
        for block in blocks { #expect(Self.errors(block) == nil, "\(block)") }
    }

    @Test("Two issuers with one name or one URL are refused")
    func twins() {
        let one = #""issuer": "https://id.example", "audience": ["a"], \#(Self.rights)}"#
        #expect(
            Self.errors(#"{"issuers": [{"name": "a", \#(one), {"name": "b", \#(one)]}"#)?.contains("same issuer")
                == true)
        let other = one.replacing("id.example", with: "login.example")
        #expect(
            Self.errors(#"{"issuers": [{"name": "a", \#(one), {"name": "a", \#(other)]}"#)?.contains("same name")
                == true)
        #expect(Self.errors(#"{"issuers": [{"name": "a", \#(one), {"name": "b", \#(other)]}"#) == nil)
    }
}
