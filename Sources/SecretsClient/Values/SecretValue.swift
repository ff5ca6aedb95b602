#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Bytes that must not be seen: a value that is read by an explicit call and by nothing else.
///
/// `description`, `debugDescription`, interpolation, `dump`, `Mirror` and encoding all show `<redacted>`, also when the
/// value is a part of something else. Two values are compared in a time that depends on their lengths alone.
public struct SecretValue: Sendable {
    /// The most bytes of a value: "AWS Secrets Manager quotas", AWS Secrets Manager User Guide.
    public static let maximumBytes = 65_536

    private let bytes: [UInt8]

    /// Takes bytes.
    /// - Parameters:
    ///   - bytes: The value.
    ///   - id: The secret it belongs to, for the error; empty by default.
    /// - Throws: ``SecretError/Kind/malformed`` if there are none, or more than ``maximumBytes``.
    public init(_ bytes: some Sequence<UInt8>, id: String = "") throws(SecretError) {
        // One more than is accepted tells that there are too many, however long the sequence is.
        let bytes = Array(bytes.prefix(Self.maximumBytes + 1))
        guard !bytes.isEmpty else {
            throw SecretError(
                .malformed, id: id, reason: "the value is empty, expected 1 to \(Self.maximumBytes) bytes")
        }
        guard bytes.count <= Self.maximumBytes else {
            throw SecretError(
                .malformed, id: id, reason: "the value has more than \(Self.maximumBytes) bytes, the most there may be")
        }
        self.bytes = bytes
    }

    /// Takes a text.
    /// - Parameters:
    ///   - text: The value.
    ///   - id: The secret it belongs to, for the error; empty by default.
    /// - Throws: ``SecretError/Kind/malformed`` if it is empty, or has more than ``maximumBytes`` in UTF-8.
    public init(_ text: String, id: String = "") throws(SecretError) { try self.init(text.utf8, id: id) }

    /// Lends the bytes for the time of a call.
    /// - Parameter body: What to do with them. They must not be kept.
    public func withValue<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withUnsafeBufferPointer(body)
    }

    /// The bytes. Whoever asks answers for where they go.
    public func revealBytes() -> [UInt8] { bytes }

    /// The text. Whoever asks answers for where it goes.
    /// - Throws: ``SecretError/Kind/malformed`` if the bytes are not UTF-8.
    public func revealText() throws(SecretError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SecretError(.malformed, id: "", reason: "the value is not UTF-8, expected text")
        }
        return text
    }

    /// A Boolean value that indicates whether the bytes are a JSON object, as secrets of databases are.
    public var isJSONObject: Bool {
        (try? JSONDecoder().decode([String: Anything].self, from: Data(bytes))) != nil
    }

    /// Any JSON value.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    /// How many bytes there are.
    public var count: Int { bytes.count }
}

extension SecretValue: Equatable {
    /// Compares all bytes, whatever the first of them are, so that the time tells nothing but whether the lengths agree.
    public static func == (left: SecretValue, right: SecretValue) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        return zip(left.bytes, right.bytes).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}
