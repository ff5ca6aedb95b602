package import AWSClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An encoder of the forms of AWS Query, in which `Name.member.1.Key` is a field of a list's first structure.
package final class QueryFormEncoder {
    /// The word between a list's name and an element's number, `member`; nil for EC2, whose forms have none.
    private let member: String?
    fileprivate var form = QueryParameters()

    private init(member: String?) { self.member = member }

    /// Encodes a value.
    /// - Parameters:
    ///   - value: The value, a structure.
    ///   - member: The word between a list's name and an element's number; nil for EC2.
    package static func form(of value: some Encodable, member: String?) throws -> QueryParameters {
        let encoder = QueryFormEncoder(member: member)
        try value.encode(to: Level(encoder: encoder, name: "", codingPath: []))
        return encoder.form
    }

    /// A value with the name of its field in the form.
    private struct Level: Encoder, SingleValueEncodingContainer {
        let encoder: QueryFormEncoder
        let name: String
        let codingPath: [any CodingKey]
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func child(_ part: String, _ key: (any CodingKey)?) -> Level {
            Level(
                encoder: encoder, name: name.isEmpty ? part : name + "." + part,
                codingPath: codingPath + (key.map { [$0] } ?? []))
        }

        func write(_ value: some Encodable) throws {
            switch value {
            case let text as String: encoder.form.add(name, text)
            case let number as Int: encoder.form.add(name, number)
            case let flag as Bool: encoder.form.add(name, flag)
            case let number as Double: encoder.form.add(name, "\(number)")
            case let date as Date: encoder.form.add(name, date.formatted(.iso8601))
            case let list as [any Encodable] where list.isEmpty: break
            case let map as [String: String]: encoder.form.add(name, map: map)
            default: try value.encode(to: self)
            }
        }

        func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
            KeyedEncodingContainer(Keyed(level: self))
        }
        func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(level: self) }
        func singleValueContainer() -> any SingleValueEncodingContainer { self }
        func encodeNil() {}
        func encode<Value: Encodable>(_ value: Value) throws { try write(value) }
    }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let level: Level
        var codingPath: [any CodingKey] { level.codingPath }

        func encodeNil(forKey key: Key) {}
        func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
            try level.child(key.stringValue, key).write(value)
        }
        func nestedContainer<NestedKey: CodingKey>(
            keyedBy type: NestedKey.Type, forKey key: Key
        ) -> KeyedEncodingContainer<NestedKey> { level.child(key.stringValue, key).container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            Unkeyed(level: level.child(key.stringValue, key))
        }
        func superEncoder() -> any Encoder { level }
        func superEncoder(forKey key: Key) -> any Encoder { level.child(key.stringValue, key) }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let level: Level
        var count = 0
        var codingPath: [any CodingKey] { level.codingPath }

        private mutating func next() -> Level {
            count += 1
            return level.child([level.encoder.member, "\(count)"].compactMap(\.self).joined(separator: "."), nil)
        }
        mutating func encodeNil() {}
        mutating func encode<Value: Encodable>(_ value: Value) throws { try next().write(value) }
        mutating func nestedContainer<NestedKey: CodingKey>(
            keyedBy type: NestedKey.Type
        ) -> KeyedEncodingContainer<NestedKey> { next().container(keyedBy: type) }
        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(level: next()) }
        mutating func superEncoder() -> any Encoder { next() }
    }
}
