import AWSSigV4
import Crypto
import Foundation
import Testing

@Suite("AWS's signing suite, SigV4a", .enabled(if: SuiteFolder.isPresent, SuiteFolder.absence))
struct SigV4aSuiteTests {
    static let cases = SuiteFolder.cases("v4a")

    @Test("The suite has all complete cases")
    func findsEveryCase() {
        #expect(Self.cases.count == 38)
    }

    @Test("The header form has the expected texts and a valid signature", arguments: cases)
    func header(_ suiteCase: SuiteCase) throws {
        let signed = try signer(suiteCase).sign(
            suiteCase.request, payload: suiteCase.payload, with: suiteCase.credentials, at: #require(suiteCase.time))
        try expect(signed, matches: suiteCase, form: "header")
    }

    @Test("The query form has the expected texts and a valid signature", arguments: cases)
    func query(_ suiteCase: SuiteCase) throws {
        let signed = try signer(suiteCase).presign(
            suiteCase.request, payload: suiteCase.payload, expiresIn: suiteCase.context.expirationInSeconds,
            with: suiteCase.credentials, at: #require(suiteCase.time))
        try expect(signed, matches: suiteCase, form: "query")
    }

    private func signer(_ suiteCase: SuiteCase) -> SigV4aSigner {
        SigV4aSigner(service: suiteCase.context.service, regionSet: [suiteCase.context.region], rules: suiteCase.rules)
    }

    private func expect(_ signed: SignedRequest, matches suiteCase: SuiteCase, form: String) throws {
        let expectedText = try suiteCase.expected("\(form)-string-to-sign.txt")
        #expect(try signed.canonicalRequest == suiteCase.expected("\(form)-canonical-request.txt"))
        #expect(signed.stringToSign == expectedText)

        // ECDSA signatures are random: our signature and the suite's must verify with the suite's key, and the rest
        // must be equal.
        let expectedSignature = try suiteCase.expected("\(form)-signature.txt")
        let key = try publicKey(suiteCase)
        #expect(try key.isValidSignature(der(signed.signature), for: Data(expectedText.utf8)))
        #expect(try key.isValidSignature(der(expectedSignature), for: Data(expectedText.utf8)))
        #expect(try !key.isValidSignature(der(signed.signature), for: Data((expectedText + " ").utf8)))
        // The suite's signed requests have the signature of another run than signature.txt.
        let (ours, theirs) = (
            suiteCase.rendered(signed.request), try suiteCase.expected("\(form)-signed-request.txt")
        )
        let signature = /Signature=[0-9a-f]+/
        #expect(ours.replacing(signature, with: "") == theirs.replacing(signature, with: ""))
    }

    private func publicKey(_ suiteCase: SuiteCase) throws -> P256.Signing.PublicKey {
        let file = suiteCase.folder.appendingPathComponent("public-key.json")
        let point = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
        let (x, y) = (try #require(point["X"]), try #require(point["Y"]))
        return try P256.Signing.PublicKey(rawRepresentation: bytes(x) + bytes(y))
    }

    private func der(_ hex: String) throws -> P256.Signing.ECDSASignature {
        try P256.Signing.ECDSASignature(derRepresentation: bytes(hex))
    }

    private func bytes(_ hex: String) throws -> Data {
        let digits = Array(hex.utf8)
        return try Data(
            stride(from: 0, to: digits.count - 1, by: 2).map { index in
                try #require(UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16))
            })
    }
}
