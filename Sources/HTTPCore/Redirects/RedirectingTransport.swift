internal import HTTPTypes

/// Follows redirects, up to a limit (RFC 9110 section 15.4).
///
/// No transport follows redirects by itself: a signed request cannot be sent elsewhere, and a client that holds
/// credentials must not be led away unasked. Where redirects are wanted, this decorator follows them with care:
/// credentials and AWS's own fields are dropped when the origin changes, and nothing goes from HTTPS to HTTP.
public struct RedirectingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let limit: Int

    /// Wraps a transport.
    /// - Parameters:
    ///   - base: What sends each request.
    ///   - limit: How many redirects to follow for one request; 5 by default.
    public init(_ base: any HTTPTransport, limit: Int = 5) {
        self.base = base
        self.limit = max(0, limit)
    }

    /// Sends a request, and what its redirects ask for.
    public func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse {
        var request = request
        for _ in 0...limit {
            let response = try await base.send(request)
            guard let next = try Self.next(after: response.head, to: request) else { return response }
            await response.body.discard()
            request = next
        }
        throw TransportError(.redirect, "more than \(limit) redirects, the last to \(Self.place(of: request.head))")
    }

    /// The request that a response asks for, or `nil` if it asks for none.
    private static func next(
        after response: HTTPResponse, to request: OutboundRequest
    ) throws(TransportError) -> OutboundRequest? {
        guard [301, 302, 303, 307, 308].contains(response.status.code),
            let location = response.headerFields[.location]
        else { return nil }
        var next = request
        guard let target = RedirectTarget(location, relativeTo: request.head) else {
            throw TransportError(.redirect, "the redirect from \(place(of: request.head)) leads to no HTTP URL")
        }
        guard target.scheme == "https" || request.head.scheme?.lowercased() == "http" else {
            throw TransportError(
                .redirect, "the redirect from \(place(of: request.head)) leads from HTTPS to HTTP; not followed")
        }
        (next.head.scheme, next.head.authority, next.head.path) = (target.scheme, target.authority, target.path)
        if target.authority != request.head.authority || target.scheme != request.head.scheme {
            for field in request.head.headerFields where isPrivate(field.name) {
                next.head.headerFields[field.name] = nil
            }
        }

        // 303 asks for a GET; 301 and 302 have come to mean the same after a POST.
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
                .redirect, "the redirect from \(place(of: request.head)) asks for the body again, which is gone")
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
