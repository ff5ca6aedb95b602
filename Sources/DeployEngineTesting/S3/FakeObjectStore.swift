#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// S3 of the fake account.
package final class FakeObjectStore: FakeService {
    /// The signing name.
    package static var signingName: String { "s3" }

    /// A version of an object, or the mark of a deletion.
    package struct Version: Sendable, Hashable {
        /// The object's key.
        package let key: String
        /// The id; `null` in a bucket without versioning.
        package let id: String
        /// The content.
        package let body: [UInt8]
        /// The entity tag with its quotes.
        package let entityTag: String
        /// The content type.
        package let contentType: String
        /// The time of the write.
        package let modified: Date
        /// `true` for the mark of a deletion.
        package let isDeleteMarker: Bool
    }

    /// A bucket.
    package struct Bucket: Sendable, Hashable {
        /// `true` if versioning is on.
        package var isVersioned: Bool
        /// The versions of all objects, oldest first.
        package var versions: [Version] = []

        /// The latest version of an object; nil if there is none, or it is deleted.
        package func object(_ key: String) -> Version? {
            versions.last { $0.key == key }.flatMap { $0.isDeleteMarker ? nil : $0 }
        }

        /// The keys of objects, in the order of their bytes.
        package var keys: [String] {
            Set(versions.map(\.key)).filter { object($0) != nil }
                .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        }
    }

    /// The buckets by their names.
    package var buckets: [String: Bucket] = [:]
    /// The number of conditional writes that fail with 409 `ConditionalRequestConflict`, by key.
    package var conflicts: [String: Int] = [:]
    /// Called before a write is decided, as another client that is faster.
    package var rival: ((_ bucket: String, _ key: String, FakeObjectStore, FakeWorld) -> Void)?

    /// Creates a store without buckets.
    package init() {}

    /// Creates a bucket.
    package func createBucket(_ name: String, isVersioned: Bool = false) {
        if buckets[name] == nil { buckets[name] = Bucket(isVersioned: isVersioned) }
    }

    /// The text of an object; nil if there is none.
    package func text(_ bucket: String, _ key: String) -> String? {
        buckets[bucket]?.object(key).map { String(decoding: $0.body, as: UTF8.self) }
    }

    /// Writes an object.
    @discardableResult
    package func put(
        _ bucket: String, _ key: String, _ body: [UInt8], contentType: String = "application/octet-stream",
        _ world: FakeWorld
    ) -> Version? {
        guard let isVersioned = buckets[bucket]?.isVersioned else { return nil }
        let version = Version(
            key: key, id: isVersioned ? world.hexadecimal(32) : "null", body: body, entityTag: Self.entityTag(of: body),
            contentType: contentType, modified: world.date, isDeleteMarker: false)
        if !isVersioned { buckets[bucket]?.versions.removeAll { $0.key == key } }
        buckets[bucket]?.versions.append(version)
        return version
    }

    /// Deletes an object, or marks it as deleted if the bucket has versions.
    /// - Returns: The mark; nil without versioning.
    @discardableResult
    package func delete(_ bucket: String, _ key: String, _ world: FakeWorld) -> Version? {
        guard buckets[bucket]?.isVersioned == true else {
            buckets[bucket]?.versions.removeAll { $0.key == key }
            return nil
        }
        let marker = Version(
            key: key, id: world.hexadecimal(32), body: [], entityTag: "", contentType: "", modified: world.date,
            isDeleteMarker: true)
        buckets[bucket]?.versions.append(marker)
        return marker
    }

    /// The content of the object at a URL; nil if there is none.
    package func object(atURL url: String) -> [UInt8]? {
        guard url.hasPrefix("https://") else { return nil }
        let parts = url.dropFirst(8).split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let path = FakeValue.decodePercent(parts[1].prefix { $0 != "?" }, plusIsSpace: false)
        let place = Self.place(host: parts[0], path: "/" + path)
        return buckets[place.bucket]?.object(place.key)?.body
    }

    /// The bucket and the key of a request, with the bucket in the host or in the path.
    static func place(host: String, path: String) -> (bucket: String, key: String) {
        if let range = host.firstRange(of: ".s3."), !host.hasPrefix("s3.") {
            return (String(host[..<range.lowerBound]), String(path.dropFirst()))
        }
        let parts = path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }

    /// An entity tag: the same for the same content.
    static func entityTag(of body: [UInt8]) -> String {
        var hashes: (UInt64, UInt64) = (0xCBF2_9CE4_8422_2325, 0x8422_2325_CBF2_9CE4)
        for byte in body {
            hashes.0 = (hashes.0 ^ UInt64(byte)) &* 0x100_0000_01B3
            hashes.1 = (hashes.1 &* 31 &+ UInt64(byte)) ^ (hashes.1 >> 29)
        }
        let text = [hashes.0, hashes.1].map { hash in
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        return "\"\(text.joined())\""
    }
}
