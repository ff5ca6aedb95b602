#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A secret's bytes, readable only by an explicit call.
///
/// `description`, `debugDescription`, interpolation, `dump`, `Mirror` and encoding all show `<redacted>`, also for a value
/// inside another one. The time of comparing two values depends only on their lengths.
public struct SecretValue: Sendable {
    /// The maximum size of a value, in bytes: "AWS Secrets Manager quotas", AWS Secrets Manager User Guide.
    public static let maximumBytes = 65_536

    private let bytes: [UInt8]

    /// Creates a value from bytes.
    /// - Parameters:
    ///   - bytes: The value.
    ///   - id: The secret's name, for the error; empty by default.
    /// - Throws: ``SecretError/Kind/malformed`` if the value is empty or exceeds ``maximumBytes``.
    public init(_ bytes: some Sequence<UInt8>, id: String = "") throws(SecretError) {
        // Read at most one byte more than the limit, however long the sequence is.
        let bytes = Array(bytes.prefix(Self.maximumBytes + 1))
        guard !bytes.isEmpty else {
            throw SecretError(
                .malformed, id: id, reason: "the value is empty; expected 1 to \(Self.maximumBytes) bytes")
        }
        guard bytes.count <= Self.maximumBytes else {
            throw SecretError(
                .malformed, id: id, reason: "the value exceeds the limit of \(Self.maximumBytes) bytes")
        }
        self.bytes = bytes
    }

    /// Creates a value from text.
    /// - Parameters:
    ///   - text: The value.
    ///   - id: The secret's name, for the error; empty by default.
    /// - Throws: ``SecretError/Kind/malformed`` if the text is empty or exceeds ``maximumBytes`` in UTF-8.
    public init(_ text: String, id: String = "") throws(SecretError) { try self.init(text.utf8, id: id) }

    /// Calls a closure with the bytes.
    /// - Parameter body: The closure. It must not keep the bytes.
    public func withValue<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withUnsafeBufferPointer(body)
    }

    /// Returns the bytes. The caller is responsible for keeping them secret.
    public func revealBytes() -> [UInt8] { bytes }

    /// Returns the text. The caller is responsible for keeping it secret.
    /// - Throws: ``SecretError/Kind/malformed`` if the bytes are not UTF-8.
    public func revealText() throws(SecretError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SecretError(.malformed, id: "", reason: "the value is not UTF-8; expected text")
        }
        return text
    }

    /// A Boolean value that indicates whether the bytes are a JSON object, the format of databases' secrets.
    package var isJSONObject: Bool {
        (try? JSONDecoder().decode([String: Anything].self, from: Data(bytes))) != nil
    }

    /// Any JSON value.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    /// The number of bytes.
    public var count: Int { bytes.count }
}

extension SecretValue: Equatable {
    /// Compares all bytes, so that the time reveals only whether the lengths are equal.
    public static func == (left: SecretValue, right: SecretValue) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        return zip(left.bytes, right.bytes).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}
