extension SecretValue {
    /// What stands in a value's place.
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
    /// Encodes `<redacted>`: whoever wants the value in a document puts what ``revealText()`` gives there.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.redacted)
    }

    /// Decodes a text as the value. What encoding has written is refused, so that nobody sends `<redacted>` as a
    /// password.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard text != Self.redacted else {
            throw SecretError(
                .malformed, id: "", reason: "the value was redacted when it was encoded; it cannot be read back")
        }
        try self.init(text)
    }
}
