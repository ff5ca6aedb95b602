import Diagnostics
import Models
import NIOHTTP1

extension HTTPRequestHead {
    /// Validates the version, the framing and the `Host` header. The host of an absolute-form target replaces it (RFC 9112, sections 3.2 and 3.2.2).
    ///
    /// - Throws: ``APIError``. The caller then closes the connection.
    mutating func checkTarget() throws(APIError) {
        guard version.major == 1 else {
            throw APIError(
                .malformedRequest, "got HTTP/\(version.major).\(version.minor), expected HTTP/1.1 or HTTP/1.0")
        }
        // A proxy may take an empty field for a body's framing, and the decoder takes it for none.
        guard !NameLengths(headers).mayHave("transfer-encoding") || !headers["transfer-encoding"].contains("") else {
            throw APIError(
                .malformedRequest, "got an empty Transfer-Encoding, expected chunked or a request without the field")
        }
        let hosts = headers["host"]
        guard hosts.count <= 1 else {
            throw APIError(.malformedRequest, "got \(hosts.count) Host headers, expected one")
        }
        guard hosts.count == 1 || version.minor == 0 else {
            throw APIError(
                .malformedRequest, "the Host header is missing; HTTP/1.1 requires one, such as Host: localhost")
        }
        if let host = hosts.first { try Self.checkHost(host) }

        // Most requests name a path alone.
        guard uri.utf8.first != UInt8(ascii: "/"),
            let scheme = ["http://", "https://"].first(where: { uri.prefix(8).lowercased().hasPrefix($0) })
        else { return }
        let rest = uri.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let host = String(rest[..<end])
        try Self.checkHost(host)
        headers.replaceOrAdd(name: "Host", value: host)
        let path = rest[end...]
        uri = path.hasPrefix("/") ? String(path) : "/" + path
    }

    private static func checkHost(_ text: String) throws(APIError) {
        guard Authority(text) == nil else { return }
        throw APIError(
            .malformedRequest,
            "Host: got \(text.quotedForMessage), expected a name or an address with an optional port, such as localhost:8080"
        )
    }
}
