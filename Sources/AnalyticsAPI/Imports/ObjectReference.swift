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
        guard Self.isBucket(bucket), Self.isKey(key), region.map(Self.isRegion) ?? true,
            version.map({ (1...1024).contains($0.utf8.count) && Self.isVisible($0) }) ?? true
        else { return nil }
        self.bucket = bucket
        self.key = key
        self.region = region
        self.version = version
    }

    /// Parses `s3://BUCKET/KEY`; `nil` for another text.
    package init?(url: String) {
        guard url.hasPrefix(Self.scheme) else { return nil }
        let rest = url.dropFirst(Self.scheme.count)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        self.init(bucket: String(rest[..<slash]), key: String(rest[rest.index(after: slash)...]))
    }

    /// The beginning of a URL of an object.
    static let scheme = "s3://"

    /// The URL, for messages.
    package var url: String { "\(Self.scheme)\(bucket)/\(key)" }

    /// Returns `true` for 3 to 63 lower-case letters, digits, dots and hyphens ("General purpose bucket naming rules", Amazon S3
    /// User Guide).
    static func isBucket(_ text: String) -> Bool {
        (3...63).contains(text.utf8.count) && text.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ".") }
            && !text.contains("..") && text.utf8.first != UInt8(ascii: ".") && text.utf8.last != UInt8(ascii: ".")
    }

    /// Returns `true` for a key of 1 to 1024 bytes without the segments `.` and `..`, which a proxy may resolve to another path.
    private static func isKey(_ text: String) -> Bool {
        (1...1024).contains(text.utf8.count) && !text.hasSuffix("/")
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            && !text.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }

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
