extension SecretValue {
    /// The text that replaces a value.
    public static let redacted = "<redacted>"
}

extension SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    public var description: String { Self.redacted }

    /// `<redacted>`.
    public var debugDescription: String { Self.redacted }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}

extension SecretValue: Codable {
    /// Encodes `<redacted>`; to put the value into a document, encode ``revealText()``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.redacted)
    }

    /// Decodes a string as the value. An encoded value, `<redacted>`, is rejected, so that it is never sent as a
    /// password.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard text != Self.redacted else {
            throw SecretError(
                .malformed, id: "", reason: "the value was redacted by encoding and cannot be decoded")
        }
        try self.init(text)
    }
}
