import Basics
import Crypto
import Models
import Testing
import WebTokensTesting

@testable import WebTokens

@Suite struct TokenVerifierTests {
    static let now = Timestamp(microseconds: 1_000_000_000_000_000)
    static let policy = TokenPolicy(
        issuer: "https://id.example", algorithms: [.rs256, .es256, .ed25519], audiences: ["weir"])
    static let payload =
        #"{"iss": "https://id.example", "aud": "weir", "sub": "alice", "iat": 999999990, "exp": 1000000600}"#
    static let p256 = SigningKey.p256(P256.Signing.PrivateKey())

    /// The issuer's keys: `r` for RSA, `e` for P-256.
    static var keys: KeySet {
        get throws { try KeySet(document: TokenText.keys(SigningKey.rsa2048.jwk("r"), p256.jwk("e"))) }
    }

    static func verify(
        _ token: [UInt8], _ policy: TokenPolicy = policy, keys: KeySet? = nil, now: Timestamp = now
    ) -> Result<TokenClaims, TokenError> {
        Result { () throws(TokenError) in
            guard let keys = try? keys ?? Self.keys else {
                throw TokenError(.key, "the keys of the test are not valid")
            }
            return try TokenVerifier.verify(token, keys: keys, policy: policy, now: now)
        }
    }

    static func rs256(_ message: [UInt8]) -> [UInt8] { SigningKey.rsa2048.signature(of: message, by: "RS256") }
    static func es256(_ message: [UInt8]) -> [UInt8] { p256.signature(of: message, by: "ES256") }

