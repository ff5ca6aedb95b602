package import HTTPCore
import HTTPTypes

/// A probe over HTTP. It follows no redirect: a load balancer that redirects to HTTPS has an address with `https`.
package struct HTTPHealthProbe: HealthProbe {
    private let transport: any HTTPTransport
    private let timeouts: OutboundRequest.Timeouts

    /// Creates a probe.
    /// - Parameters:
    ///   - transport: The transport.
    ///   - timeouts: The time-outs of a look.
    package init(
        transport: any HTTPTransport,
        timeouts: OutboundRequest.Timeouts = .init(connect: .seconds(3), total: .seconds(10))
    ) {
        self.transport = transport
        self.timeouts = timeouts
    }

    /// Requests `/health/ready`.
    package func readiness(at url: String) async -> ProbeResult {
        guard let mark = url.firstRange(of: "://") else { return .unreachable("\"\(url)\" is not a URL") }
        let authority = url[mark.upperBound...].prefix { $0 != "/" }
        let head = HTTPRequest(
            method: .get, scheme: String(url[..<mark.lowerBound]), authority: String(authority), path: "/health/ready",
            headerFields: [.accept: "application/json", .userAgent: "weir-infra-cli"])
        do throws(TransportError) {
            let response = try await transport.send(
                OutboundRequest(head, timeouts: timeouts, limits: .init(bodyBytes: 64 * 1024)))
            let status = response.head.status.code
            let body = String(decoding: try await response.body.collect(upTo: 64 * 1024), as: UTF8.self)
            return status == 200 ? .ready : .notReady(status: status, body: body)
        } catch {
            return .unreachable(error.message)
        }
    }
}
