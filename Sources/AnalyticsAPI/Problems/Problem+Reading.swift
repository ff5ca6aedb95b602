import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// The body came more slowly than ``ServerLimits/bodyTimeout`` allows.
struct SlowBody: Error {}

extension Problem {
    /// The body is larger than allowed.
    ///
    /// - Parameter isRows: Whether the body is rows, which can be sent in parts.
    static func tooLarge(limit: Int, got: Int?, isRows: Bool) -> Problem {
        Problem(
            .contentTooLarge,
            "got \(got.map { "\($0) bytes" } ?? "more"), expected at most \(limit) bytes"
                + (isRows ? "; send the rows in several requests" : ""))
    }

    /// The connection ended before the body did.
    static let cutShort = Problem(.malformedRequest, "the body ended before it was complete")

    /// What a failure to unpack the body means.
    static func unpacking(_ failure: GzipDecoder.Failure) -> Problem {
        switch failure {
        case .malformed:
            Problem(.invalidGzip, "the body is not valid gzip (RFC 1952), though Content-Encoding says so")
        case .cutShort: Problem(.invalidGzip, "the gzip body ended before it was complete")
        }
    }

    /// What a failure to read the body means.
    static func reading(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as SpoolError:
            Problem(
                .unavailable,
                "the server has no room left on its disk for uploads that are still coming; try again later",
                headers: [.retryAfter: "5"], cause: "spool: \(error)")
        case is SlowBody: Problem(.requestTimeout, "the body came too slowly; the request was given up")
        case HTTPParserError.invalidEOFState: .cutShort
        case is HTTPParserError: Problem(.malformedRequest, "the body is not valid HTTP/1.1: \(error)")
        default: Problem(.malformedRequest, "the body ended before it was complete", cause: "\(error)")
        }
    }
}
