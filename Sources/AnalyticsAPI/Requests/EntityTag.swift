import Diagnostics
import Models

/// An entity tag (RFC 9110, section 8.8.3).
struct EntityTag: Hashable, Sendable {
    /// `true` for a weak tag: equal tags mean equivalent answers, not equal bytes.
    let isWeak: Bool
    /// The text between the quotes.
    let opaque: String

    /// The tag as a header value.
    var text: String { (isWeak ? "W/" : "") + "\"" + opaque + "\"" }

    /// Parses the value of `If-Match` or `If-None-Match`: a list of tags, or `nil` for `*`.
    ///
    /// - Throws: ``APIError`` for any other text.
    static func list(_ text: String, header: String) throws(APIError) -> [EntityTag]? {
        var rest = text.utf8[...]
        var tags: [EntityTag] = []
        func skip() {
            while let byte = rest.first, byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") {
                rest.removeFirst()
            }
        }
        skip()
        if rest.elementsEqual("*".utf8) { return nil }
        while !rest.isEmpty {
            let isWeak = rest.starts(with: "W/".utf8)
            if isWeak { rest.removeFirst(2) }
            guard rest.popFirst() == UInt8(ascii: "\""), let end = rest.firstIndex(of: UInt8(ascii: "\"")) else {
                throw APIError(
                    .invalidHeader,
                    "\(header): got \(text.quotedForMessage), expected an entity tag such as \"\\\"v1\\\"\"")
            }
            tags.append(EntityTag(isWeak: isWeak, opaque: String(decoding: rest[..<end], as: UTF8.self)))
            rest = rest[rest.index(after: end)...]
            skip()
        }
        guard !tags.isEmpty else { throw APIError(.invalidHeader, "\(header) is empty, expected an entity tag") }
        return tags
    }
}
