import Diagnostics
import HTTPTypes
import Hummingbird
import Models

/// The content coding of a request's body (RFC 9110, section 8.4).
enum ContentCoding {
    /// No compression.
    case identity
    /// The gzip format (RFC 1952).
    case gzip

    /// Reads `Content-Encoding`.
    ///
    /// - Throws: ``APIError`` for any other coding, and for a list of codings.
    init(_ headers: HTTPFields) throws(APIError) {
        switch headers[.contentEncoding]?.lowercased() {
        case nil, "identity": self = .identity
        // The older name means the same (RFC 9110, section 8.4.1.3).
        case "gzip", "x-gzip": self = .gzip
        case let coding?: throw Self.unsupported(coding, accepted: "gzip, identity")
        }
    }

    /// Rejects a compressed body.
    static func requireIdentity(_ headers: HTTPFields) throws(APIError) {
        guard let coding = headers[.contentEncoding], coding.lowercased() != "identity" else { return }
        throw unsupported(coding, accepted: "identity")
    }

    private static func unsupported(_ coding: String, accepted: String) -> APIError {
        APIError(
            .unsupportedContentEncoding,
            "Content-Encoding: got \(coding.quotedForMessage), expected \(accepted) or no such header",
            headers: [.acceptEncoding: accepted])
    }
}
