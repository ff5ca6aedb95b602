/// A secret that was read: the value, and which version it is.
///
/// It prints as `<redacted>` wherever ``SecretValue`` does; the version's identifier and stages are no secret.
public struct Secret: Sendable, Equatable {
    /// The value, which takes an explicit call to read.
    public let value: SecretValue

    /// Which version of the secret this is.
    public let version: SecretVersion

    /// Creates a secret from its parts.
    public init(_ value: SecretValue, version: SecretVersion) {
        self.value = value
        self.version = version
    }

    /// Lends the value's bytes for the time of a call.
    /// - Parameter body: What to do with them. They must not be kept.
    public func withValue<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try value.withValue(body)
    }

    /// The value as text. Whoever asks answers for where it goes.
    /// - Throws: ``SecretError/Kind/malformed`` if it is not UTF-8.
    public func revealText() throws(SecretError) -> String { try value.revealText() }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, Encodable {
    /// `<redacted>`.
    public var description: String { SecretValue.redacted }

    /// `<redacted>`.
    public var debugDescription: String { SecretValue.redacted }

    /// A mirror that shows which version it is.
    public var customMirror: Mirror { Mirror(self, children: ["version": version.id], displayStyle: .struct) }

    /// Encodes `<redacted>`.
    public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
