import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

/// The contract of `HTTPTransport`, tested with every implementation.
@Suite("HTTPTransport", .timeLimit(.minutes(2)))
struct TransportContractTests {
    @Test("The local server runs", .enabled(if: MisbehavingServer.isExpected, MisbehavingServer.absence))
    func liveSubject() async {
        #expect(await Subject.all.count == 2)
    }

    @Test(
        "Method, target, fields and body are sent, and status, fields and body are returned",
        arguments: await Subject.all)
    func echo(_ subject: Subject) async throws {
        for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch, .options] {
            var request = subject.request(
                "/echo/a%20b//../c?x=%2F&y", method: method, body: .bytes(Array("héllo".utf8)))
            request.head.headerFields[try #require(HTTPField.Name("X-Custom"))] = "Ærø, \"quoted\""
            request.head.headerFields[try #require(HTTPField.Name("X-Blank"))] = ""
            let response = try await subject.transport.send(request)
            #expect(response.head.status == .ok)
            let field = { (name: String) in HTTPField.Name(name).flatMap { response.head.headerFields[$0] } }
            #expect(field("X-Method") == method.rawValue)
            #expect(field("X-Target") == "/echo/a%20b//../c?x=%2F&y")
            #expect(field("Echo-X-Custom") == "Ærø, \"quoted\"")
            #expect(field("Echo-X-Blank") == "")
            #expect(try await response.body.collect(upTo: 100) == Array("héllo".utf8))
        }
    }

    @Test("No field is added except Host and Content-Length", arguments: await Subject.all)
    func noSurprises(_ subject: Subject) async throws {
        let response = try await subject.transport.send(
            subject.request("/echo", method: .post, body: .bytes([1, 2, 3])))
        let echoed = Set(response.head.headerFields.map(\.name.canonicalName).filter { $0.hasPrefix("echo-") })
        #expect(echoed.isSubset(of: ["echo-host", "echo-content-length"]))
    }

    @Test("Every status is returned as a response", arguments: await Subject.all)
    func statuses(_ subject: Subject) async throws {
        for code in [200, 201, 301, 400, 404, 418, 500, 503] {
            let response = try await subject.transport.send(subject.request("/status/\(code)"))
            #expect(response.head.status.code == code)
            #expect(try await response.body.collect(upTo: 100) == Array("status \(code)".utf8))
        }
    }

    @Test("Repeated and empty fields keep their order", arguments: await Subject.all)
    func repeatedFields(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/repeated"))
        let many = try #require(HTTPField.Name("x-many"))
        #expect(response.head.headerFields[fields: many].map(\.value) == ["b", "a", "b"])
        #expect(response.head.headerFields[try #require(HTTPField.Name("x-empty"))] == "")
    }

    @Test("A response to HEAD has no body, whatever its Content-Length", arguments: await Subject.all)
    func head(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/large/1000", method: .head))
        #expect(response.head.status == .ok)
        #expect(try await response.body.collect(upTo: 0) == [])
    }

    @Test("A redirect is returned and not followed", arguments: await Subject.all)
    func noRedirects(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/redirect/2"))
        #expect(response.head.status == .found)
        #expect(response.head.headerFields[.location] == "/redirect/1")
    }

    // MARK: - Bodies

    @Test("A body is streamed in both directions, complete and in order", arguments: await Subject.all, [true, false])
    func streams(_ subject: Subject, knowsLength: Bool) async throws {
        let pieces = (0..<100).map { index in [UInt8](repeating: UInt8(index), count: 1 + index * 97) }
        let whole = Array(pieces.joined())
        let body = RequestBody.stream(length: knowsLength ? whole.count : nil) { PieceSequence(pieces) }
        var request = subject.request("/echo", method: .put, body: body)
        request.timeouts.total = Self.patience
        let response = try await subject.transport.send(request)
        var received: [UInt8] = []
        for try await piece in response.body {
            #expect(!piece.isEmpty)
            received += piece
        }
        #expect(received == whole)
    }

    /// The time-out of exchanges that yield to all other tests many times.
    private static let patience = Duration.seconds(110)

    @Test("A slow reader receives a large body", arguments: await Subject.all)
    func largeBody(_ subject: Subject) async throws {
        for path in ["/large/1000000", "/stream/1000000"] {
            var request = subject.request(path)
            request.timeouts.total = Self.patience
            let response = try await subject.transport.send(request)
            var (count, rest) = (0, 0)
            for try await piece in response.body {
                count += piece.count
                rest += piece.count
                // Beside many tests each turn is long, so a transport with small pieces must not need more of them.
                guard rest > 50_000 else { continue }
                rest = 0
                for _ in 0..<20 { await Task.yield() }
            }
            #expect(count == 1_000_000)
        }
    }

    @Test("A body can be read once", arguments: await Subject.all)
    func readOnce(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/large/10"))
        #expect(try await response.body.collect(upTo: 10).count == 10)
        let error = await #expect(throws: TransportError.self) { try await response.body.collect(upTo: 10) }
        #expect(error?.kind == .bodyAlreadyRead)
    }

    @Test("An error of the request body ends the exchange", arguments: await Subject.all)
    func failingBody(_ subject: Subject) async throws {
        let body = RequestBody.stream(length: 100) { PieceSequence([[1, 2, 3]], failure: BrokenError()) }
        let error = await failure(subject.request("/echo", method: .put, body: body), subject)
        #expect(error?.kind == .requestBody)
        #expect(error?.underlying is BrokenError)
    }

    @Test("A request body of another length than declared is rejected", arguments: await Subject.all, [2, 4])
    func wrongLength(_ subject: Subject, length: Int) async throws {
        let body = RequestBody.stream(length: length) { PieceSequence([[1], [2], [3]]) }
        #expect(await failure(subject.request("/echo", method: .put, body: body), subject)?.kind == .requestBody)
    }

    @Test("A response that arrives before the end of the request body is returned", arguments: await Subject.all)
    func earlyAnswer(_ subject: Subject) async throws {
        let pieces = Array(repeating: [UInt8](repeating: 0, count: 1000), count: 3)
        let body = RequestBody.stream(length: 3000) { PieceSequence(pieces) }
        let response = try await subject.transport.send(subject.request("/early", method: .put, body: body))
        #expect(response.head.status == .contentTooLarge)
    }

    // MARK: - Limits

    @Test("A response body over the limit is rejected, with and without Content-Length", arguments: await Subject.all)
    func bodyLimit(_ subject: Subject) async throws {
        for path in ["/large/1001", "/stream/100001"] {
            var request = subject.request(path)
            request.limits.bodyBytes = path.hasPrefix("/large") ? 1000 : 100_000
            #expect(await failure(request, subject)?.kind == .bodyTooLarge)
            request.limits.bodyBytes += 1
            #expect(await failure(request, subject) == nil)
        }
    }

    @Test("A response head over the limit is rejected", arguments: await Subject.all)
    func headLimit(_ subject: Subject) async throws {
        var request = subject.request("/bighead")
        #expect(await failure(request, subject)?.kind == .headTooLarge)
        request.limits.headBytes = 200_000
        #expect(await failure(request, subject) == nil)
    }

    @Test("The total time-out applies before the head and within the body", arguments: await Subject.all)
    func totalTimeout(_ subject: Subject) async throws {
        for path in ["/hang", "/stall"] {
            var request = subject.request(path)
            request.timeouts.total = .milliseconds(100)
            #expect(await failure(request, subject)?.kind == .timeout, "\(path)")
        }
    }

    @Test("A lost connection is a transient error", arguments: await Subject.all)
    func lost(_ subject: Subject) async throws {
        for path in ["/empty", "/reset", "/cut"] {
            let error = await failure(subject.request(path), subject)
            #expect(error?.kind == .connectionLost, "\(path): \(String(describing: error))")
            #expect(error?.isTransient == true)
        }
    }

    @Test("Bytes that arrived before the connection was lost are returned", arguments: await Subject.all)
    func partial(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/cut"))
        var iterator = response.body.makeAsyncIterator()
        #expect(try await iterator.next() == Array("hello".utf8))
        let error = await #expect(throws: TransportError.self) { try await iterator.next() }
        #expect(error?.kind == .connectionLost)
    }

    // MARK: - Cancellation

    @Test("Cancellation ends an exchange at once", arguments: await Subject.all)
    func cancellation(_ subject: Subject) async throws {
        for path in ["/hang", "/stall"] {
            let task = Task { await failure(subject.request(path), subject) }
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
        }
    }

    @Test("Cancellation ends an exchange that waits for the request body", arguments: await Subject.all)
    func cancellationOfUpload(_ subject: Subject) async throws {
        let (begun, signal) = AsyncStream.makeStream(of: Void.self)
        let body = RequestBody.stream(length: 10) { EndlessWait(signal: signal) }
        let task = Task { await failure(subject.request("/echo", method: .put, body: body), subject) }
        for await _ in begun { break }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }

    // MARK: - Requests that cannot be sent

    @Test("An invalid request is rejected and not sent", arguments: await Subject.all)
    func invalid(_ subject: Subject) async throws {
        var requests: [OutboundRequest] = []
        func add(_ change: (inout OutboundRequest) throws -> Void) rethrows {
            var request = subject.request("/echo", method: .post, body: .bytes([1]))
            try change(&request)
            requests.append(request)
        }
        add { $0.head.scheme = "ftp" }
        add { $0.head.scheme = nil }
        add { $0.head.authority = nil }
        add { $0.head.authority = "user:password@\(subject.authority)" }
        add { $0.head.authority = "\(subject.authority)/x?" }
        add { $0.head.path = "/a b" }
        add { $0.head.path = "/ü" }
        add { $0.head.path = "/a#b" }
        add { $0.head.path = "a" }
        add { $0.head.headerFields[.contentLength] = "2" }
        add { $0.head.headerFields[.contentLength] = "x" }
        try add { $0.head.headerFields[try #require(HTTPField.Name("host"))] = "elsewhere" }
        add { $0.timeouts.total = .zero }
        add { $0.timeouts.connect = .seconds(-1) }
        for request in requests {
            let error = await failure(request, subject)
            #expect(error?.kind == .invalidRequest, "\(request)")
        }
    }

    /// Returns the error of an exchange, its body included.
    private func failure(_ request: OutboundRequest, _ subject: Subject) async -> TransportError? {
        do throws(TransportError) {
            let response = try await subject.transport.send(request)
            _ = try await response.body.collect(upTo: .max)
            return nil
        } catch {
            return error
        }
    }
}
