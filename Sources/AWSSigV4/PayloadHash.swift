import Basics
internal import Crypto

/// A signature's statement about a request's body: its SHA-256 hash, or a word in place of a hash.
public struct PayloadHash: Sendable, Hashable {
    /// The text that ends the canonical request: 64 lower-case hexadecimal digits, or a word such as `UNSIGNED-PAYLOAD`.
    public let value: String

    private init(value: String) {
        self.value = value
    }

    /// The hash of an empty body.
    public static let empty = PayloadHash(value: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    /// A body outside the signature. Services accept it only over TLS, and few besides S3 do.
    public static let unsigned = PayloadHash(value: "UNSIGNED-PAYLOAD")

    /// Hashes a body that is in memory.
    /// - Parameter body: The body's bytes, as they are sent.
    public static func sha256(of body: some Sequence<UInt8>) -> PayloadHash {
        PayloadHash(value: String(decoding: SHA256.hexDigest(of: body), as: UTF8.self))
    }

    /// Creates a payload hash from one computed elsewhere, such as while a file was read.
    /// - Parameter hex: 64 hexadecimal digits. Any other text gives `nil`.
    public static func sha256(hex: String) -> PayloadHash? {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil }) else { return nil }
        return PayloadHash(value: hex.lowercased())
    }

    /// A Boolean value that indicates whether this is a hash, not a word in place of one.
    var isHash: Bool { value.utf8.count == 64 }

    /// A body sent as signed chunks.
    static let streaming = PayloadHash(value: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
    /// A body sent as signed chunks, followed by signed trailers.
    static let streamingWithTrailer = PayloadHash(value: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
    /// A body sent as unsigned chunks, followed by trailers with its checksum.
    static let streamingUnsignedWithTrailer = PayloadHash(value: "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
}
