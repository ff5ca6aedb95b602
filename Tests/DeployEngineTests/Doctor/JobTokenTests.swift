import DeployEngine
import Foundation
import Testing

@Suite("The token of a job")
struct JobTokenTests {
    private static func response(_ payload: String) -> [UInt8] {
        let encoded = Data(payload.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
        return Array(#"{"count": 1, "value": "aGVhZA.\#(encoded).c2ln"}"#.utf8)
    }

    @Test(
        "The claims are the middle part, in any length of padding",
        arguments: [#"{"sub": "repo:o/r"}"#, #"{"sub": "repo:o/r:"}"#, #"{"sub": "repo:o/r:?>~"}"#, #"{"sub":"ü"}"#])
    func claims(_ payload: String) {
        #expect(JobToken.claims(inResponse: Self.response(payload)) == payload)
    }

    @Test("Anything else has no claims", arguments: ["", "{}", #"{"value": "a.b"}"#, #"{"value": "a.!.c"}"#])
    func none(_ text: String) { #expect(JobToken.claims(inResponse: Array(text.utf8)) == nil) }
}
