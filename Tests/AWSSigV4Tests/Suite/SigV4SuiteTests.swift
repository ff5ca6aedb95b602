import AWSSigV4
import Testing

@Suite("AWS's signing suite, SigV4", .enabled(if: SuiteFolder.isPresent, SuiteFolder.absence))
struct SigV4SuiteTests {
    static let cases = SuiteFolder.cases("v4")

    @Test("The suite has all cases")
    func findsEveryCase() {
        #expect(Self.cases.count == 38)
    }

    @Test("The header form matches byte for byte", arguments: cases)
    func header(_ suiteCase: SuiteCase) throws {
        let signed = try signer(suiteCase).sign(
            suiteCase.request, payload: suiteCase.payload, with: suiteCase.credentials, at: #require(suiteCase.time))
        try expect(signed, matches: suiteCase, form: "header")
    }

    @Test("The query form matches byte for byte", arguments: cases)
    func query(_ suiteCase: SuiteCase) throws {
        let signed = try signer(suiteCase).presign(
            suiteCase.request, payload: suiteCase.payload, expiresIn: suiteCase.context.expirationInSeconds,
            with: suiteCase.credentials, at: #require(suiteCase.time))
        try expect(signed, matches: suiteCase, form: "query")
    }

    private func signer(_ suiteCase: SuiteCase) -> SigV4Signer {
        SigV4Signer(service: suiteCase.context.service, region: suiteCase.context.region, rules: suiteCase.rules)
    }

    private func expect(_ signed: SignedRequest, matches suiteCase: SuiteCase, form: String) throws {
        #expect(try signed.canonicalRequest == suiteCase.expected("\(form)-canonical-request.txt"))
        #expect(try signed.stringToSign == suiteCase.expected("\(form)-string-to-sign.txt"))
        #expect(try signed.signature == suiteCase.expected("\(form)-signature.txt"))
        #expect(try suiteCase.rendered(signed.request) == suiteCase.expected("\(form)-signed-request.txt"))
    }
}
