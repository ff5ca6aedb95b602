import Basics
import Crypto
import Models
import Testing
import WebTokensTesting

@testable import WebTokens

@Suite struct BalancerPolicyTests {
    private static let key = P256.Signing.PrivateKey()
    private static let id = "0f3a1b2c-4d5e-6f70-8192-a3b4c5d6e7f8"
    private static let arn =
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/weir/50dc6c495c0c9188"
    private static let policy = BalancerPolicy(signers: [arn], client: "app1", issuer: "https://id.example")
    private static let now = Timestamp(microseconds: 1_000_000_000_000_000)

    private static func header(_ changes: [String: String?] = [:]) -> String {
        object(
            [
                "alg": #""ES256""#, "kid": "\"\(id)\"", "signer": "\"\(arn)\"", "iss": #""https://id.example""#,
                "client": #""app1""#, "exp": "1000000120", "typ": #""JWT""#,
            ], changes)
    }

    private static func payload(_ changes: [String: String?] = [:]) -> String {
        object(["sub": #""alice""#, "exp": "1000000120", "iss": #""https://id.example""#], changes)
    }

    private static func object(_ members: [String: String], _ changes: [String: String?]) -> String {
        var members = members
        for (name, value) in changes { members[name] = value }
        return "{\(members.sorted { $0.key < $1.key }.map { #""\#($0.key)": \#($0.value)"# }.joined(separator: ", "))}"
    }

    private static func sign(_ message: [UInt8]) -> [UInt8] {
        SigningKey.p256(key).signature(of: message, by: "ES256")
    }

    private static func reason(_ token: [UInt8]) -> TokenError.Reason? {
        do throws(TokenError) {
            let token = try policy.token(token)
            guard let known = try? VerificationKey(pem: Array(key.publicKey.pemRepresentation.utf8), id: id) else {
                return .key
            }
            _ = try policy.verify(token, key: known, now: now)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("A token of the named load balancer is accepted, with the padding that no other token has")
    func accepted() {
        for payload in [Self.payload(), Self.payload(["iss": nil]), Self.payload(["email": #""a@b.example""#])] {
            #expect(Self.reason(TokenText.paddedToken(Self.header(), payload, Self.sign)) == nil)
        }
    }

    @Test(
        "A token of another load balancer, client or issuer is refused before any key is asked for",
        arguments: [
            (
                "signer",
                #""arn:aws:elasticloadbalancing:eu-central-1:999999999999:loadbalancer/app/weir/50dc6c495c0c9188""#,
                .signer
            ),
            ("signer", nil, .signer), ("signer", #"["\#(arn)"]"#, .signer), ("signer", "\"\(arn)/x\"", .signer),
            ("signer", "\"\(arn.uppercased())\"", .signer), ("client", #""app2""#, .audience),
            ("client", nil, .audience),
            ("iss", #""https://evil.example""#, .issuer), ("iss", nil, .issuer), ("alg", #""RS256""#, .algorithm),
            ("alg", #""ES384""#, .algorithm), ("alg", #""none""#, .algorithm), ("kid", #""../../evil""#, .key),
            ("kid", #""0F3A1B2C-4D5E-6F70-8192-A3B4C5D6E7F8""#, .key), ("kid", "\"\(id)/\"", .key), ("kid", nil, .key),
            ("kid", #""0f3a1b2c-4d5e-6f70-8192-a3b4c5d6e7f8?""#, .key), ("typ", #""at+jwt""#, .type),
            ("crit", "[]", .header), ("jwk", "{}", .header),
        ] as [(String, String?, TokenError.Reason)])
    func otherHeaders(name: String, value: String?, reason: TokenError.Reason) {
        let token = TokenText.paddedToken(Self.header([name: value]), Self.payload(), Self.sign)
        #expect(throws: TokenError.self) { try Self.policy.token(token) }
        #expect(Self.reason(token) == reason)
    }

    @Test("The end of both parts counts, and the payload's issuer")
    func bothParts() {
        for value in ["1000000000", "999999940", nil] as [String?] {
            let expected: TokenError.Reason? = value == "1000000000" ? nil : .expired
            #expect(
                Self.reason(TokenText.paddedToken(Self.header(["exp": value]), Self.payload(), Self.sign)) == expected)
            #expect(
                Self.reason(TokenText.paddedToken(Self.header(), Self.payload(["exp": value]), Self.sign)) == expected)
        }
        let other = Self.payload(["iss": #""https://evil.example""#])
        #expect(Self.reason(TokenText.paddedToken(Self.header(), other, Self.sign)) == .issuer)
        #expect(Self.reason(TokenText.paddedToken(Self.header(), Self.payload(["sub": nil]), Self.sign)) == .claim)
    }

    @Test("A signature of another key, in DER, or of a token without padding is refused")
    func signature() {
        let other = SigningKey.p256(P256.Signing.PrivateKey())
        let foreign = TokenText.paddedToken(Self.header(), Self.payload()) { other.signature(of: $0, by: "ES256") }
        #expect(Self.reason(foreign) == .signature)
        let der = TokenText.paddedToken(Self.header(), Self.payload()) {
            (try? Self.key.signature(for: $0).derRepresentation).map(Array.init) ?? []
        }
        #expect(Self.reason(der) == .signature)
        // Only a part of a length that needs padding tells.
        let header = Self.header()
        let plain = TokenText.token(header, Self.payload(["email": #""a@b.example""#]), Self.sign)
        #expect(Self.reason(plain) == .malformed)
    }

    @Test("A load balancer's token is not accepted as an issuer's, nor the other way")
    func crossing() throws {
        let policy = TokenPolicy(issuer: "https://id.example", algorithms: [.es256], audiences: ["weir"])
        let keys = try KeySet(document: TokenText.keys(SigningKey.p256(Self.key).jwk(Self.id)))
        let claims = Self.payload(["aud": #""weir""#])
        let ours = TokenText.token(Self.header(), claims, Self.sign)
        let error = #expect(throws: TokenError.self) {
            try TokenVerifier.verify(ours, keys: keys, policy: policy, now: Self.now)
        }
        #expect(error?.reason == .signer)
        let theirs = TokenText.paddedToken(Self.header(["signer": nil, "client": nil]), claims, Self.sign)
        #expect(Self.reason(theirs) == .signer)
    }

    @Test(
        "An ARN tells where its region's public keys are",
        arguments: [
            (arn, "https://public-keys.auth.elb.eu-central-1.amazonaws.com/"),
            (
                "arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:123456789012:loadbalancer/app/a/b",
                "https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1/"
            ),
            ("arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/weir/*", nil),
            ("arn:aws:elasticloadbalancing:eu-central-1:*:loadbalancer/app/weir/50dc6c495c0c9188", nil),
            ("arn:aws:elasticloadbalancing:*:123456789012:loadbalancer/app/weir/50dc6c495c0c9188", nil),
            ("arn:aws:elasticloadbalancing:evil.example/:123456789012:loadbalancer/app/weir/1", nil),
            ("arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/weir/1", nil),
            ("arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/app/weir/1", nil), ("*", nil),
            ("", nil),
        ] as [(String, String?)])
    func locations(arn: String, keys: String?) {
        #expect(BalancerARN.location(arn)?.keys == keys)
    }
}
