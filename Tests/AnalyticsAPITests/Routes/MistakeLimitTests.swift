import HTTPTypes
import Models
import Testing

@Suite("Requests with many mistakes")
struct MistakeLimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method = HTTPRequest.Method.post
        let uri: String
        var body: String?
        let status: Int
        let nearest: String?
        var testDescription: String { "\(method) \(uri.prefix(60))" }
    }

    private static let members = (0..<5000).map { #""ountry\#($0)": 1"# }.joined(separator: ",")
    private static let items = (0..<250).map { #"{"name": "C\#($0)", "typo": 1, "type": "strin", "index": "lokup"}"# }
        .joined(separator: ",")
    private static let filters = (0..<1000).map { #"{"member":"contry","operator":"equal\#($0)"}"# }.joined(
        separator: ",")

    static let cases: [Case] = [
        Case(
            uri: "/v1/datasets/sales/query",
            body: #"{"dimensions": [\#((0..<250).map { _ in #""contry""# }.joined(separator: ","))]}"#,
            status: 422, nearest: "country"),
        Case(uri: "/v1/datasets/sales/query", body: "{\(members)}", status: 422, nearest: nil),
        Case(method: .get, uri: "/v1/datasets/sales/query?query=%7B\(encoded(members))%7D", status: 422, nearest: nil),
        Case(
            method: .get, uri: "/v1/datasets/sales/rows?filters=%5B\(encoded(filters))%5D", status: 422,
            nearest: "equals"),
        Case(
            method: .get, uri: "/v1/datasets?" + (0..<1000).map { "p\($0)=1" }.joined(separator: "&"), status: 400,
            nearest: nil),
        Case(uri: "/v1/datasets", body: "{\(members)}", status: 422, nearest: nil),
        Case(uri: "/v1/datasets", body: #"{"name": "d", "columns": [\#(items)]}"#, status: 422, nearest: "type"),
        Case(
            method: .patch, uri: "/v1/datasets/sales", body: #"{"addColumns": [\#(items)]}"#, status: 422,
            nearest: "type"),
        Case(method: .put, uri: "/v1/datasets/sales/rows/1", body: "{\(members)}", status: 422, nearest: "country"),
        Case(method: .patch, uri: "/v1/datasets/sales/rows/1", body: "{\(members)}", status: 422, nearest: "country"),
        Case(uri: "/v1/datasets/sales/rows", body: "[{\(members)}]", status: 422, nearest: nil),
    ]

    private static func encoded(_ text: String) -> String {
        text.replacing("\"", with: "%22").replacing(" ", with: "").replacing("{", with: "%7B").replacing(
            "}", with: "%7D")
    }

    @Test("A request with many mistakes gets the first hundred in a response of bounded size", arguments: cases)
    func firstHundred(_ one: Case) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(
                one.method, one.uri, headers: [.contentType: "application/json"], body: one.body)
            #expect(answer.status == one.status, "\(answer.body.prefix(300))")
            guard case .array(let errors)? = try answer.json["errors"] else {
                Issue.record("no errors in \(answer.body.prefix(300))")
                return
            }
            #expect(errors.count == 100)
            #expect(answer.body.utf8.count < 100_000)
            #expect(errors.first?["nearest"] == one.nearest.map { .string($0) })
        }
    }
}