    @Test(
        "A token of each algorithm is accepted with its own key alone", arguments: SigningKey.all.flatMap(\.algorithms))
    func algorithms(name: String) throws {
        let algorithm = try #require(SignatureAlgorithm(rawValue: name))
        var policy = Self.policy
        policy.algorithms = Set(SignatureAlgorithm.allCases)
        let ids = SigningKey.all.enumerated().map { "k\($0.offset)" }
        let keys = try KeySet(
            document: Array(
                #"{"keys": [\#(zip(ids, SigningKey.all).map { $1.key.jwk($0) }.joined(separator: ", "))]}"#.utf8))
        #expect(keys.ids == Set(ids))
        for (id, other) in zip(ids, SigningKey.all) {
            let signer = try #require(SigningKey.all.first { $0.algorithms.contains(name) })
            let token = TokenText.token(#"{"alg": "\#(name)", "kid": "\#(id)"}"#, Self.payload) {
                signer.key.signature(of: $0, by: name)
            }
            let result = Self.verify(token, policy, keys: keys)
            if other.algorithms.contains(name) {
                #expect(try result.get().subject == "alice")
            } else {
                #expect(throws: TokenError.self) { try result.get() }
            }
            policy.algorithms.remove(algorithm)
            #expect(Self.reason(Self.verify(token, policy, keys: keys)) == .algorithm)
            policy.algorithms.insert(algorithm)
        }
    }

    static func reason(_ result: Result<TokenClaims, TokenError>) -> TokenError.Reason? {
        if case .failure(let error) = result { error.reason } else { nil }
    }

    /// A token that must be refused.
    struct Attack: Sendable, CustomStringConvertible {
        let name: String
        let reason: TokenError.Reason
        let token: [UInt8]
        var policy = TokenVerifierTests.policy

        var description: String { name }

        /// A token with a header.
        init(_ name: String, _ reason: TokenError.Reason, header: String, by sign: ([UInt8]) -> [UInt8] = rs256) {
            self.init(name, reason, TokenText.token(header, payload, sign))
        }

        /// A token with claims in the place of those with the same name, or without them.
        init(
            _ name: String, _ reason: TokenError.Reason, claims changes: [String: String?], _ policy: TokenPolicy? = nil
        ) {
            var claims = [
                "iss": #""https://id.example""#, "aud": #""weir""#, "sub": #""alice""#, "exp": "1000000600",
            ]
            for (name, value) in changes { claims[name] = value }
            let text = claims.sorted { $0.key < $1.key }.map { #""\#($0.key)": \#($0.value)"# }
            self.init(
                name, reason,
                TokenText.token(#"{"alg": "RS256", "kid": "r"}"#, "{\(text.joined(separator: ", "))}", rs256))
            if let policy { self.policy = policy }
        }

        init(_ name: String, _ reason: TokenError.Reason, _ token: [UInt8]) {
            self.name = name
            self.reason = reason
            self.token = token
        }
    }

    @Test("An attack is refused for its own reason", arguments: attacks)
    func refuses(attack: Attack) {
        let result = Self.verify(attack.token, attack.policy)
        #expect(Self.reason(result) == attack.reason)
        guard case .failure(let error) = result else { return }
        #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
    }

    static let attacks: [Attack] = [
        algorithmNames, headers, parameters, keyIDs, types, signatures, forms, payloads, claims, times,
    ].flatMap(\.self)

    static let algorithmNames: [Attack] =
        ["none", "None", "NONE", "noNE", "HS256", "HS512", "rs256", "RS1", "RSA-OAEP", "dir", "", "RS256 "].map {
            Attack("alg \($0)", .algorithm, header: #"{"alg": "\#($0)", "kid": "r"}"#)
        }

    static let headers: [Attack] = [
        Attack("no alg", .algorithm, header: #"{"kid": "r"}"#),
        Attack("alg null", .algorithm, header: #"{"alg": null, "kid": "r"}"#),
        Attack("alg array", .algorithm, header: #"{"alg": ["RS256"], "kid": "r"}"#),
        Attack("alg not allowed", .algorithm, header: #"{"alg": "RS384", "kid": "r"}"#) {
            SigningKey.rsa2048.signature(of: $0, by: "RS384")
        },
        Attack("alg of another key", .algorithm, header: #"{"alg": "ES256", "kid": "r"}"#, by: es256),
        Attack("key of another alg", .algorithm, header: #"{"alg": "RS256", "kid": "e"}"#),
        Attack("public key as shared key", .algorithm, header: #"{"alg": "HS256", "kid": "r"}"#) { message in
            let key = SymmetricKey(data: Array(SigningKey.rsa2048.members.utf8))
            return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        },
        Attack("alg twice", .malformed, header: #"{"alg": "RS256", "alg": "none", "kid": "r"}"#),
        Attack("alg twice, once escaped", .malformed, header: #"{"alg": "RS256", "al\u0067": "none", "kid": "r"}"#),
        Attack("kid twice", .malformed, header: #"{"alg": "RS256", "kid": "r", "kid": "e"}"#),
        Attack("header is an array", .malformed, header: #"["RS256"]"#),
        Attack("header is no JSON", .malformed, header: #"{"alg": "RS256", "kid": "r""#),
        Attack("header with a comma", .malformed, header: #"{"alg": "RS256", "kid": "r",}"#),
        Attack("header after a byte-order mark", .malformed, header: "\u{FEFF}{\"alg\": \"RS256\", \"kid\": \"r\"}"),
        Attack("a load balancer's", .signer, header: #"{"alg": "RS256", "kid": "r", "signer": "arn:aws:x"}"#),
    ]

    static let parameters: [Attack] =
        [
            #""crit": ["exp"]"#, #""crit": []"#, #""b64": false, "crit": ["b64"]"#, #""b64": false"#, #""b64": true"#,
            #""jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}"#, #""jku": "https://evil.example/keys""#,
            #""x5u": "https://evil.example/cert""#, #""x5c": ["MII"]"#, #""zip": "DEF""#, #""enc": "A128GCM""#,
            #""epk": {}"#, #""p2c": 1000000000"#, #""jwk": null"#,
        ].map { Attack($0, .header, header: #"{"alg": "RS256", "kid": "r", \#($0)}"#) }

    static let keyIDs: [Attack] =
        [
            "", #", "kid": """#, #", "kid": 1"#, #", "kid": null"#, #", "kid": ["r"]"#, #", "kid": "../../dev/null""#,
            #", "kid": "https://evil.example/key""#, #", "kid": "r\u0000""#, #", "kid": "r ""#, #", "kid": "R""#,
            #", "kid": "' OR '1'='1""#, #", "kid": "r\n""#, #", "kid": "ｒ""#,
            #", "kid": "\#(String(repeating: "r", count: 257))""#,
        ].map { Attack("kid: \($0)", .key, header: #"{"alg": "RS256"\#($0)}"#) }

    static let types: [Attack] =
        [#""id+jwt""#, #""JOSE""#, #""dpop+jwt""#, #""secevent+jwt""#, #""""#, "1", "null", #""application/json""#].map
    {
        Attack("typ \($0)", .type, header: #"{"alg": "RS256", "kid": "r", "typ": \#($0)}"#)
    }

    private static let header = #"{"alg": "RS256", "kid": "r"}"#
    private static let ecHeader = #"{"alg": "ES256", "kid": "e"}"#

    static let signatures: [Attack] = [
        Attack("first bit changed", .signature, header: header) { message in
            var signature = rs256(message)
            signature[0] ^= 1
            return signature
        },
        Attack("last bit changed", .signature, header: ecHeader) { message in
            var signature = es256(message)
            signature[63] ^= 1
            return signature
        },
        Attack("too short", .signature, header: header) { Array(rs256($0).dropLast()) },
        Attack("too long", .signature, header: header) { rs256($0) + [0] },
        Attack("a zero in front", .signature, header: header) { [0] + rs256($0) },
        Attack("of another message", .signature, header: header) { _ in rs256([1, 2, 3]) },
        Attack("of the payload alone", .signature, header: header) { rs256(Array($0.drop { $0 != 0x2E }.dropFirst())) },
        Attack("of another padding", .signature, header: header) { SigningKey.rsa2048.signature(of: $0, by: "PS256") },
        Attack("of another hash", .signature, header: header) { SigningKey.rsa2048.signature(of: $0, by: "RS512") },
        Attack("of zeros", .signature, header: header) { _ in [UInt8](repeating: 0, count: 256) },
        Attack("of ones", .signature, header: header) { _ in [UInt8](repeating: 0xFF, count: 256) },
        Attack("of an unknown key with a known id", .signature, header: ecHeader) {
            SigningKey.p256(P256.Signing.PrivateKey()).signature(of: $0, by: "ES256")
        },
        Attack("in DER", .signature, header: ecHeader) { message in
            (try? P256.Signing.ECDSASignature(rawRepresentation: es256(message)).derRepresentation).map(Array.init)
                ?? []
        },
        Attack("r is zero", .signature, header: ecHeader) { [UInt8](repeating: 0, count: 32) + es256($0).suffix(32) },
        Attack("s is zero", .signature, header: ecHeader) { es256($0).prefix(32) + [UInt8](repeating: 0, count: 32) },
        Attack("both are zero", .signature, header: ecHeader) { _ in [UInt8](repeating: 0, count: 64) },
        Attack("r and s exchanged", .signature, header: ecHeader) { es256($0).suffix(32) + es256($0).prefix(32) },
        Attack("r and s are the curve's order", .signature, header: ecHeader) { _ in
            let order: [UInt8] =
                [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8) + [
                    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
                ]
            return order + order
        },
        Attack("r alone", .signature, header: ecHeader) { Array(es256($0).prefix(32)) },
        Attack("with a point's first byte", .signature, header: ecHeader) { [4] + es256($0) },
        Attack("empty", .malformed, header: header) { _ in [] },
    ]

    /// Changes of the text of a valid token.
    static let forms: [Attack] = {
        let valid = TokenText.token(header, payload, rs256)
        let text = String(decoding: valid, as: UTF8.self)
        let parts = text.split(separator: ".").map(String.init)
        func changed(_ name: String, _ text: String, _ reason: TokenError.Reason = .malformed) -> Attack {
            Attack(name, reason, Array(text.utf8))
        }
        return [
            changed("no text", ""), changed("two dots", ".."), changed("no signature", "\(parts[0]).\(parts[1])"),
            changed("four parts", text + "."), changed("five parts", "\(parts[0])..\(parts[1]).\(parts[2]).x"),
            changed("no header", ".\(parts[1]).\(parts[2])"), changed("no payload", "\(parts[0])..\(parts[2])"),
            changed("a blank before", " " + text), changed("a blank behind", text + " "),
            changed("a line's end", text + "\n"), changed("a quote", "\"\(text)\""),
            changed("JSON", #"{"protected": "\#(parts[0])", "payload": "\#(parts[1])", "signature": "\#(parts[2])"}"#),
            changed("JSON with signatures", #"{"payload": "\#(parts[1])", "signatures": []}"#),
            changed("padding", "\(parts[0])=.\(parts[1]).\(parts[2])"), changed("padded signature", text + "=="),
            changed("base64", text.replacing("-", with: "+").replacing("_", with: "/") + "/"),
            changed("a percent sign", text + "%3D"),
            changed("bits behind the last byte", "eyJhbGciOiJSUzI1NiIsImtpZCI6InIifR.\(parts[1]).\(parts[2])"),
            changed("too long", text + String(repeating: "A", count: 8192), .tooLong),
            Attack("bytes that are not ASCII", .malformed, valid + [0xC3, 0xA4]),
            Attack("a zero byte", .malformed, valid + [0]),
        ]
    }()

    static let payloads: [Attack] =
        [
            "[]", "1", "null", "\"a\"", "{", "{}x", #"{"iss": "https://id.example", "iss": "https://id.example"}"#,
            #"{"a": NaN}"#, #"{"a": "\uD800"}"#, #"{"a": 01}"#,
            String(repeating: #"{"a":"#, count: 17) + "1" + String(repeating: "}", count: 17),
        ].map { Attack("payload \($0)", .malformed, TokenText.token(header, $0, rs256)) }
        + [Attack("payload in Latin-1", .malformed, latin1)]

    private static var latin1: [UInt8] {
        let message = Array(
            "\(Base64URL.encoded(header.utf8)).\(Base64URL.encoded(Array(#"{"a": ""#.utf8) + [0xE4, 0x22, 0x7D]))".utf8)
        return message + Array(".\(Base64URL.encoded(rs256(message)))".utf8)
    }

    private static func changed(_ change: (inout TokenPolicy) -> Void) -> TokenPolicy {
        var policy = policy
        change(&policy)
        return policy
    }

    static let claims: [Attack] = [
        Attack("iss of another pool", .issuer, claims: ["iss": #""https://id.example/other""#]),
        Attack("iss with a slash", .issuer, claims: ["iss": #""https://id.example/""#]),
        Attack("iss in capitals", .issuer, claims: ["iss": #""https://ID.example""#]),
        Attack("iss array", .issuer, claims: ["iss": #"["https://id.example"]"#]),
        Attack("no iss", .issuer, claims: ["iss": nil]),
        Attack("aud of another service", .audience, claims: ["aud": #""other""#]),
        Attack("aud of others", .audience, claims: ["aud": #"["other", "weir2", "Weir"]"#]),
        Attack("aud with a Kelvin sign", .audience, claims: ["aud": #""\u212A""#], changed { $0.audiences = ["K"] }),
        Attack("aud empty", .audience, claims: ["aud": "[]"]),
        Attack("no aud", .audience, claims: ["aud": nil]),
        Attack("aud number", .claim, claims: ["aud": "1"]), Attack("aud object", .claim, claims: ["aud": "{}"]),
        Attack("aud of numbers", .claim, claims: ["aud": #"["weir", 1]"#]),
        Attack("no exp", .expired, claims: ["exp": nil]),
        Attack("expired", .expired, claims: ["exp": "999999939"]),
        Attack("not yet valid", .notYetValid, claims: ["nbf": "1000000061"]),
        Attack("from the future", .notYetValid, claims: ["iat": "1000000061"]),
        Attack("no sub", .claim, claims: ["sub": nil]), Attack("sub empty", .claim, claims: ["sub": #""""#]),
        Attack("sub number", .claim, claims: ["sub": "1"]),
        Attack("sub with a line's end", .claim, claims: ["sub": #""a\nb""#]),
        Attack("sub too long", .claim, claims: ["sub": "\"\(String(repeating: "a", count: 256))\""]),
        Attack("ID token by its use", .use, claims: ["token_use": #""id""#]),
        Attack("use unknown", .use, claims: ["token_use": #""refresh""#]),
        Attack("ID token by its nonce", .use, claims: ["nonce": #""n""#]),
        Attack("ID token by its hash", .use, claims: ["at_hash": #""h""#]),
        Attack(
            "access token as ID token", .use, claims: ["token_use": #""access""#, "aud": #""app""#],
            changed {
                $0.use = .id
                $0.clients = ["app"]
                $0.audiences = []
            }),
        Attack(
            "use not stated", .use, claims: ["client_id": #""app""#],
            changed {
                $0.statesUse = true
                $0.clients = ["app"]
            }),
        Attack(
            "client of another service", .audience, claims: ["client_id": #""other""#], changed { $0.clients = ["app"] }
        ),
        Attack("no client", .audience, claims: [:], changed { $0.clients = ["app"] }),
        Attack("client array", .audience, claims: ["client_id": #"["app"]"#], changed { $0.clients = ["app"] }),
        Attack(
            "ID token of several clients", .audience, claims: ["aud": #"["app", "other"]"#],
            changed {
                $0.use = .id
                $0.clients = ["app"]
                $0.audiences = []
            }),
        Attack("rules without an audience", .audience, claims: [:], changed { $0.audiences = [] }),
    ]

    static let times: [Attack] =
        ["exp", "nbf", "iat"].flatMap { name in
            [#""1000000600""#, "1e308", "1e999", "-1", "null", "true", "[1000000600]", "{}", "253402300801"].map {
                Attack("\(name) \($0)", .claim, claims: [name: .some($0)])
            }
        }

    @Test(
        "A valid token is accepted in all its forms",
        arguments: [
            #""aud": "weir""#, #""aud": ["other", "weir"]"#, #""aud": "weir", "exp": 999999941"#,
            #""aud": "weir", "exp": 1000000000.5"#, #""aud": "weir", "exp": 1.0000006e9"#,
            #""aud": "weir", "nbf": 1000000060, "iat": 1000000060"#, #""aud": "weir", "token_use": "access""#,
        ])
    func accepted(claims: String) throws {
        let end = claims.contains("exp") ? "" : #", "exp": 1000000600"#
        let payload = #"{"iss": "https://id.example", "sub": "alice", \#(claims)\#(end)}"#
        for type in [
            "", #", "typ": "JWT""#, #", "typ": "at+jwt""#, #", "typ": "application/at+jwt""#, #", "x5t": "a""#,
        ] {
            let token = TokenText.token(#"{"alg": "RS256", "kid": "r"\#(type)}"#, payload, Self.rs256)
            #expect(try Self.verify(token).get().issuer == "https://id.example")
        }
    }

    @Test("Amazon Cognito's access token is accepted without an audience, and its ID token only where it is asked for")
    func cognito() throws {
        let issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI"
        var policy = TokenPolicy(issuer: issuer, algorithms: [.rs256], clients: ["app1"], statesUse: true)
        func token(_ claims: String) -> [UInt8] {
            TokenText.token(
                Self.header,
                #"{"iss": "\#(issuer)", "sub": "alice", "exp": 1000000600, "jti": "1", "auth_time": 999999999, \#(claims)}"#,
                Self.rs256)
        }
        let access = token(#""token_use": "access", "client_id": "app1", "scope": "weir/read", "version": 2"#)
        let id = token(#""token_use": "id", "aud": "app1", "cognito:username": "alice", "at_hash": "x""#)
        let others = token(#""token_use": "access", "client_id": "app2""#)
        #expect(try Self.verify(access, policy).get().json["scope"] == .string("weir/read"))
        #expect(Self.reason(Self.verify(id, policy)) == .use)
        #expect(Self.reason(Self.verify(others, policy)) == .audience)
        policy.use = .id
        #expect(try Self.verify(id, policy).get().subject == "alice")
        #expect(Self.reason(Self.verify(access, policy)) == .use)
    }

    @Test("A refusal tells by how much a time is missed")
    func differences() {
        let token = TokenText.token(Self.header, Self.payload, Self.rs256)
        let late = Self.verify(token, now: Timestamp(microseconds: 1_000_000_672_000_000))
        let early = Self.verify(token, now: Timestamp(microseconds: 999_999_900_000_000))
        #expect(throws: TokenError(.expired, "the token expired 72 seconds ago")) { try late.get() }
        #expect(
            throws: TokenError(
                .notYetValid, "the token is from the future, by 90 seconds; check the clocks of issuer and server")
        ) { try early.get() }
    }

    @Test("Neither claims nor tokens are printed")
    func redaction() throws {
        let bytes = TokenText.token(Self.header, Self.payload, Self.rs256)
        let (token, claims) = (try CompactToken(bytes), try Self.verify(bytes).get())
        var dumped = ""
        dump((token, claims), to: &dumped)
        #expect(!"\(token) \(claims) \(dumped)".contains("alice"))
    }
}
