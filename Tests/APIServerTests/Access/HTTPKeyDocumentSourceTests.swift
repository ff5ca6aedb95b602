import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing
import WebTokens

@testable import APIServer

@Suite struct HTTPKeyDocumentSourceTests {
    private static let url = "https://id.example:8443/realms/a/keys"

    @Test("A document is fetched from its URL, and within three seconds")
    func fetches() async throws {
        let transport = FakeTransport { request in
            #expect(request.head.scheme == "https" && request.head.authority == "id.example:8443")
            #expect(request.head.path == "/realms/a/keys" && request.head.method == .get)
            #expect(request.timeouts.total == .seconds(3))
            #expect(request.head.headerFields[.authorization] == nil && request.head.headerFields[.cookie] == nil)
            return .response(body: Array("{}".utf8))
        }
        #expect(try await HTTPKeyDocumentSource(transport).document(at: Self.url, limit: 100) == Array("{}".utf8))
    }

    @Test(
        "Another answer than the document is a failure without its text, and a redirect is not followed",
        arguments: [301, 302, 307, 308, 204, 401, 403, 404, 429, 500, 503])
    func failures(status: Int) async {
        let transport = FakeTransport(script: [
            .response(
                HTTPResponse.Status(code: status), fields: [.location: "https://evil.example/CANARY"],
                body: status == 204 ? [] : Array("CANARY".utf8))
        ])
        let error = await #expect(throws: KeyDocumentError.self) {
            try await HTTPKeyDocumentSource(transport).document(at: Self.url, limit: 100)
        }
        #expect(error?.kind == (status == 404 || status == 403 ? .notFound : .unavailable))
        #expect(error?.description.contains("CANARY") == false && error?.description.contains("\(status)") == true)
    }

    @Test("A document that is too long is a failure")
    func tooLong() async {
        let transport = FakeTransport(script: [.response(body: [UInt8](repeating: 0x20, count: 101))])
        await #expect(throws: KeyDocumentError.self) {
            try await HTTPKeyDocumentSource(transport).document(at: Self.url, limit: 100)
        }
    }

    @Test(
        "Nothing is sent to a URL that is neither https nor on this machine",
        arguments: ["http://id.example/", "file:///etc/passwd", ""])
    func otherURLs(url: String) async {
        let transport = FakeTransport(script: [.response()])
        await #expect(throws: KeyDocumentError.self) {
            try await HTTPKeyDocumentSource(transport).document(at: url, limit: 100)
        }
        #expect(transport.requests.isEmpty)
    }
}
