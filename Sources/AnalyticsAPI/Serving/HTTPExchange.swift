import NIOHTTP1

/// One request and its answer, as HTTP/1.x frames them: where the answer's body ends and whether the connection goes on
/// after it (RFC 9112, sections 6.3 and 9.3).
struct HTTPExchange: Sendable {
    /// `true` if another request may follow on the connection.
    private(set) var persists: Bool
    /// `true` if the answer's body goes out.
    private(set) var carriesBody = true
    /// `true` if only the connection's end ends the answer's body.
    private(set) var endsWithConnection = false
    /// `true` if the client waits to be asked for the body.
    let expectsContinue: Bool

    private let isHead: Bool
    private let isHTTP10: Bool

    /// Reads a request's head.
    init(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        isHTTP10 = head.version.minor == 0
        let options = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        if options.contains("close") {
            persists = false
        } else if isHTTP10 {
            // A body in chunks is none of HTTP/1.0's: whatever sent it may not agree on where it ends (RFC 9112, section 6.1).
            persists = options.contains("keep-alive") && !head.headers.contains(name: "transfer-encoding")
        } else {
            persists = true
        }
        // A client of HTTP/1.0 does not understand the question (RFC 9110, section 10.1.1).
        expectsContinue = !isHTTP10 && head.headers.first(name: "expect")?.lowercased() == "100-continue"
    }

    /// Writes down in an answer's head how its body ends, and whether the connection does.
    mutating func frame(_ head: inout HTTPResponseHead) {
        if head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" }) {
            persists = false
        }
        head.headers.remove(name: "transfer-encoding")
        head.headers.remove(name: "connection")
        if head.status == .noContent || head.status == .notModified {
            carriesBody = false
            head.headers.remove(name: "content-length")
        }
        if isHead { carriesBody = false }
        if carriesBody, !head.headers.contains(name: "content-length") {
            if isHTTP10 {
                endsWithConnection = true
                persists = false
            } else {
                head.headers.add(name: "Transfer-Encoding", value: "chunked")
            }
        }
        if !persists {
            head.headers.add(name: "Connection", value: "close")
        } else if isHTTP10 {
            head.headers.add(name: "Connection", value: "keep-alive")
        }
    }
}
