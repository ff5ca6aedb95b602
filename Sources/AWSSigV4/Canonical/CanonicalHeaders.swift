internal import HTTPTypes

/// The headers of a canonical request: lower-case names, sorted, one line a name, values joined with commas.
struct CanonicalHeaders {
    /// The lines, each ended by a newline.
    private(set) var lines: [UInt8] = []
    /// The names, separated by semicolons.
    private(set) var names: [UInt8] = []

    /// Renders a request's headers.
    /// - Parameters:
    ///   - fields: The fields to send. Values of one name keep their order.
    ///   - host: The value of `host`, which is always signed.
    ///   - omitted: A further canonical name to leave out.
    init(_ fields: HTTPFields, host: String, omitting omitted: String? = nil) {
        var entries: [(name: String, index: Int)] = []
        entries.reserveCapacity(fields.count + 1)
        entries.append(("host", -1))
        for index in fields.indices {
            let name = fields[index].name.canonicalName
            if name == "host" || Self.isNeverSigned(name) || name == omitted { continue }
            entries.append((name, index))
        }
        entries.sort { $0.name == $1.name ? $0.index < $1.index : $0.name < $1.name }

        lines.reserveCapacity(512)
        names.reserveCapacity(128)
        for position in entries.indices {
            let (name, index) = entries[position]
            if position > 0, entries[position - 1].name == name {
                lines.append(UInt8(ascii: ","))
            } else {
                if position > 0 {
                    lines.append(UInt8(ascii: "\n"))
                    names.append(UInt8(ascii: ";"))
                }
                names.append(name)
                lines.append(name)
                lines.append(UInt8(ascii: ":"))
            }
            if index < 0 {
                lines.append(host)
            } else {
                fields[index].withUnsafeBytesOfValue { Self.append(trimmed: $0, to: &lines) }
            }
        }
        lines.append(UInt8(ascii: "\n"))
    }

    /// Appends a value with surrounding spaces removed and each inner run of spaces replaced by one.
    private static func append(trimmed value: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var index = 0
        var isFirst = true
        while true {
            while index < value.count, isSpace(value[index]) { index += 1 }
            let start = index
            while index < value.count, !isSpace(value[index]) { index += 1 }
            if start == index { return }
            if !isFirst { output.append(UInt8(ascii: " ")) }
            isFirst = false
            output.append(contentsOf: UnsafeBufferPointer(rebasing: value[start..<index]))
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
    }

    /// A Boolean value that indicates whether a header is left out of every signature, because proxies, load balancers
    /// or HTTP clients change it: hop-by-hop fields (RFC 9110 section 7.6.1), tracing and the user agent.
    static func isNeverSigned(_ canonicalName: String) -> Bool {
        switch canonicalName {
        case "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
            "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id":
            true
        default: canonicalName.hasPrefix("sec-websocket-")
        }
    }
}
