import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@Suite("RedirectingTransport", .timeLimit(.minutes(1)))
struct RedirectingTransportTests {
    func request(_ path: String = "/a/b?q=1", method: HTTPRequest.Method = .get) throws -> OutboundRequest {
        var head = HTTPRequest(method: method, scheme: "https", authority: "one.example", path: path)
        head.headerFields[.authorization] = "secret"
        head.headerFields[try #require(HTTPField.Name("X-Amz-Security-Token"))] = "secret"
        head.headerFields[.accept] = "text/plain"
        return OutboundRequest(head, body: method == .get ? .empty : .bytes([1]))
    }

    @Test(
        "A location is resolved against the request's URL",
        arguments: [
            ("https://two.example/x?y", "https://two.example/x?y"), ("//two.example", "https://two.example/"),
            ("/x", "https://one.example/x"), ("x", "https://one.example/a/x"), ("../x", "https://one.example/x"),
            ("./", "https://one.example/a/"), ("?z", "https://one.example/a/b?z"), ("/x#part", "https://one.example/x"),
            ("HTTPS://two.example?y", "https://two.example/?y"), ("../../../x", "https://one.example/x"),
        ])
    func target(_ location: String, _ expected: String) async throws {
        let fake = FakeTransport(script: [.response(.found, fields: [.location: location]), .response(.ok)])
        #expect(try await RedirectingTransport(fake).send(request()).head.status == .ok)
        let head = try #require(fake.requests.last).head
        #expect("\(head.scheme ?? "")://\(head.authority ?? "")\(head.path ?? "")" == expected)
    }

    @Test("Credentials are kept within an origin and dropped at another one")
    func credentials() async throws {
        let fake = FakeTransport(script: [
            .response(.found, fields: [.location: "/x"]),
            .response(.found, fields: [.location: "https://two.example/"]), .response(.ok),
        ])
        _ = try await RedirectingTransport(fake).send(request())
        #expect(fake.requests[1].head.headerFields[.authorization] == "secret")
        #expect(fake.requests[2].head.headerFields.map(\.name.canonicalName) == ["accept"])
    }

    @Test(
        "The status determines the method of the next request",
        arguments: [
            (301, "POST", "GET"), (302, "POST", "GET"), (303, "PUT", "GET"), (303, "HEAD", "HEAD"),
            (307, "POST", "POST"), (308, "PUT", "PUT"), (301, "PUT", "PUT"),
        ])
    func method(_ code: Int, _ method: String, _ expected: String) async throws {
        let fake = FakeTransport(script: [
            .response(.init(code: code), fields: [.location: "/x"]), .response(.ok),
        ])
        _ = try await RedirectingTransport(fake).send(request(method: #require(HTTPRequest.Method(method))))
        #expect(fake.requests[1].head.method.rawValue == expected)
        #expect(fake.requests[1].body == (expected == "GET" ? [] : [1]))
    }

    @Test(
        "A redirect from HTTPS to another scheme is rejected",
        arguments: ["http://one.example/", "ftp://x/", "mailto:x"])
    func refuses(_ location: String) async throws {
        let fake = FakeTransport(script: [.response(.found, fields: [.location: location]), .response(.ok)])
        let request = try request()
        let error = await #expect(throws: TransportError.self) { try await RedirectingTransport(fake).send(request) }
        #expect(error?.kind == .redirect)
        #expect(fake.requests.count == 1)
    }

    @Test("A redirect loop ends with an error", arguments: await Subject.all)
    func loop(_ subject: Subject) async throws {
        let redirecting = RedirectingTransport(subject.transport, limit: 4)
        let error = await #expect(throws: TransportError.self) {
            try await redirecting.send(subject.request("/loop"))
        }
        #expect(error?.kind == .redirect)
        #expect(try await redirecting.send(subject.request("/redirect/3")).head.status == .ok)
    }
}
