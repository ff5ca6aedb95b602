import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

/// What every transport promises, tried on each of them.
@Suite("HTTPTransport", .timeLimit(.minutes(2)))
struct TransportContractTests {
    @Test("there is a live server to try it on", .enabled(if: MisbehavingServer.isExpected, MisbehavingServer.absence))
    func liveSubject() async {
        #expect(await Subject.all.count == 2)
    }

    @Test(
        "sends method, target, fields and body, and brings back status, fields and body", arguments: await Subject.all)
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

    @Test("adds no field that describes the content or asks for something", arguments: await Subject.all)
    func noSurprises(_ subject: Subject) async throws {
        let response = try await subject.transport.send(
            subject.request("/echo", method: .post, body: .bytes([1, 2, 3])))
        let echoed = Set(response.head.headerFields.map(\.name.canonicalName).filter { $0.hasPrefix("echo-") })
        #expect(echoed.isSubset(of: ["echo-host", "echo-content-length"]))
    }

    @Test("brings back any status as a response", arguments: await Subject.all)
    func statuses(_ subject: Subject) async throws {
        for code in [200, 201, 301, 400, 404, 418, 500, 503] {
            let response = try await subject.transport.send(subject.request("/status/\(code)"))
            #expect(response.head.status.code == code)
            #expect(try await response.body.collect(upTo: 100) == Array("status \(code)".utf8))
        }
    }

    @Test("keeps repeated and empty fields, in order", arguments: await Subject.all)
    func repeatedFields(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/repeated"))
        let many = try #require(HTTPField.Name("x-many"))
        #expect(response.head.headerFields[fields: many].map(\.value) == ["b", "a", "b"])
        #expect(response.head.headerFields[try #require(HTTPField.Name("x-empty"))] == "")
    }

    @Test("has no body after HEAD, whatever the length says", arguments: await Subject.all)
    func head(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/large/1000", method: .head))
        #expect(response.head.status == .ok)
        #expect(try await response.body.collect(upTo: 0) == [])
    }

    @Test("follows no redirect by itself", arguments: await Subject.all)
    func noRedirects(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/redirect/2"))
        #expect(response.head.status == .found)
        #expect(response.head.headerFields[.location] == "/redirect/1")
    }

    // MARK: - Bodies

    @Test("streams a body in both directions, whole and in order", arguments: await Subject.all, [true, false])
    func streams(_ subject: Subject, knowsLength: Bool) async throws {
        let pieces = (0..<200).map { index in [UInt8](repeating: UInt8(index), count: 1 + index * 97) }
        let whole = Array(pieces.joined())
        let body = RequestBody.stream(length: knowsLength ? whole.count : nil) { PieceSequence(pieces) }
        let response = try await subject.transport.send(subject.request("/echo", method: .put, body: body))
        var received: [UInt8] = []
        for try await piece in response.body {
            #expect(!piece.isEmpty)
            received += piece
        }
        #expect(received == whole)
    }

    @Test("gives a large body to a reader however slow", arguments: await Subject.all)
    func largeBody(_ subject: Subject) async throws {
        for path in ["/large/5000000", "/stream/5000000"] {
            let response = try await subject.transport.send(subject.request(path))
            var count = 0
            for try await piece in response.body {
                for _ in 0..<20 { await Task.yield() }
                count += piece.count
            }
            #expect(count == 5_000_000)
        }
    }

    @Test("lets a body be read once", arguments: await Subject.all)
    func readOnce(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/large/10"))
        #expect(try await response.body.collect(upTo: 10).count == 10)
        let error = await #expect(throws: TransportError.self) { try await response.body.collect(upTo: 10) }
        #expect(error?.kind == .bodyAlreadyRead)
    }

    @Test("fails with the error that the request's body fails with", arguments: await Subject.all)
    func failingBody(_ subject: Subject) async throws {
        let body = RequestBody.stream(length: 100) { PieceSequence([[1, 2, 3]], failure: Broken()) }
        let error = await failure(subject.request("/echo", method: .put, body: body), subject)
        #expect(error?.kind == .requestBody)
        #expect(error?.underlying is Broken)
    }

