/// A secret's value in a request or response of Secrets Manager, redacted in any description.
package struct SensitiveText: Sendable, Hashable, Codable {
    /// The value, under a name that makes its use visible.
    package let revealed: String

    /// Wraps a value.
    package init(_ revealed: String) { self.revealed = revealed }

    /// Decodes the value from a plain string.
    package init(from decoder: any Decoder) throws {
        revealed = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encodes the value as a plain string, for a request.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(revealed)
    }
}

extension SensitiveText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    package var description: String { "<redacted>" }
    /// `<redacted>`.
    package var debugDescription: String { "<redacted>" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
