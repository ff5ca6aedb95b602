package import AWSClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A decoder of a value from an element of an XML response.
///
/// A child without text and children counts as missing. The children of a list's element are its members, whatever their name.
package struct ResponseElementDecoder: Decoder {
    private let element: ResponseElement
    /// The keys from the response's root to the element.
    package let codingPath: [any CodingKey]
    /// An empty dictionary.
    package var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Creates a decoder of an element.
    package init(_ element: ResponseElement) { self.init(element, []) }

    private init(_ element: ResponseElement, _ codingPath: [any CodingKey]) {
        self.element = element
        self.codingPath = codingPath
    }

    /// The element's children by their names.
    package func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed(decoder: self))
    }

    /// The element's children as a list.
    package func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(decoder: self) }

    /// The element's text.
    package func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    private func child(_ key: any CodingKey) throws -> ResponseElementDecoder {
        guard let child = element[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "<\(element.name)> has no <\(key.stringValue)>"))
        }
        return ResponseElementDecoder(child, codingPath + [key])
    }

    private func parsed<Value>(_ value: Value?) throws -> Value {
        guard let value else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath,
                    debugDescription: "<\(element.name)> has '\(element.trimmed.prefix(60))' instead of \(Value.self)"))
        }
        return value
    }

    private func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let text = element.trimmed
        let simple: Any? =
            switch type {
            case is String.Type: text
            case is Int.Type: try parsed(Int(text))
            case is Double.Type: try parsed(Double(text))
            case is Bool.Type: try parsed(["true": true, "false": false][text.lowercased()])
            case is Date.Type: try parsed(ResponseElement("", children: [element]).date(element.name))
            default: nil
            }
        if let simple = simple as? Value { return simple }
        return try Value(from: self)
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: ResponseElementDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }
        var allKeys: [Key] { decoder.element.children.compactMap { Key(stringValue: $0.name) } }

        func contains(_ key: Key) -> Bool { decoder.element[key.stringValue] != nil }
        func decodeNil(forKey key: Key) -> Bool {
            guard let child = decoder.element[key.stringValue] else { return true }
            return child.children.isEmpty && child.trimmed.isEmpty
        }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            try decoder.child(key).value(type)
        }
        func nestedContainer<NestedKey: CodingKey>(
            keyedBy type: NestedKey.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<NestedKey> { try decoder.child(key).container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try decoder.child(key).unkeyedContainer()
        }
        func superDecoder() -> any Decoder { decoder }
        func superDecoder(forKey key: Key) throws -> any Decoder { try decoder.child(key) }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let decoder: ResponseElementDecoder
        var currentIndex = 0
        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { decoder.element.children.count }
        var isAtEnd: Bool { currentIndex >= decoder.element.children.count }

        private mutating func next() throws -> ResponseElementDecoder {
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    ResponseElement.self,
                    .init(codingPath: codingPath, debugDescription: "<\(decoder.element.name)> has no more members"))
            }
            currentIndex += 1
            return ResponseElementDecoder(decoder.element.children[currentIndex - 1], codingPath)
        }
        func decodeNil() -> Bool { false }
        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().value(type) }
        mutating func nestedContainer<NestedKey: CodingKey>(
            keyedBy type: NestedKey.Type
        ) throws -> KeyedDecodingContainer<NestedKey> { try next().container(keyedBy: type) }
        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
        mutating func superDecoder() throws -> any Decoder { try next() }
    }

    private struct Single: SingleValueDecodingContainer {
        let decoder: ResponseElementDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }

        func decodeNil() -> Bool { false }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }
    }
}
