/// A secret's value on its way to or from Secrets Manager. Nothing that prints it shows it.
public struct SensitiveText: Sendable, Hashable, Codable {
    /// The value; reading it is a decision, so it is named.
    public let revealed: String

    /// Wraps a value.
    public init(_ revealed: String) { self.revealed = revealed }

    /// Reads the text itself.
    public init(from decoder: any Decoder) throws {
        revealed = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the text itself: a request has to carry it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(revealed)
    }
}

extension SensitiveText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
