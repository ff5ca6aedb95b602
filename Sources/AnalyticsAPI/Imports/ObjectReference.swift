import ServerContract

/// The place of an object in Amazon S3.
package struct ObjectReference: Sendable, Hashable {
    /// The bucket.
    package let bucket: String
    /// The object's key, as it is: not percent-encoded.
    package let key: String
    /// The bucket's region; `nil` for the server's own.
    package let region: String?
    /// The object's version; `nil` for the latest.
    package let version: String?

    /// Creates a reference.
    ///
    /// - Returns: `nil` if a part cannot be one of an object that the server reads.
    package init?(bucket: String, key: String, region: String? = nil, version: String? = nil) {
        guard ObjectNaming.isBucket(bucket), ObjectNaming.isKey(key), region.map(Self.isRegion) ?? true,
            version.map({ (1...1024).contains($0.utf8.count) && Self.isVisible($0) }) ?? true
        else { return nil }
        self.bucket = bucket
        self.key = key
        self.region = region
        self.version = version
    }

    /// Parses `s3://BUCKET/KEY`; `nil` for another text.
    package init?(url: String) {
        guard url.hasPrefix(ObjectNaming.scheme) else { return nil }
        let rest = url.dropFirst(ObjectNaming.scheme.count)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        self.init(bucket: String(rest[..<slash]), key: String(rest[rest.index(after: slash)...]))
    }

    /// The URL, for messages.
    package var url: String { "\(ObjectNaming.scheme)\(bucket)/\(key)" }

    private static func isRegion(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isVisible(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
