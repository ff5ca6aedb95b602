import AnalyticsAPI
import Synchronization

/// Objects in memory instead of Amazon S3.
final class InMemoryObjects: ObjectSource {
    /// An object.
    struct Object: Sendable {
        var bytes: [UInt8]
        var tag = "\"1\""
        var type: String? = "binary/octet-stream"

        init(_ text: String, type: String? = "binary/octet-stream") {
            bytes = Array(text.utf8)
            self.type = type
        }

        init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    }

    private let state: Mutex<[String: Object]>
    private let most: Int
    private let failures = Mutex<[Int: ObjectSourceError]>([:])
    private let offsets = Mutex<[Int]>([])

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - objects: The objects by their URLs.
    ///   - most: The maximum number of bytes of a part.
    init(_ objects: [String: Object], most: Int = .max) {
        state = Mutex(objects)
        self.most = most
    }

    /// The objects of the examples in `Docs/API.md` and of the samples of all routes.
    static let samples = InMemoryObjects([
        "s3://example-data/shared/clicks.csv": Object("ts,page\n2026-01-02T09:00:00Z,/b\n"),
        "s3://example-data/shared/sales.ndjson": Object(#"{"ts": "2026-01-01T00:00:00Z"}"#),
    ])

    /// The first bytes of the parts that were read, in order.
    var readOffsets: [Int] { offsets.withLock { $0 } }

    /// Replaces an object.
    func put(_ url: String, _ object: Object) { state.withLock { $0[url] = object } }

    /// Lets the reading of a part fail.
    func fail(atPart number: Int, with error: ObjectSourceError) { failures.withLock { $0[number] = error } }

    func part(
        of object: ObjectReference, from offset: Int, atMost count: Int, entityTag: String?
    ) async throws(ObjectSourceError) -> ObjectPart {
        let number = offsets.withLock { offsets in
            offsets.append(offset)
            return offsets.count - 1
        }
        if let error = failures.withLock({ $0[number] }) { throw error }
        guard let found = state.withLock({ $0[object.url] }) else {
            throw ObjectSourceError("there is no such object or version", kind: .unreadable, cause: "CANARY")
        }
        guard entityTag == nil || entityTag == found.tag else {
            throw ObjectSourceError("it was replaced while it was read; import it again", kind: .unreadable)
        }
        return ObjectPart(
            bytes: Array(found.bytes.dropFirst(offset).prefix(min(count, most))), total: found.bytes.count,
            entityTag: found.tag, version: object.version, contentType: found.type)
    }
}

extension ObjectImports {
    /// The imports of the test servers: the prefix `shared/` of one bucket.
    static func shared(_ source: InMemoryObjects) -> ObjectImports? {
        ImportSources("s3://example-data/shared/").map { ObjectImports(of: $0, from: source) }
    }
}
