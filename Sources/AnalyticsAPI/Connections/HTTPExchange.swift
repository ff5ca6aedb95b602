import NIOHTTP1

/// The framing of a request and its answer in HTTP/1.x: the length of the answer's body, and the persistence of the connection
/// (RFC 9112, sections 6.3 and 9.3).
struct HTTPExchange: Sendable {
    /// `true` if another request may follow on the connection.
    private(set) var persists: Bool
    /// `true` if the answer's body is sent.
    private(set) var carriesBody = true
    /// `true` if closing the connection ends the answer's body.
    private(set) var endsWithConnection = false
    /// `true` if the client sent `Expect: 100-continue` and has no `100 Continue` yet.
    var expectsContinue: Bool
    /// The bytes of the request's body that have not arrived; `nil` if the client did not tell them.
    private var missing: Int?

    /// The maximum of an unread body that is discarded after its answer, so that the connection serves the next request. After the
    /// answer to a larger one the connection closes.
    static let maximumDiscarded = 64 << 10

    private let isHead: Bool
    /// `true` for HTTP/1.0, which has no chunked coding.
    let isHTTP10: Bool

    /// Reads a request's head.
    init(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        isHTTP10 = head.version.minor == 0
        // Most requests have none of these fields, and each request comes here.
        let names = NameLengths(head.headers)
        func values(_ name: String) -> [String] {
            names.mayHave(name) ? head.headers[canonicalForm: name].map { $0.lowercased() } : []
        }
        // The decoder takes the field of old proxies for `Connection`.
        let options = values("connection") + values("proxy-connection").filter { $0 != "keep-alive" }
        let isChunked = names.mayHave("transfer-encoding") && head.headers.contains(name: "transfer-encoding")
        if options.contains("close") {
            persists = false
        } else if isHTTP10 {
            // HTTP/1.0 has no chunked coding, so the sender's framing may be faulty (RFC 9112, section 6.1).
            persists = options.contains("keep-alive") && !isChunked
        } else {
            persists = true
        }
        // The decoder reads no further request after one that asks for another protocol, which this server does not speak.
        if head.method == .CONNECT || (options.contains("upgrade") && head.headers.contains(name: "upgrade")) {
            persists = false
        }
        // The expectation of an HTTP/1.0 client must be ignored (RFC 9110, section 10.1.1).
        expectsContinue =
            !isHTTP10 && names.mayHave("expect") && head.headers.first(name: "expect")?.lowercased() == "100-continue"
        if !isChunked {
            let length = names.mayHave("content-length") ? head.headers.first(name: "content-length") : nil
            missing = length.map { Int($0) } ?? 0
        }
    }

    /// Records bytes of the request's body.
    mutating func bodyArrived(bytes: Int) { missing = missing.map { $0 - bytes } }

    /// `true` if the whole request has arrived.
    var hasEnded: Bool { missing == 0 }

    /// Records the end of the request.
    mutating func ended() { (missing, expectsContinue) = (0, false) }

    /// `true` if the rest of the body may be discarded after the answer.
    ///
    /// A client that waits for `100 Continue` may send its body or not (RFC 9110, section 10.1.1), so nothing tells where the next
    /// request begins.
    private var endsSoon: Bool { !expectsContinue && missing.map { $0 <= Self.maximumDiscarded } ?? false }

    /// Sets an answer's framing headers and its `Connection` header.
    mutating func frame(_ head: inout HTTPResponseHead) {
        if head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" }) {
            persists = false
        }
        if !endsSoon { persists = false }
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
