internal import HTTPTypes

/// A transport that follows redirects, up to a limit (RFC 9110 section 15.4).
///
/// Other transports do not follow redirects: a signature is valid for one host, and credentials must not reach a host
/// that the caller did not choose. This decorator removes credentials and AWS's own fields when the origin changes, and
/// never follows a redirect from HTTPS to HTTP.
public struct RedirectingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let limit: Int

    /// Wraps a transport.
    /// - Parameters:
    ///   - base: The transport that sends each request.
    ///   - limit: The maximum number of redirects for one request; 5 by default.
    public init(_ base: any HTTPTransport, limit: Int = 5) {
        self.base = base
        self.limit = max(0, limit)
    }

    /// Sends a request and follows its redirects.
    public func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse {
        var request = request
        for _ in 0...limit {
            let response = try await base.send(request)
            guard let next = try Self.next(after: response.head, to: request) else { return response }
            await response.body.discard()
            request = next
        }
        throw TransportError(.redirect, "got more than \(limit) redirects, the last to \(Self.place(of: request.head))")
    }

    /// The request that a redirect leads to, or `nil` if the response is not a redirect.
    private static func next(
        after response: HTTPResponse, to request: OutboundRequest
    ) throws(TransportError) -> OutboundRequest? {
        guard [301, 302, 303, 307, 308].contains(response.status.code),
            let location = response.headerFields[.location]
        else { return nil }
        var next = request
        guard let target = RedirectTarget(location, relativeTo: request.head) else {
            throw TransportError(.redirect, "the redirect from \(place(of: request.head)) does not lead to an HTTP URL")
        }
        guard target.scheme == "https" || request.head.scheme?.lowercased() == "http" else {
            throw TransportError(
                .redirect, "the redirect from \(place(of: request.head)) leads from HTTPS to HTTP and is not followed")
        }
        (next.head.scheme, next.head.authority, next.head.path) = (target.scheme, target.authority, target.path)
        if target.authority != request.head.authority || target.scheme != request.head.scheme {
            for field in request.head.headerFields where isPrivate(field.name) {
                next.head.headerFields[field.name] = nil
            }
        }

        // 303 requires a GET; after a POST, clients also follow 301 and 302 with a GET.
        let becomesGet =
            response.status.code == 303
            ? request.head.method != .head
            : request.head.method == .post
                && response.status.code <= 302
        if becomesGet {
            next.head.method = .get
            next.body = .empty
            for name in [HTTPField.Name.contentLength, .contentType, .contentEncoding] {
                next.head.headerFields[name] = nil
            }
        } else if !request.body.isReplayable {
            throw TransportError(
                .redirect,
                "the redirect from \(place(of: request.head)) requires the body again, which is not replayable")
        }
        return next
    }

    private static func isPrivate(_ name: HTTPField.Name) -> Bool {
        ["authorization", "cookie", "host", "proxy-authorization"].contains(name.canonicalName)
            || name.canonicalName.hasPrefix("x-amz-") || name.canonicalName.hasPrefix("x-aws-")
    }

    private static func place(of head: HTTPRequest) -> String {
        "\(head.scheme ?? "")://\(head.authority ?? "")"
    }
}
