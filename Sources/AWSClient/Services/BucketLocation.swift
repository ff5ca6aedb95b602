internal import Diagnostics

/// A bucket of S3, and how requests for it are addressed.
///
/// AWS's own endpoints take the bucket in the host, where its name allows that: a dot in it would not match the
/// certificate. Any other endpoint takes it in the path, which needs no name to resolve. "Virtual hosting of buckets",
/// Amazon S3 User Guide.
public struct BucketLocation: Sendable, Hashable {
    /// The bucket's name.
    public let bucket: String
    /// What goes before the endpoint's host: `BUCKET.`, or nothing.
    let hostPrefix: String
    /// What goes before the key: `/BUCKET`, or nothing.
    let pathPrefix: String

    /// Checks a bucket's name and chooses how it is addressed.
    /// - Parameters:
    ///   - bucket: 3 to 63 lower-case letters, digits, dots and hyphens. "General purpose bucket naming rules", Amazon
    ///     S3 User Guide.
    ///   - endpoint: Where S3 is called.
    /// - Throws: ``WireRequest/Unwritable``.
    public init(bucket: String, endpoint: Endpoint) throws(WireRequest.Unwritable) {
        let isName = bucket.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == Self.dot || $0 == Self.hyphen }
        guard isName, (3...63).contains(bucket.utf8.count), let first = bucket.utf8.first, let last = bucket.utf8.last,
            Self.isLetterOrDigit(first), Self.isLetterOrDigit(last), !bucket.contains("..")
        else {
            throw WireRequest.Unwritable(
                "the bucket is \(SafeDescription.setting(bucket)); expected 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit"
            )
        }
        self.bucket = bucket
        let isInHost = !endpoint.isCustom && !bucket.utf8.contains(Self.dot)
        hostPrefix = isInHost ? bucket + "." : ""
        pathPrefix = isInHost ? "" : "/" + bucket
    }

    /// The path of an object; slashes in the key stay.
    /// - Throws: ``WireRequest/Unwritable`` if no object can have the key.
    func path(key: String) throws(WireRequest.Unwritable) -> String {
        guard (1...1024).contains(key.utf8.count) else {
            throw WireRequest.Unwritable("the object's key has \(key.utf8.count) bytes; expected 1 to 1024")
        }
        return pathPrefix + "/" + URIEncoding.encode(key, keepsSlashes: true)
    }

    private static let dot = UInt8(ascii: ".")
    private static let hyphen = UInt8(ascii: "-")

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
