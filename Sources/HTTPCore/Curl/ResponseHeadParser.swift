internal import HTTPTypes

/// A parser of a response's head, line by line as libcurl delivers it.
struct ResponseHeadParser {
    private let limit: Int
    private var size = 0
    private var status: HTTPResponse.Status?
    private var fields: [(name: HTTPField.Name, value: [UInt8])] = []

    /// `true` once the head has been returned; further lines are trailers.
    private(set) var isComplete = false

    /// The maximum number of fields; `HTTPFields` traps beyond 65,534.
    private static let maximumFields = 10_000

    init(limit: Int) {
        self.limit = limit
    }

    /// Parses a line with its line ending.
    /// - Returns: The head, if the line was its last.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>) throws(TransportError) -> HTTPResponse? {
        size += line.count
        guard size <= limit, fields.count < Self.maximumFields else {
            throw TransportError(.headTooLarge, "the response's head exceeds the limit of \(limit) bytes")
        }
        guard !isComplete else { return nil }
        var end = line.count
        while end > 0, line[end - 1] == UInt8(ascii: "\n") || line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let text = line[..<end]
        if text.isEmpty { return try finish() }
        if text.starts(with: "HTTP/".utf8) {
            status = try Self.status(text)
            fields = []
        } else if text[0] == UInt8(ascii: " ") || text[0] == UInt8(ascii: "\t") {
            // A folded line (RFC 9112 section 5.2) continues the previous value.
            guard !fields.isEmpty else { throw Self.malformed(text) }
            fields[fields.count - 1].value += [UInt8(ascii: " ")] + text
        } else {
            guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(decoding: text[..<colon], as: UTF8.self))
            else { throw Self.malformed(text) }
            fields.append((name, Array(text[(colon + 1)...])))
        }
        return nil
    }

    private mutating func finish() throws(TransportError) -> HTTPResponse? {
        guard let status else { throw TransportError(.malformedResponse, "the response has no status line") }
        // Interim responses precede the final one (RFC 9110 section 15.2).
        guard status.code >= 200 || status.code == 101 else {
            self.status = nil
            return nil
        }
        var response = HTTPResponse(status: status)
        for (name, value) in fields {
            response.headerFields.append(HTTPField(name: name, value: Self.trimmed(value)))
        }
        isComplete = true
        fields = []
        return response
    }

    private static func status(_ line: Slice<UnsafeBufferPointer<UInt8>>) throws(TransportError) -> HTTPResponse.Status
    {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[1].count == 3, let code = Int(String(decoding: parts[1], as: UTF8.self)),
            (100...999).contains(code)
        else { throw malformed(line) }
        let reason = parts.count > 2 ? String(decoding: parts[2], as: UTF8.self) : ""
        return HTTPResponse.Status(code: code, reasonPhrase: reason)
    }

    private static func trimmed(_ value: [UInt8]) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = value.firstIndex(where: { !isSpace($0) }),
            let last = value.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return value[first...last]
    }

    private static func malformed(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> TransportError {
        TransportError(.malformedResponse, "the response's head has a malformed line of \(line.count) bytes")
    }
}
