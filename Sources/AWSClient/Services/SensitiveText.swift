/// A secret's value in a request or response of Secrets Manager, redacted in any description.
public struct SensitiveText: Sendable, Hashable, Codable {
    /// The value, under a name that makes its use visible.
    public let revealed: String

    /// Wraps a value.
    public init(_ revealed: String) { self.revealed = revealed }

    /// Decodes the value from a plain string.
    public init(from decoder: any Decoder) throws {
        revealed = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encodes the value as a plain string, for a request.
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
