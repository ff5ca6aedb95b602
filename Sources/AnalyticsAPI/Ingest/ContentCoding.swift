import HTTPTypes
import Hummingbird
import Models

/// How a request's body is packed (RFC 9110, section 8.4).
enum ContentCoding {
    /// Not at all.
    case identity
    /// In the gzip format.
    case gzip

    /// Reads `Content-Encoding`.
    ///
    /// - Throws: ``Problem`` for any coding but the ones above, and for several on top of each other.
    init(_ headers: HTTPFields) throws(Problem) {
        switch headers[.contentEncoding]?.lowercased() {
        case nil, "identity": self = .identity
        // The older name means the same (RFC 9110, section 8.4.1.3).
        case "gzip", "x-gzip": self = .gzip
        case let coding?: throw Self.refused(coding, accepted: "gzip, identity")
        }
    }

    /// Refuses anything but plain bytes.
    static func requireIdentity(_ headers: HTTPFields) throws(Problem) {
        guard let coding = headers[.contentEncoding], coding.lowercased() != "identity" else { return }
        throw refused(coding, accepted: "identity")
    }

    private static func refused(_ coding: String, accepted: String) -> Problem {
        Problem(
            .unsupportedContentEncoding,
            "Content-Encoding: got \(coding.quotedForMessage), expected \(accepted) or none",
            headers: [.acceptEncoding: accepted])
    }
}
