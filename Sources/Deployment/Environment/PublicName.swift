package import Infra

/// The name and the encryption of an environment's service for its clients.
package struct PublicName: CheckedProperties, Sendable, Hashable {
    /// `service.domain`: the host name that clients use.
    package var domain: DomainName?
    /// `service.hostedZone`: the id of the Route 53 zone for the certificate's validation and the name's alias records.
    package var hostedZone: String?
    /// `service.insecureHTTP`: the reason why clients connect without encryption.
    package var insecureHTTP: String?

    /// Creates a service without a name.
    package init() {}

    /// The rules of the properties.
    package static var rules: [PropertyRule<PublicName>] {
        [
            PropertyRule("domain", { $0.domain }, DomainName.valid),
            PropertyRule(
                "hostedZone", { $0.hostedZone },
                ValidValues("the id of a Route 53 zone, such as Z0123456789ABCDEFGHIJ") { id in
                    (2...32).contains(id.utf8.count) && id.utf8.first == UInt8(ascii: "Z")
                        && id.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
                }),
            PropertyRule(
                "insecureHTTP", { $0.insecureHTTP },
                ValidValues("the reason in a few words, such as \"a proxy of the company adds TLS\"") { reason in
                    reason.count >= 10 && reason.contains(" ")
                }),
        ]
    }
}

extension DeploymentEnvironment {
    /// A setting of `service` that does not fit to the others.
    struct Conflict {
        /// The key of `service`.
        let key: String
        /// The valid values, in words.
        let expected: String
    }

    /// A Boolean value that indicates whether clients connect with HTTPS.
    package var servesHTTPS: Bool {
        loadBalancer.certificate != nil || (publicName.domain != nil && publicName.insecureHTTP == nil)
    }

    /// The conflicts between name, certificate and encryption.
    ///
    /// In production clients need HTTPS, or a written reason against it. The output `Url` is a name that the certificate
    /// covers, so a certificate needs the name.
    var publicNameConflicts: [Conflict] {
        let hasCertificate = loadBalancer.certificate != nil
        if publicName.insecureHTTP != nil {
            guard publicName.domain != nil || hasCertificate else { return [] }
            return [
                Conflict(
                    key: "insecureHTTP",
                    expected:
                        "no insecureHTTP beside domain or certificate, with which clients use HTTPS; remove one of them"
                )
            ]
        }
        switch (publicName.domain, hasCertificate) {
        case (nil, true):
            return [
                Conflict(
                    key: "domain",
                    expected: "a domain beside certificate: the host name of the URL, which the certificate covers")
            ]
        case (_?, false) where publicName.hostedZone == nil:
            return [
                Conflict(
                    key: "hostedZone",
                    expected:
                        "the id of the domain's Route 53 zone, such as Z0123456789ABCDEFGHIJ, in which certificate and "
                        + "name are made; or a certificate that exists")
            ]
        case (nil, false) where publicName.hostedZone != nil:
            return [Conflict(key: "domain", expected: "a domain beside hostedZone, such as api.example.com")]
        case (nil, false) where Tier(environment: name) == .production:
            return [
                Conflict(
                    key: "domain",
                    expected:
                        "a domain with hostedZone or certificate, for HTTPS, such as api.example.com; or insecureHTTP with "
                        + "the reason why clients connect without encryption")
            ]
        default: return []
        }
    }

    /// The reasons why the environment cannot have its distribution, as words after "expected".
    var distributionConflicts: [String] {
        guard distribution != nil else { return [] }
        var conflicts: [String] = []
        if publicName.domain == nil {
            conflicts.append("no cdn without service.domain, the name that clients use")
        }
        if loadBalancer.isInternal {
            conflicts.append("no cdn with service.internal: CloudFront reaches the load balancer over the internet")
        }
        return conflicts
    }
}
