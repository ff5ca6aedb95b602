package import HTTPTypes

extension OutboundRequest {
    /// A validated request for a transport.
    package struct Validated: Sendable {
        package let url: String
        /// The body's length, if it is known in advance.
        package let contentLength: Int?
        /// The fields to send, without those that the transport sets itself.
        package let fields: HTTPFields
    }

    /// Validates the request for any transport.
    ///
    /// The transport sets the fields that frame a message, because conflicting lengths enable request smuggling (RFC 9112
    /// section 11.2).
    package func validated() throws(TransportError) -> Validated {
        guard let scheme = head.scheme?.lowercased(), scheme == "https" || scheme == "http" else {
            throw invalid("its scheme is \"\(head.scheme ?? "")\"; expected https or http")
        }
        let authority = head.authority ?? ""
        guard !authority.isEmpty, authority.utf8.allSatisfy(Self.isAuthority) else {
            throw invalid("its authority is \"\(authority)\"; expected a host with an optional port")
        }
        let target = head.path ?? "/"
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw invalid("its path contains a space, a control, a \"#\" or a non-ASCII character; percent-encode it")
        }
        guard target.isEmpty || target.hasPrefix("/") || target.hasPrefix("?") else {
            throw invalid("its path does not begin with \"/\"")
        }
        for duration in [timeouts.connect, timeouts.total].compactMap({ $0 }) where duration <= .zero {
            throw invalid("a time-out is \(duration); expected more than zero")
        }
        var fields = head.fields(without: ["host", "transfer-encoding", "content-length"])
        if let host = HTTPField.Name("host").flatMap({ head.headerFields[$0] }), host != authority {
            throw invalid("its Host field is \"\(host)\" but its authority is \"\(authority)\"")
        }
        let length = try settledLength()
        if fields[.expect] == "" { fields[.expect] = nil }
        let path = target.hasPrefix("/") ? target : "/" + target
        return Validated(url: scheme + "://" + authority + path, contentLength: length, fields: fields)
    }

    private func settledLength() throws(TransportError) -> Int? {
        let length = body.length
        guard let header = head.headerFields[.contentLength] else { return length }
        guard let declared = Int(header), declared >= 0 else {
            throw invalid("its Content-Length is \"\(header)\"; expected a number")
        }
        if let length, length != declared {
            throw invalid("its Content-Length is \(declared) but its body has \(length) bytes")
        }
        return declared
    }

    private func invalid(_ reason: String) -> TransportError {
        TransportError(.invalidRequest, "the request cannot be sent: \(reason)")
    }

    /// A Boolean value that indicates whether a byte can be part of a host or a port. User information, which a URL may
    /// have before an `@`, is excluded.
    private static func isAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }
}

extension HTTPRequest {
    fileprivate func fields(without names: Set<String>) -> HTTPFields {
        var fields = HTTPFields()
        for field in headerFields where !names.contains(field.name.canonicalName) { fields.append(field) }
        return fields
    }
}
