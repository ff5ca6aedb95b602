public import CloudFormation

/// A public certificate of AWS Certificate Manager, validated by a record in a Route 53 zone, which also renews it.
///
///     let certificate = scope.add("Certificate", Certificate("api.example.com"), in: "Z0123456789ABCDEFGHIJ")
///     balancer.certificate = certificate.arn
public struct Certificate: PlacedConstruct, Sendable, Hashable {
    /// The domain name; `*.example.com` stands for all names of one label below `example.com`.
    public var domain: DomainName
    /// Further names of the same zone, at most 9. Defaults to none.
    public var alternativeNames: [DomainName] = []

    /// Describes a certificate.
    public init(_ domain: DomainName) {
        self.domain = domain
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<Certificate>] {
        [
            PropertyRule("domain", { $0.domain }, DomainName.validInCertificate),
            PropertyRule(
                "alternativeNames", { $0.alternativeNames.first { !DomainName.validInCertificate.contains($0) } },
                DomainName.validInCertificate),
            // "Quotas" of AWS Certificate Manager: 10 names a certificate, unless AWS raises it.
            PropertyRule("alternativeNames", { $0.alternativeNames.count }, .range(0...9)),
            PropertyRule(
                "alternativeNames", { Set($0.names).count == $0.names.count ? nil : $0.names.count },
                ValidValues("names that differ from each other and from the domain", contains: { _ in false })),
        ]
    }

    private var names: [DomainName] { [domain] + alternativeNames }

    /// Adds the certificate. CloudFormation creates the validation records in the zone and waits for the issue.
    public func build(in scope: Scope, _ zone: ResourceID<AWS.Route53.HostedZone>) -> Reference {
        let certificate = scope.add(
            AWS.CertificateManager.Certificate(
                domainName: .literal(domain.name),
                domainValidationOptions: names.map {
                    .init(domainName: .literal($0.name), hostedZoneId: zone.value)
                },
                subjectAlternativeNames: alternativeNames.isEmpty ? nil : .literal(alternativeNames.map(\.name)),
                validationMethod: "DNS"))
        return Reference(arn: ResourceARN(certificate.ref), names: names)
    }

    /// A reference to a certificate, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable, MetricSource {
        /// The names of the certificate's metrics.
        public typealias Name = CertificateMetric

        /// The certificate's ARN.
        public let arn: ResourceARN<AWS.CertificateManager.Certificate>
        /// The names that the certificate covers.
        public let names: [DomainName]

        /// An existing certificate.
        public init(arn: ResourceARN<AWS.CertificateManager.Certificate>, names: [DomainName]) {
            self.arn = arn
            self.names = names
        }

        /// The dimension that selects the certificate.
        public var metricDimensions: [String: TemplateValue<String>] { ["CertificateArn": arn.value] }

        /// Returns a Boolean value that indicates whether the certificate covers a host.
        public func covers(_ host: DomainName) -> Bool { names.contains { $0.covers(host) } }

        /// Passes the ARN through the transfer. The names are known where the certificate is used: they stay.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(arn: transfer.text("Arn", arn, "The certificate's ARN"), names: names)
        }

        /// A certificate without an ARN.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(arn: "", names: [])
        }
    }
}

/// The metrics of a certificate ("Supported CloudWatch metrics" of AWS Certificate Manager).
public enum CertificateMetric: String, MetricName, Sendable {
    /// The number of days until the certificate expires.
    case daysToExpiry = "DaysToExpiry"

    /// The namespace of AWS Certificate Manager.
    public var namespace: String { "AWS/CertificateManager" }
    /// The metric's name.
    public var name: String { rawValue }
    /// The least value.
    public var statistic: Metric.Statistic { .minimum }
}
