import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

extension APIError {
    /// A body that exceeds the size limit.
    ///
    /// - Parameter isRows: `true` if the body consists of rows, which a client can split into several requests.
    static func tooLarge(limit: Int, got: Int?, isRows: Bool) -> APIError {
        APIError(
            .contentTooLarge,
            "got \(got.map { "\($0) bytes" } ?? "more"), expected at most \(limit) bytes"
                + (isRows ? "; send the rows in several requests" : ""))
    }

    /// A connection that ends before the body does.
    static let truncated = APIError(.malformedRequest, "the body ended before it was complete")

    /// The problem for an error of decompression.
    static func decompressing(_ error: GzipError) -> APIError {
        switch error {
        case .malformed:
            APIError(.invalidGzip, "the body is not valid gzip (RFC 1952), though Content-Encoding says so")
        case .truncated: APIError(.invalidGzip, "the gzip body ended before it was complete")
        }
    }

    /// The problem for an error that interrupted reading the body.
    static func reading(_ error: any Error) -> APIError {
        switch error {
        case let problem as APIError: problem
        case let error as SpoolError:
            APIError(
                .unavailable,
                "the server has no disk space left for uploads in progress; try again later",
                headers: [.retryAfter: "5"], cause: "spool: \(error)")
        case is SlowBodyError: APIError(.requestTimeout, "the body arrived too slowly, so the request was cancelled")
        case HTTPParserError.invalidEOFState: .truncated
        case is HTTPParserError: APIError(.malformedRequest, "the body is not valid HTTP/1.1: \(error)")
        default: APIError(.malformedRequest, "the body ended before it was complete", cause: "\(error)")
        }
    }
}
