import Models
import Testing

@testable import AnalyticsAPI

@Suite struct ClaimRuleTests {
    /// Returns the rights of claims as JSON, or the missing claims.
    private static func rights(_ rules: String, _ claims: String) throws -> String {
        let text =
            #"{"issuers": [{"name": "a", "issuer": "https://id.example", "audience": ["weir"], "rights": [\#(rules)]}]}"#
        let rules = try #require(try IdentityDocument(parsing: Array(text.utf8)).issuers.first?.rights)
        do throws(ClaimError) {
            return try rules.policy(for: JSONValue(parsingTest: claims)).json.description
        } catch {
            return "missing " + error.missing
        }
    }

    @Test(
        "The first rule whose conditions hold gives the rights",
        arguments: [
            (#"{"groups": ["staff", "admins"]}"#, #"["admin"]"#), (#"{"groups": ["staff"]}"#, #"["read"]"#),
            (#"{"groups": "admins"}"#, #"["admin"]"#), (#"{"groups": "staff admins"}"#, "[]"),
            (#"{"groups": []}"#, "[]"),
            (#"{"groups": ["Admins", "admins2", "admin"]}"#, "[]"), (#"{"groups": {"admins": true}}"#, "[]"),
            (#"{"groups": [["admins"]]}"#, "[]"), (#"{"groups": null}"#, "[]"), ("{}", "[]"),
            (#"{"scope": "weir/write openid"}"#, #"["ingest"]"#), (#"{"scope": "openid,weir/write"}"#, "[]"),
            (#"{"scope": "weir/writer"}"#, "[]"), (#"{"scp": ["weir/write"]}"#, "[]"),
            (#"{"verified": true}"#, #"["read","ingest"]"#), (#"{"verified": "true"}"#, "[]"),
            (#"{"verified": 1}"#, "[]"),
        ])
    func conditions(claims: String, scopes: String) throws {
        let rules = #"""
            {"when": {"groups": "admins"}, "scopes": ["admin"]}, {"when": {"groups": "staff"}, "scopes": ["read"]},
            {"when": {"scope": "weir/write"}, "scopes": ["ingest"]},
            {"when": {"verified": true}, "scopes": ["ingest", "read"]}
            """#
        let found = try JSONValue(parsing: Self.rights(rules, claims))
        let expected = try JSONValue(parsing: scopes)
        guard case .array(let got)? = found["scopes"], case .array(let wanted) = expected else {
            Issue.record("no scopes")
            return
        }
        #expect(Set(got) == Set(wanted))
    }

    @Test("A Kelvin sign is no K")
    func exactly() throws {
        let rule = #"{"when": {"groups": "K"}, "scopes": ["read"]}"#
        #expect(try Self.rights(rule, #"{"groups": ["K"]}"#) == #"{"scopes":["read"]}"#)
        #expect(try Self.rights(rule, #"{"groups": ["\u212A"]}"#) == #"{"scopes":[]}"#)
        let map = #"{"scopes": {"K": ["read"]}}"#
        #expect(try Self.rights(map, #"{"scope": "K"}"#) == #"{"scopes":["read"]}"#)
        #expect(try Self.rights(map, #"{"scope": "\u212A"}"#) == #"{"scopes":[]}"#)
    }

    @Test(
        "A token's scope gives the scopes that the rule maps it to",
        arguments: [
            (#"{"scope": "weir/read"}"#, #"["read"]"#),
            (#"{"scope": "openid weir/ingest weir/read"}"#, #"["ingest","read"]"#),
            (#"{"scp": ["weir/read"]}"#, #"["read"]"#), (#"{"scope": ""}"#, "[]"), (#"{"scope": 1}"#, "[]"),
            ("{}", "[]"),
        ])
    func scopes(claims: String, scopes: String) throws {
        let rule = #"{"scopes": {"weir/read": ["read"], "weir/ingest": ["ingest"]}}"#
        #expect(try Self.rights(rule, claims) == #"{"scopes":\#(scopes)}"#)
    }

    @Test(
        "A claim stands for its values, and a token without a value that a row can be compared with has no rights",
        arguments: [
            (#""acme""#, #"["acme"]"#), ("7", "[7]"), ("true", "[true]"), (#"["a", "b"]"#, #"["a","b"]"#),
            (#""*""#, #"["*"]"#),
            (#""""#, nil), ("[]", nil), ("null", nil), ("{}", nil), (#"[""]"#, nil), (#"["a", null]"#, nil),
            (#"[["a"]]"#, nil), (#"[{"a": 1}]"#, nil),
            ("[\((0...100).map { "\"\($0)\"" }.joined(separator: ","))]", nil),
        ] as [(String, String?)])
    func filters(value: String, expected: String?) throws {
        let rule = #"""
            {"scopes": ["read"], "datasets": ["o", "p"], "filters": {"o": [
              {"or": [{"member": "t", "operator": "in", "values": [{"claim": "tenant"}]}, {"member": "u", "operator": "equals", "values": [1]}]}]}}
            """#
        let rights = try Self.rights(rule, #"{"tenant": \#(value)}"#)
        guard let expected else {
            #expect(rights == "missing tenant")
            return
        }
        #expect(rights.contains(#"{"member":"t","operator":"in","values":\#(expected)}"#), "\(rights)")
        #expect(try Self.rights(rule, "{}") == "missing tenant")
    }

    @Test(
        "A claim names the datasets of a token",
        arguments: [
            (#"["o", "x"]"#, #""datasets":["o","x"]"#), (#""o""#, #""datasets":["o"]"#),
            (#"["o", "Not a name", "*"]"#, #""datasets":["o"]"#),
            (#"["*"]"#, #""datasets":[]"#), ("[]", "missing datasets"), ("{}", "missing datasets"),
            ("null", "missing datasets"),
        ])
    func datasets(value: String, expected: String) throws {
        let rule = #"""
            {"scopes": ["read"], "datasets": {"claim": "datasets"},
             "filters": {"o": [{"member": "t", "operator": "equals", "values": ["x"]}]}, "hiddenColumns": {"x": ["c"]}}
            """#
        let rights = try Self.rights(rule, #"{"datasets": \#(value)}"#)
        #expect(rights.contains(expected), "\(rights)")
        #expect(rights.contains(#""filters""#) == rights.contains(#""o""#))
    }
}

extension JSONValue {
    /// Parses a text of a test; null if it is not JSON.
    fileprivate init(parsingTest text: String) { self = (try? JSONValue(parsing: text)) ?? .null }
}
