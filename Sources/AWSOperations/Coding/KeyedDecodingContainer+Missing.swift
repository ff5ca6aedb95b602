// Services omit an empty list and, in newer or older versions, a Boolean. The decoding that the compiler derives for a type of this
// module picks these functions over those of the standard library, so that such a property needs no optional.
extension KeyedDecodingContainer {
    /// Decodes a list; a missing one is empty.
    func decode<Element: Decodable>(_ type: [Element].Type, forKey key: Key) throws -> [Element] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// Decodes a map; a missing one is empty.
    func decode<Value: Decodable>(_ type: [String: Value].Type, forKey key: Key) throws -> [String: Value] {
        try decodeIfPresent(type, forKey: key) ?? [:]
    }

    /// Decodes a Boolean; a missing one is `false`.
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try decodeIfPresent(type, forKey: key) ?? false
    }

    /// Decodes a number; a missing one is 0.
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try decodeIfPresent(type, forKey: key) ?? 0
    }
}
