/// A secret's value with its version.
///
/// It prints as `<redacted>` like ``SecretValue``; the version's identifier and stages are not secret.
public struct ResolvedSecret: Sendable, Equatable {
    /// The value, readable only by an explicit call.
    public let value: SecretValue

    /// The version.
    public let version: SecretVersion

    /// Creates a secret from its parts.
    public init(_ value: SecretValue, version: SecretVersion) {
        self.value = value
        self.version = version
    }

    /// Calls a closure with the value's bytes.
    /// - Parameter body: The closure. It must not keep the bytes.
    public func withValue<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try value.withValue(body)
    }

    /// Returns the value as text. The caller is responsible for keeping it secret.
    /// - Throws: ``SecretError/Kind/malformed`` if it is not UTF-8.
    public func revealText() throws(SecretError) -> String { try value.revealText() }
}

extension ResolvedSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, Encodable {
    /// `<redacted>`.
    public var description: String { SecretValue.redacted }

    /// `<redacted>`.
    public var debugDescription: String { SecretValue.redacted }

    /// A mirror of the version's identifier.
    public var customMirror: Mirror { Mirror(self, children: ["version": version.id], displayStyle: .struct) }

    /// Encodes `<redacted>`.
    public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
