/// The changes of resources, which a change set wraps into structures with the kind of change.
@propertyWrapper
package struct ResourceChanges: Sendable, Hashable, Codable {
    /// The changes.
    package var wrappedValue: [ResourceChangeDescription]

    /// Creates the list.
    package init(wrappedValue: [ResourceChangeDescription]) { self.wrappedValue = wrappedValue }

    private struct Change: Codable {
        var kind: String? = "Resource"
        var resource: ResourceChangeDescription?

        enum CodingKeys: String, CodingKey { case kind = "Type", resource = "ResourceChange" }
    }

    /// Decodes the changes that are about resources.
    package init(from decoder: any Decoder) throws {
        wrappedValue = try [Change](from: decoder).compactMap(\.resource)
    }

    /// Encodes the changes.
    package func encode(to encoder: any Encoder) throws {
        try wrappedValue.map { Change(resource: $0) }.encode(to: encoder)
    }
}

extension KeyedDecodingContainer {
    /// Decodes the changes; a missing list is empty.
    func decode(_ type: ResourceChanges.Type, forKey key: Key) throws -> ResourceChanges {
        try decodeIfPresent(type, forKey: key) ?? ResourceChanges(wrappedValue: [])
    }
}
