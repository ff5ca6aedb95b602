import AnalyticsAPI
import HTTPTypes
import Models
import Testing

/// Requests of clients with limits.
@Suite("Request limits")
struct RequestLimitTests {
    private static let policy = HTTPField.Name("RateLimit-Policy")!
    private static let state = HTTPField.Name("RateLimit")!

    @Test("A client with limits sees them on every answer, and gets 429 past them")
    func requests() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "limits": {"requests": [{"quota": 3, "windowSeconds": 60}], "concurrent": 2}"#)
            let policy = #""requests-60s";q=3;w=60, "concurrent";q=2;qu="concurrent-requests""#
            for (uri, status, left) in [
                ("/v1/datasets/sales", 200, 2), ("/v1/datasets/none", 404, 1), ("/v1/datasets/sales?x=1", 400, 0),
            ] {
                let answer = try await client.get(uri, headers: key.headers)
                #expect(answer.status == status, "\(answer.body)")
                #expect(answer.headers[Self.policy] == policy)
                #expect(answer.headers[Self.state] == #""requests-60s";r=\#(left);t=60, "concurrent";r=1"#)
            }
            let refused = try await client.get("/v1/datasets/sales", headers: key.headers)
            #expect(refused.status == 429 && refused.code == "quota_exceeded")
            #expect(
                try refused.json["type"]
                    == .string("https://iana.org/assignments/http-problem-types#quota-exceeded"))
            #expect(try refused.json["violated-policies"] == .array([.string("requests-60s")]))
            #expect(refused.headers[.retryAfter] == "60")
            #expect(
                try refused.json["detail"]
                    == .string("the key has reached its limit of 3 requests in 60 seconds; try again in 60 seconds"))
            #expect(refused.headers[Self.state] == #""requests-60s";r=0;t=60, "concurrent";r=2"#)
            // Others have no limits, a bad key is not counted, and a rotation begins no new window.
            #expect(try await client.get("/v1/datasets/sales").headers[Self.policy] == nil)
            let rotated = try await client.post("/v1/keys/\(key.id)/rotate", "{}")
            guard case .string(let text)? = try rotated.json["key"] else { return }
            let again = try await client.get("/v1/datasets/sales", headers: [.authorization: "Bearer \(text)"])
            #expect(again.status == 429)
        }
    }

    @Test(
        "Wrong limits are refused with their places",
        arguments: [
            (#"{"requests": []}"#, "/limits/requests"), (#"{"requests": [{}]}"#, "/limits/requests/0"),
            (#"{"requests": [{"quota": 0, "windowSeconds": 1}]}"#, "/limits/requests/0/quota"),
            (#"{"requests": [{"quota": 1.5, "windowSeconds": 1}]}"#, "/limits/requests/0/quota"),
            (#"{"requests": [{"quota": 1, "windowSeconds": 86401}]}"#, "/limits/requests/0/windowSeconds"),
            (
                #"{"requests": [{"quota": 1, "windowSeconds": 5}, {"quota": 2, "windowSeconds": 5}]}"#,
                "/limits/requests"
            ), (#"{"concurrent": 0}"#, "/limits/concurrent"), (#"{"concurent": 1}"#, "/limits/concurent"),
            ("[]", "/limits"),
        ])
    func refuses(limits: String, pointer: String) async throws {
        try await TestServer().test { client in
            let answer = try await client.post("/v1/keys", #"{"name": "a", "scopes": ["read"], "limits": \#(limits)}"#)
            #expect(answer.code == "invalid_key" && answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
        }
    }
}
