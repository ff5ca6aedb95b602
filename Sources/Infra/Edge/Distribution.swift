public import CloudFormation

/// A CloudFront distribution in front of a load balancer: TLS near the client, HTTP/3 and IPv6.
///
/// Responses are not cached: each request reaches the origin. The distribution sends a secret header, without which the load balancer
/// refuses requests (``LoadBalancer/originHeader``), so that no client gets around it.
///
///     let distribution = scope.add(
///         "Distribution", Distribution("api.example.com", certificate: certificate),
///         in: .init(origin: balancer, header: header))
public struct Distribution: PlacedConstruct, Sendable, Hashable {
    /// The locations that serve clients, which decide the price.
    public enum Locations: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// North America, Europe and Israel.
        case least = "100"
        /// All but South America, Australia and New Zealand.
        case most = "200"
        /// All.
        case all
    }

    /// The origin of a distribution.
    public struct Surroundings {
        /// The load balancer, which serves HTTPS for the distribution's name.
        public var origin: LoadBalancer.Reference
        /// The header that the load balancer requires.
        public var header: OriginHeader

        /// Creates surroundings.
        public init(origin: LoadBalancer.Reference, header: OriginHeader) {
            self.origin = origin
            self.header = header
        }
    }

    /// The host name that clients use.
    public var name: DomainName
    /// The certificate for the name, in the region us-east-1.
    public var certificate: ResourceARN<AWS.CertificateManager.Certificate>
    /// The locations. Defaults to the least.
    public var locations = Locations.least
    /// The firewall of the distribution, in the region us-east-1; nil for none. Defaults to nil.
    ///
    /// Behind a distribution the firewall of a load balancer knows a client by a header that the client can write. Only the
    /// distribution's own firewall limits the rate of each client.
    public var firewall: ResourceARN<AWS.WAFv2.WebACL>?
    /// The time that the origin has for the first byte of a response, at most 60 seconds. Defaults to 60 seconds.
    public var originTimeout = Period.seconds(60)

    /// Describes a distribution.
    public init(_ name: DomainName, certificate: ResourceARN<AWS.CertificateManager.Certificate>) {
        self.name = name
        self.certificate = certificate
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<Distribution>] {
        [
            PropertyRule("name", { $0.name }, DomainName.validInCertificate),
            // "Requirements for using SSL/TLS certificates with CloudFront": the region of the certificate.
            PropertyRule(
                "certificate", { $0.certificate.value.expression },
                ValidValues("a certificate of the region us-east-1") { expression in
                    guard case .string(let arn) = expression else { return true }
                    return arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(3).first == "us-east-1"
                }),
            PropertyRule(
                "firewall", { $0.firewall?.value.expression },
                ValidValues("a firewall of CloudFront: arn:aws:wafv2:us-east-1:…:global/webacl/…") { expression in
                    guard case .string(let arn) = expression else { return true }
                    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
                    return parts.count == 6 && parts[2] == "wafv2" && parts[3] == "us-east-1"
                        && parts[5].hasPrefix("global/webacl/")
                }),
            // "Quotas on origins": the response time-out without a raised quota.
            PropertyRule(
                "originTimeout", { $0.originTimeout }, ValidValues.range(1...60, unit: "s").wrapped { $0.seconds }),
        ]
    }

    /// Adds the distribution.
    public func build(in scope: Scope, _ surroundings: Surroundings) -> Reference {
        let distribution = scope.add(AWS.CloudFront.Distribution(distributionConfig: configuration(surroundings)))
        return Reference(id: ResourceID(distribution.ref), host: HostName(distribution.domainName))
    }

    private func configuration(_ surroundings: Surroundings) -> AWS.CloudFront.Distribution.DistributionConfig {
        .init(
            defaultCacheBehavior: .init(
                targetOriginId: "balancer", viewerProtocolPolicy: .redirectToHttps,
                allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
                cachePolicyId: .literal(ManagedPolicy.cachingDisabled),
                compress: true,
                // With the client's Host header, for which the load balancer has the certificate.
                originRequestPolicyId: .literal(ManagedPolicy.allViewer)),
            enabled: true,
            aliases: [.literal(name.name)],
            comment: .literal(name.name),
            httpVersion: .http2and3,
            ipv6Enabled: true,
            origins: [
                .init(
                    domainName: surroundings.origin.dnsName.value, id: "balancer",
                    customOriginConfig: .init(
                        originProtocolPolicy: "https-only", httpsPort: 443, originKeepaliveTimeout: 55,
                        originReadTimeout: .literal(originTimeout.seconds), originSSLProtocols: ["TLSv1.2"]),
                    originCustomHeaders: [
                        .init(headerName: .literal(surroundings.header.name), headerValue: surroundings.header.value)
                    ])
            ],
            priceClass: locations.priceClass,
            viewerCertificate: .init(
                acmCertificateArn: certificate.value, minimumProtocolVersion: .tlSv1x2x2021,
                sslSupportMethod: .sniOnly),
            webACLId: firewall?.value)
    }

    /// A reference to a distribution, built here, shared by another stack, or existing.
    public struct Reference: MetricSource, Shareable {
        /// The names of the distribution's metrics.
        public typealias Name = DistributionMetric

        /// The distribution's id.
        public let id: ResourceID<AWS.CloudFront.Distribution>
        /// The distribution's own host name.
        public let host: HostName

        /// An existing distribution.
        public init(id: ResourceID<AWS.CloudFront.Distribution>, host: HostName) {
            self.id = id
            self.host = host
        }

        /// The target of alias records, in the zone that all distributions share ("AWS::Route53::RecordSet AliasTarget").
        public var aliasTarget: AliasTarget {
            AliasTarget(host: host, zone: "Z2FDTNDATAQYW2", hasIPv6: true, hasHealth: false)
        }

        /// The dimensions that select the distribution; its metrics are in the region us-east-1.
        public var metricDimensions: [String: TemplateValue<String>] {
            ["DistributionId": id.value, "Region": "Global"]
        }

        /// Passes the values through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                id: transfer.text("Id", id, "The distribution's id"),
                host: transfer.text("HostName", host, "The distribution's own host name"))
        }

        /// A distribution without names.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(id: "", host: "")
        }
    }

    /// The ids of policies that AWS manages ("Use managed cache policies", "Use managed origin request policies").
    private enum ManagedPolicy {
        static let cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        static let allViewer = "216adef6-5c7f-47e4-b989-5492eafa07d3"
    }
}

extension Distribution.Locations {
    fileprivate var priceClass: TemplateValue<AWS.CloudFront.Distribution.DistributionConfig.PriceClass> {
        switch self {
        case .least: .priceClass100
        case .most: .priceClass200
        case .all: .priceClassAll
        }
    }
}

/// The metrics of a distribution ("Metrics for CloudFront").
public enum DistributionMetric: String, MetricName, Sendable {
    /// The number of requests.
    case requests = "Requests"
    /// The share of responses with status 5xx, in percent.
    case serverErrorRate = "5xxErrorRate"

    /// The namespace of CloudFront.
    public var namespace: String { "AWS/CloudFront" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The sum of requests; the mean of rates.
    public var statistic: Metric.Statistic { self == .requests ? .sum : .average }
}
