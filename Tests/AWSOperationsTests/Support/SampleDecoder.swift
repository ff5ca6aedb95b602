import Foundation

/// A decoder without a document: it gives each property a value, each list one element and each map one entry.
struct SampleDecoder: Decoder {
    /// The text of each string.
    static let text = "text"
    /// The value of each number.
    static let number = 7
    /// The value of each date.
    static let date = Date(timeIntervalSince1970: 1_700_000_000)

    /// A value with all properties set.
    static func value<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value { try make(type, []) }

    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    private static func make<Value: Decodable>(_ type: Value.Type, _ path: [any CodingKey]) throws -> Value {
        let simple: Any? =
            switch type {
            case is String.Type: text
            case is Int.Type: number
            case is Double.Type: 1.5
            case is Bool.Type: true
            case is Date.Type: date
            default: nil
            }
        if let simple = simple as? Value { return simple }
        return try Value(from: SampleDecoder(codingPath: path))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed(codingPath: codingPath))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(codingPath: codingPath) }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single(codingPath: codingPath) }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let codingPath: [any CodingKey]
        /// The entry of a map; an ordinary structure does not ask.
        var allKeys: [Key] { Key(stringValue: SampleDecoder.text).map { [$0] } ?? [] }
        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) -> Bool { false }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            try SampleDecoder.make(type, codingPath + [key])
        }
        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
            -> KeyedDecodingContainer<Nested>
        { KeyedDecodingContainer<Nested>(SampleDecoder.Keyed<Nested>(codingPath: codingPath + [key])) }
        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
            Unkeyed(codingPath: codingPath + [key])
        }
        func superDecoder() -> any Decoder { SampleDecoder(codingPath: codingPath) }
        func superDecoder(forKey key: Key) -> any Decoder { SampleDecoder(codingPath: codingPath + [key]) }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let codingPath: [any CodingKey]
        var currentIndex = 0
        var count: Int? { 1 }
        var isAtEnd: Bool { currentIndex > 0 }
        func decodeNil() -> Bool { false }
        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            currentIndex += 1
            return try SampleDecoder.make(type, codingPath)
        }
        mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
            currentIndex += 1
            return KeyedDecodingContainer<Nested>(SampleDecoder.Keyed<Nested>(codingPath: codingPath))
        }
        mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer {
            currentIndex += 1
            return Unkeyed(codingPath: codingPath)
        }
        mutating func superDecoder() -> any Decoder {
            currentIndex += 1
            return SampleDecoder(codingPath: codingPath)
        }
    }

    private struct Single: SingleValueDecodingContainer {
        let codingPath: [any CodingKey]
        func decodeNil() -> Bool { false }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try SampleDecoder.make(type, codingPath) }
    }
}
