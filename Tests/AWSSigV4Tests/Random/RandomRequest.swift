import HTTPTypes
import TestSupport

/// A random request in decoded parts, with several notations on the wire.
struct RandomRequest {
    var method: String
    /// The encoded path.
    var path: String
    /// The decoded names and values of the query.
    var query: [(name: String, value: String)]
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    private static let pathPieces = [
        "/", "/", "//", "/./", "/../", "a", "B", "7", "-", ".", "_", "~", "%20", "%2F", "%7E", "@", "*", ",", "+", ":",
        "$", "'", "(", "=", "&", "é", "ሴ", "🙂", "%E1%88%B4",
    ]
    private static let textPieces = [
        "a", "Z", "0", "-", ".", "_", "~", " ", "@", "*", ",", "+", "%", "/", "=", "&", "?", "#", ":", ";", "'", "é",
        "ሴ", "🙂",
    ]
    private static let valuePieces = ["a", "B", "9", " ", "  ", ",", "\"", "=", ";", "é", "ሴ", "/", "%20"]
    private static let headerNames = [
        "Content-Type", "content-type", "Range", "X-Custom", "x-custom", "My-Header1", "My-Header2", "a", "z-last",
        "x-amz-meta-one", "X-Amz-Target", "If-None-Match", "Accept", "User-Agent", "X-Amzn-Trace-Id",
    ]

    init(using generator: inout SeededGenerator, uniqueQueryNames: Bool) {
        method = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"].randomElement(using: &generator) ?? "GET"
        path = "/" + generator.text(Self.pathPieces, count: 0...8)
        query = []
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            let name = generator.text(Self.textPieces, count: 1...4)
            if uniqueQueryNames && query.contains(where: { $0.name == name }) { continue }
            query.append((name, generator.text(Self.textPieces, count: 0...5)))
        }
        headers = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            (
                Self.headerNames.randomElement(using: &generator) ?? "a",
                generator.text(Self.valuePieces, count: 0...6)
            )
        }
        body = (0..<Int.random(in: 0...40, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// Returns a random notation of the query: in any order, each character escaped or not.
    func wireQuery(using generator: inout SeededGenerator) -> String {
        query.shuffled(using: &generator)
            .map { name, value in
                let hasEquals = !value.isEmpty || generator.chance(50)
                return encoded(name, &generator) + (hasEquals ? "=" : "") + encoded(value, &generator)
            }
            .joined(separator: "&")
    }

    private func encoded(_ text: String, _ generator: inout SeededGenerator) -> String {
        var output = ""
        for character in text {
            let mustEscape = "&=#+% ".contains(character)
            if character == " " && generator.chance(50) {
                output += "+"
            } else if mustEscape || generator.chance(40) {
                let isUpper = generator.chance(70)
                for byte in String(character).utf8 {
                    let hex = String(byte, radix: 16, uppercase: isUpper)
                    output += "%" + (hex.count == 1 ? "0" : "") + hex
                }
            } else {
                output.append(character)
            }
        }
        return output
    }

    func request(query wireQuery: String, scheme: String = "https", host: String) throws -> HTTPRequest {
        guard let method = HTTPRequest.Method(method) else { throw UnrepresentableError() }
        var request = HTTPRequest(
            method: method, scheme: scheme, authority: host, path: wireQuery.isEmpty ? path : path + "?" + wireQuery)
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { throw UnrepresentableError() }
            request.headerFields.append(HTTPField(name: name, value: value))
        }
        return request
    }

    struct UnrepresentableError: Error {}
}