    @Test("refuses a request's body of another length than it was to have", arguments: await Subject.all, [2, 4])
    func wrongLength(_ subject: Subject, length: Int) async throws {
        let body = RequestBody.stream(length: length) { PieceSequence([[1], [2], [3]]) }
        #expect(await failure(subject.request("/echo", method: .put, body: body), subject)?.kind == .requestBody)
    }

    @Test("brings back an answer that comes before the body has been sent", arguments: await Subject.all)
    func earlyAnswer(_ subject: Subject) async throws {
        let pieces = Array(repeating: [UInt8](repeating: 0, count: 1000), count: 3)
        let body = RequestBody.stream(length: 3000) { PieceSequence(pieces) }
        let response = try await subject.transport.send(subject.request("/early", method: .put, body: body))
        #expect(response.head.status == .contentTooLarge)
    }

    // MARK: - Limits

    @Test("refuses a body that is too large, announced or not", arguments: await Subject.all)
    func bodyLimit(_ subject: Subject) async throws {
        for path in ["/large/1001", "/stream/100001"] {
            var request = subject.request(path)
            request.limits.bodyBytes = path.hasPrefix("/large") ? 1000 : 100_000
            #expect(await failure(request, subject)?.kind == .bodyTooLarge)
            request.limits.bodyBytes += 1
            #expect(await failure(request, subject) == nil)
        }
    }

    @Test("refuses a head that is too large", arguments: await Subject.all)
    func headLimit(_ subject: Subject) async throws {
        var request = subject.request("/bighead")
        #expect(await failure(request, subject)?.kind == .headTooLarge)
        request.limits.headBytes = 200_000
        #expect(await failure(request, subject) == nil)
    }

    @Test("ends when its time is over, before the head and within the body", arguments: await Subject.all)
    func totalTimeout(_ subject: Subject) async throws {
        for path in ["/hang", "/stall"] {
            var request = subject.request(path)
            request.timeouts.total = .milliseconds(100)
            #expect(await failure(request, subject)?.kind == .timeout, "\(path)")
        }
    }

    @Test("tells a connection that was lost", arguments: await Subject.all)
    func lost(_ subject: Subject) async throws {
        for path in ["/empty", "/reset", "/cut"] {
            let error = await failure(subject.request(path), subject)
            #expect(error?.kind == .connectionLost, "\(path): \(String(describing: error))")
            #expect(error?.isTransient == true)
        }
    }

    @Test("gives what arrived before a connection was lost", arguments: await Subject.all)
    func partial(_ subject: Subject) async throws {
        let response = try await subject.transport.send(subject.request("/cut"))
        var iterator = response.body.makeAsyncIterator()
        #expect(try await iterator.next() == Array("hello".utf8))
        let error = await #expect(throws: TransportError.self) { try await iterator.next() }
        #expect(error?.kind == .connectionLost)
    }

    // MARK: - Cancellation

    @Test("ends at once when its task is cancelled", arguments: await Subject.all)
    func cancellation(_ subject: Subject) async throws {
        for path in ["/hang", "/stall"] {
            let task = Task { await failure(subject.request(path), subject) }
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
        }
    }

    @Test("ends when its task is cancelled while the request's body is awaited", arguments: await Subject.all)
    func cancellationOfUpload(_ subject: Subject) async throws {
        let (begun, signal) = AsyncStream.makeStream(of: Void.self)
        let body = RequestBody.stream(length: 10) { EndlessWait(signal: signal) }
        let task = Task { await failure(subject.request("/echo", method: .put, body: body), subject) }
        for await _ in begun { break }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }

    // MARK: - Requests that cannot be sent

    @Test("refuses what cannot be sent, without sending it", arguments: await Subject.all)
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

    /// What an exchange fails with, its body included.
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
