/// The TLS versions and cipher suites of a load balancer ("Security policies for your Application Load Balancer").
public enum TLSPolicy: String, Sendable, Hashable, CaseIterable, TextReadable {
    /// TLS 1.2 and 1.3, with forward secrecy.
    case tls12 = "1.2"
    /// TLS 1.3 alone.
    case tls13 = "1.3"

    /// The policy's name in Elastic Load Balancing.
    public var policyName: String {
        switch self {
        case .tls12: "ELBSecurityPolicy-TLS13-1-2-2021-06"
        case .tls13: "ELBSecurityPolicy-TLS13-1-3-2021-06"
        }
    }
}
