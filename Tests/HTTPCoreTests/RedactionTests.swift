import HTTPCore
import HTTPTypes
import Testing

@Suite("Redaction")
struct RedactionTests {
    @Test("Credentials in fields and in the query are redacted, and nothing else")
    func hides() throws {
        var request = HTTPRequest(
            method: .get, scheme: "https", authority: "example.com",
            path: "/p?a=1&X-Amz-Signature=SECRET&x-amz-security-TOKEN=SECRET&b")
        for name in ["Authorization", "X-Amz-Security-Token", "Cookie", "x-aws-ec2-metadata-token"] {
            request.headerFields[try #require(HTTPField.Name(name))] = "SECRET"
        }
        request.headerFields[.accept] = "text/plain"
        for text in ["\(OutboundRequest(request))", String(reflecting: OutboundRequest(request))] {
            #expect(!text.contains("SECRET"))
            #expect(text.contains("a=1") && text.contains("&b"))
            #expect(text.contains("text/plain") && text.contains("GET"))
        }
        var dumped = ""
        dump(OutboundRequest(request), to: &dumped)
        #expect(!dumped.contains("SECRET"))
    }

    @Test("Cookies that a response sets are redacted")
    func response() {
        var response = HTTPResponse(status: .ok)
        response.headerFields[.setCookie] = "SECRET"
        #expect(Redaction.standard.describe(response) == "200 [Set-Cookie: <redacted>]")
    }
}
