/// A dictionary that a service writes as a list of structures with a name and a value.
@propertyWrapper
package struct Listed<Names: ListedNames>: Sendable, Hashable, Codable {
    /// The values by their names.
    package var wrappedValue: [String: String]

    /// Creates the list of a dictionary.
    package init(wrappedValue: [String: String]) { self.wrappedValue = wrappedValue }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Entry: Codable {
        let name: String
        let value: String

        init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            name = try container.decode(String.self, forKey: Name(stringValue: Names.name))
            value = try container.decodeIfPresent(String.self, forKey: Name(stringValue: Names.value)) ?? ""
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            try container.encode(name, forKey: Name(stringValue: Names.name))
            try container.encode(value, forKey: Name(stringValue: Names.value))
        }
    }

    /// Decodes the list; the last of two entries of the same name counts.
    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        wrappedValue = [:]
        while !container.isAtEnd {
            let entry = try container.decode(Entry.self)
            wrappedValue[entry.name] = entry.value
        }
    }

    /// Encodes the list in the order of the names.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for (name, value) in wrappedValue.sorted(by: { $0.key < $1.key }) {
            try container.encode(Entry(name: name, value: value))
        }
    }
}

/// The names of the two members of a list's structures.
package protocol ListedNames: Sendable {
    /// The member with the name.
    static var name: String { get }
    /// The member with the value.
    static var value: String { get }
}

/// `Key` and `Value`.
package enum TagNames: ListedNames {
    /// `Key`.
    package static let name = "Key"
    /// `Value`.
    package static let value = "Value"
}

/// `key` and `value`.
package enum LowerCaseTagNames: ListedNames {
    /// `key`.
    package static let name = "key"
    /// `value`.
    package static let value = "value"
}

/// `name` and `value`.
package enum NamedValueNames: ListedNames {
    /// `name`.
    package static let name = "name"
    /// `value`.
    package static let value = "value"
}

/// `ParameterKey` and `ParameterValue`.
package enum ParameterNames: ListedNames {
    /// `ParameterKey`.
    package static let name = "ParameterKey"
    /// `ParameterValue`.
    package static let value = "ParameterValue"
}

/// `OutputKey` and `OutputValue`.
package enum OutputNames: ListedNames {
    /// `OutputKey`.
    package static let name = "OutputKey"
    /// `OutputValue`.
    package static let value = "OutputValue"
}

extension KeyedDecodingContainer {
    /// Decodes a list; a missing one is empty.
    func decode<Names: ListedNames>(_ type: Listed<Names>.Type, forKey key: Key) throws -> Listed<Names> {
        try decodeIfPresent(type, forKey: key) ?? Listed(wrappedValue: [:])
    }
}

extension KeyedEncodingContainer {
    /// Encodes a list; an empty one is omitted.
    mutating func encode<Names: ListedNames>(_ value: Listed<Names>, forKey key: Key) throws {
        if !value.wrappedValue.isEmpty { try encodeIfPresent(value, forKey: key) }
    }
}
