/// The names of buckets and objects of Amazon S3 that the server takes.
package enum ObjectNaming {
    /// The beginning of a URL of a bucket or an object.
    package static let scheme = "s3://"

    /// Returns `true` for 3 to 63 lower-case letters, digits, dots and hyphens ("General purpose bucket naming rules", Amazon S3
    /// User Guide).
    package static func isBucket(_ text: String) -> Bool {
        (3...63).contains(text.utf8.count) && text.utf8.allSatisfy(isBucketByte) && !text.contains("..")
            && text.utf8.first != UInt8(ascii: ".") && text.utf8.last != UInt8(ascii: ".")
    }

    /// Returns `true` for a key of 1 to 1024 bytes without the segments `.` and `..`, which a proxy may resolve to another path.
    package static func isKey(_ text: String) -> Bool {
        (1...1024).contains(text.utf8.count) && !text.hasSuffix("/")
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            && !text.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }

    private static func isBucketByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
