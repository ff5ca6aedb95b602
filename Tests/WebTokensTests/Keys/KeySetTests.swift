import Basics
import Crypto
import Testing
import WebTokensTesting

@testable import WebTokens

@Suite struct KeySetTests {
    private static let rsa = SigningKey.rsa2048
    private static let ec = SigningKey.p256(P256.Signing.PrivateKey())

    private static func rsa(bits: Int, exponent: [UInt8] = [1, 0, 1]) -> String {
        let modulus = [UInt8](repeating: 0xC5, count: bits / 8)
        return
            #"{"kty": "RSA", "kid": "k", "n": "\#(Base64URL.encoded(modulus))", "e": "\#(Base64URL.encoded(exponent))"}"#
    }

    /// A P-256 key with other coordinates.
    private static func point(_ x: [UInt8], _ y: [UInt8], curve: String = "P-256") -> String {
        #"{"kty": "EC", "kid": "k", "crv": "\#(curve)", "x": "\#(Base64URL.encoded(x))", "y": "\#(Base64URL.encoded(y))"}"#
    }

    @Test(
        "A document that is not a set of public keys with different ids is refused as a whole",
        arguments: [
            ("", "not a JSON object"), ("<html></html>", "not a JSON object"), ("[]", "not a JSON object"),
            ("{}", "not a JSON object"), (#"{"keys": {}}"#, "not a JSON object"), (#"{"keys": []}"#, "no key"),
            (#"{"keys": [1]}"#, "without a type"), (#"{"keys": [{}]}"#, "without a type"),
            (#"{"keys": [], "keys": []}"#, "not a JSON object"),
            (#"{"keys": [\#(rsa.jwk("k")), {"kty": "oct", "kid": "o", "k": "AAAA"}]}"#, "shared key"),
            (#"{"keys": [\#(rsa.jwk("k")), {"kty": "oct"}]}"#, "shared key"),
            (#"{"keys": [\#(rsa.jwk("k", #", "k": "AAAA""#))]}"#, "shared key"),
            (#"{"keys": [\#(rsa.jwk("k", #", "d": "AAAA""#))]}"#, "private key"),
            (#"{"keys": [\#(rsa.jwk("k")), \#(ec.jwk("k"))]}"#, "two keys with one id"),
            (#"{"keys": [\#(rsa.jwk("k")), \#(rsa.jwk("k"))]}"#, "two keys with one id"),
            (#"{"keys": [\#(rsa.jwk("k", #", "use": "enc""#)), \#(ec.jwk("k"))]}"#, "two keys with one id"),
            (#"{"keys": [\#(rsa(bits: 1024))]}"#, "1024 bits"), (#"{"keys": [\#(rsa(bits: 2040))]}"#, "2040 bits"),
            (#"{"keys": [\#(rsa(bits: 16384))]}"#, "16384 bits"),
            (#"{"keys": [\#(rsa(bits: 2048, exponent: [1]))]}"#, "exponent"),
            (#"{"keys": [\#(rsa(bits: 2048, exponent: [3]))]}"#, "exponent"),
            (#"{"keys": [\#(rsa(bits: 2048, exponent: [1, 0, 0]))]}"#, "exponent"),
            (#"{"keys": [\#(rsa(bits: 2048, exponent: [4, 0, 0, 0, 1]))]}"#, "exponent"),
            (#"{"keys": [{"kty": "RSA", "kid": "k", "e": "AQAB"}]}"#, "member n"),
            (#"{"keys": [{"kty": "RSA", "kid": "k", "n": "AQAB=", "e": "AQAB"}]}"#, "member n"),
            (#"{"keys": [\#(point([1], [2]))]}"#, "member x"),
            (#"{"keys": [\#(point(.init(repeating: 1, count: 32), .init(repeating: 2, count: 32)))]}"#, "its curve"),
            (#"{"keys": [\#(point(.init(repeating: 0, count: 32), .init(repeating: 0, count: 32)))]}"#, "its curve"),
            (#"{"keys": [\#(point(.init(repeating: 1, count: 32), .init(repeating: 2, count: 33)))]}"#, "member y"),
            (
                #"{"keys": [\#(point(.init(repeating: 1, count: 48), .init(repeating: 2, count: 48), curve: "P-384"))]}"#,
                "its curve"
            ),
            (#"{"keys": [{"kty": "OKP", "kid": "k", "crv": "Ed25519", "x": "AAAA"}]}"#, "member x"),
            (#"{"keys": [\#((0...50).map { ec.jwk("k\($0)") }.joined(separator: ","))]}"#, "51 keys"),
            (#"{"keys": [], "x": "\#(String(repeating: "x", count: 65_536))"}"#, "longer than 64 KiB"),
        ])
    func refused(document: String, reason: String) {
        let error = #expect(throws: KeySetError.self) { try KeySet(document: Array(document.utf8)) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "accepted")")
    }

    @Test("Keys for other purposes, of other kinds and without an id are skipped")
    func skipped() throws {
        let others = [
            Self.rsa.jwk("a", #", "use": "enc""#), Self.rsa.jwk("b", #", "alg": "RSA-OAEP""#),
            Self.rsa.jwk("c", #", "key_ops": ["encrypt"]"#), #"{"kty": "EC", "crv": "secp256k1", "kid": "d"}"#,
            #"{"kty": "LMS", "kid": "e"}"#, "{\(Self.rsa.members)}", Self.rsa.jwk(""), Self.rsa.jwk("a b"),
        ]
        let document =
            #"{"keys": [\#((others + [Self.ec.jwk("z", #", "use": "sig", "x5c": []"#)]).joined(separator: ","))]}"#
        #expect(try KeySet(document: Array(document.utf8)).ids == ["z"])
        let useless = #"{"keys": [\#(others.joined(separator: ","))]}"#
        #expect(throws: KeySetError.self) { try KeySet(document: Array(useless.utf8)) }
    }

    @Test("A key whose algorithm is named fits no other one")
    func algorithm() throws {
        let keys = try KeySet(document: TokenText.keys(Self.rsa.jwk("k", #", "alg": "PS256""#)))
        let key = try #require(keys["k"])
        #expect(SignatureAlgorithm.allCases.filter(key.fits) == [.ps256])
    }
}
