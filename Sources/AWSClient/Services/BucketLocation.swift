import Basics
internal import Diagnostics

/// An S3 bucket and the addressing of requests to it.
///
/// Requests to AWS's own endpoints have the bucket in the host, unless its name contains a dot, which would not match
/// the certificate. Requests to other endpoints have it in the path, which needs no name resolution. Source: "Virtual
/// hosting of buckets", Amazon S3 User Guide.
package struct BucketLocation: Sendable, Hashable {
    /// The bucket's name.
    package let bucket: String
    /// The prefix of the endpoint's host: `BUCKET.`, or empty.
    package let hostPrefix: String
    /// The prefix of the path: `/BUCKET`, or empty.
    package let pathPrefix: String

    /// Validates a bucket's name and chooses its addressing.
    /// - Parameters:
    ///   - bucket: 3 to 63 lower-case letters, digits, dots and hyphens. "General purpose bucket naming rules", Amazon
    ///     S3 User Guide.
    ///   - endpoint: The endpoint of S3.
    /// - Throws: ``WireRequest/InvalidInputError``.
    package init(bucket: String, endpoint: Endpoint) throws(WireRequest.InvalidInputError) {
        let isName = bucket.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == Self.dot || $0 == Self.hyphen }
        guard isName, (3...63).contains(bucket.utf8.count), let first = bucket.utf8.first, let last = bucket.utf8.last,
            Self.isLetterOrDigit(first), Self.isLetterOrDigit(last), !bucket.contains("..")
        else {
            throw WireRequest.InvalidInputError(
                "the bucket is \(SafeDescription.setting(bucket)); expected 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit"
            )
        }
        self.bucket = bucket
        let isInHost = !endpoint.isCustom && !bucket.utf8.contains(Self.dot)
        hostPrefix = isInHost ? bucket + "." : ""
        pathPrefix = isInHost ? "" : "/" + bucket
    }

    /// The path of an object, with slashes in the key unencoded.
    /// - Throws: ``WireRequest/InvalidInputError`` if the key is not valid.
    package func path(key: String) throws(WireRequest.InvalidInputError) -> String {
        guard (1...1024).contains(key.utf8.count) else {
            throw WireRequest.InvalidInputError("the object's key has \(key.utf8.count) bytes; expected 1 to 1024")
        }
        return pathPrefix + "/" + PercentEncoding.encode(key, keepsSlashes: true)
    }

    private static let dot = UInt8(ascii: ".")
    private static let hyphen = UInt8(ascii: "-")

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
