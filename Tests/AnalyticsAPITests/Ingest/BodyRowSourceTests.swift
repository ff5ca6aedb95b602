import HTTPTypes
import Hummingbird
import Models
import NIOCore
import NIOEmbedded
import Storage
import StorageTesting
import Testing

@testable import AnalyticsAPI

@Suite("BodyRowSource")
struct BodyRowSourceTests {
    static func dataset() throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier("d"),
            columns: [Column(name: Identifier("n"), type: .integer), Column(name: Identifier("s"), type: .string)])
    }

    /// A source over a body that arrives in pieces; `sizes` is repeated as often as needed.
    static func source(
        _ body: String, sizes: [Int], format: BodyFormat = .csv, handling: RowHandling = .strict, limit: Int = 1 << 30,
        declared: Int? = nil
    ) throws -> BodyRowSource {
        var pieces: [ByteBuffer] = []
        var rest = Array(body.utf8)[...]
        var next = 0
        while !rest.isEmpty {
            let size = sizes[next % sizes.count]
            pieces.append(ByteBuffer(bytes: rest.prefix(size)))
            rest = rest.dropFirst(size)
            next += 1
        }
        let stream = AsyncStream { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
        return try source(stream, format: format, handling: handling, limit: limit, declared: declared)
    }

    /// A source over a body that the test sends itself.
    static func source(
        _ stream: AsyncStream<ByteBuffer>, format: BodyFormat = .csv, handling: RowHandling = .strict,
        limit: Int = 1 << 30, declared: Int? = nil
    ) throws -> BodyRowSource {
        var head = HTTPRequest(method: .post, scheme: "http", authority: "h", path: "/")
        if let declared { head.headerFields[.contentLength] = "\(declared)" }
        let request = Request(head: head, body: RequestBody(asyncSequence: stream))
        let body = try BodyStream(
            request, limit: limit, progress: BodyProgress(channel: NIOAsyncTestingChannel()))
        return BodyRowSource(
            body, parser: format.parser(for: try dataset()), handling: handling, fingerprintSeed: format.rawValue)
    }

    static func collect(_ source: BodyRowSource) async throws -> (rows: [[Value]], largest: Int) {
        var rows: [[Value]] = []
        var largest = 0
        while let batch = try await source.next() {
            largest = max(largest, batch.rowCount)
            for row in 0..<batch.rowCount { rows.append(batch[row]) }
        }
        return (rows, largest)
    }

    @Test(
        "A body gives the same rows and fingerprint regardless of its chunks",
        arguments: [[1], [2], [3], [7, 1, 64], [1000], [65_536]])
    func pieces(sizes: [Int]) async throws {
        let body = "n,s\n" + (0..<300).map { "\($0),\"zeile \"\"\($0)\"\"\nü😀\"\r\n" }.joined()
        let whole = try Self.source(body, sizes: [1 << 20])
        let cut = try Self.source(body, sizes: sizes)
        let expected = try await Self.collect(whole).rows
        #expect(expected.count == 300)
        #expect(try await Self.collect(cut).rows == expected)
        #expect(cut.fingerprint == whole.fingerprint)
        #expect(whole.fingerprint.count == 32)
    }

    @Test("Batches have a bounded size")
    func batches() async throws {
        let body = "n,s\n" + String(repeating: "1,a\n", count: 50_000)
        let (rows, largest) = try await Self.collect(Self.source(body, sizes: [4096]))
        #expect(rows.count == 50_000)
        #expect(largest < BodyRowSource.rowsPerBatch + 4096 / 4)
    }

    @Test("Different bodies and formats have different fingerprints")
    func fingerprints() async throws {
        func fingerprint(_ body: String, _ format: BodyFormat) async throws -> [UInt8] {
            let source = try Self.source(body, sizes: [5], format: format, handling: .lenient)
            _ = try await Self.collect(source)
            return source.fingerprint
        }
        let json = try await fingerprint(#"{"n":1}"#, .json)
        #expect(try await fingerprint(#"{"n":1}"#, .json) == json)
        #expect(try await fingerprint(#"{"n":2}"#, .json) != json)
        #expect(try await fingerprint(#"{"n":1}"#, .ndjson) != json)
    }

    @Test("Parsing stops at the first invalid row in strict mode and continues in lenient mode")
    func handling() async throws {
        let body = "n,s\n1,a\nx,b\n3,c\ny,d\n"
        let strict = try Self.source(body, sizes: [3])
        let error = await #expect(throws: StorageError.self) { try await Self.collect(strict) }
        guard case .rejected(let rejections)? = error else {
            Issue.record("got \(String(describing: error))")
            return
        }
        #expect(rejections.errors.first?.line == 3)
        let lenient = try Self.source(body, sizes: [3], handling: .lenient)
        #expect(try await Self.collect(lenient).rows == [[1, "a"], [3, "c"]])
        #expect(lenient.rejections.count == 2)
    }

    @Test("A body longer than the limit or shorter than its Content-Length is rejected")
    func lengths() async throws {
        let body = "n,s\n1,a\n2,b\n"
        for (limit, declared) in [(11, nil), (100, 13), (100, 11)] as [(Int, Int?)] {
            let source = try Self.source(body, sizes: [5], limit: limit, declared: declared)
            let error = await #expect(throws: StorageError.self) { try await Self.collect(source) }
            guard case .sourceFailed(let cause)? = error, let problem = cause as? APIError else {
                Issue.record("got \(String(describing: error))")
                continue
            }
            #expect(problem.code == (limit == 11 ? .contentTooLarge : .malformedRequest))
        }
        #expect(throws: APIError.self) { try Self.source(body, sizes: [5], limit: 100, declared: 101) }
        #expect(try await Self.collect(Self.source(body, sizes: [5], limit: 12, declared: 12)).rows.count == 2)
    }
}
