import Infra

extension EnvironmentReader {
    /// Reads `service.domain`, `service.hostedZone` and `service.insecureHTTP`, and checks them with the certificate.
    func publicName(_ block: SettingsReader, of environment: inout DeploymentEnvironment) {
        let isDomainRead = block.set("domain", \.domain, of: &environment.publicName)
        let isZoneRead = block.set("hostedZone", \.hostedZone, of: &environment.publicName)
        let isReasonRead = block.set("insecureHTTP", \.insecureHTTP, of: &environment.publicName)
        // An invalid value is reported already; whether it fits to the others is unknown.
        let isComplete =
            isDomainRead == block.has("domain") && isZoneRead == block.has("hostedZone")
            && isReasonRead == block.has("insecureHTTP")
            && (environment.loadBalancer.certificate != nil) == block.has("certificate")
        guard isComplete else { return }
        for conflict in environment.publicNameConflicts { block.refuse(conflict.key, expected: conflict.expected) }
    }

    static let firewallKeys: [EnvironmentKey] = [
        EnvironmentKey("mode", "Blocks requests that a rule matches, or only counts them.", example: "block"),
        EnvironmentKey("managedRules", "AWS's groups of rules.", example: "[common, known-bad-inputs]"),
        EnvironmentKey(
            "count", "Rules of those groups that count requests and do not block them.",
            example: "[SizeRestrictions_BODY]", standard: { KeyCatalog.text(of: $0.firewall?.countedRules ?? []) }),
        EnvironmentKey("rateLimit", "The most requests of one address in five minutes.", example: "2000"),
        EnvironmentKey("logDays", "The retention of the firewall's log in days.", example: "30"),
    ]

    /// Reads `firewall`: a block, or `off`.
    func firewall(_ top: SettingsReader, _ fallback: WebFirewall?) -> WebFirewall? {
        guard top.has("firewall") else { return fallback }
        if top.scalar("firewall") == "off" { return nil }
        let block = top.block("firewall", keys: EnvironmentReader.firewallKeys)
        var firewall = fallback ?? Tier.firewall
        block.set("mode", \.mode, of: &firewall)
        let groups = block.list(
            "managedRules", expected: "groups: \(WebFirewall.ManagedRules.form)",
            WebFirewall.ManagedRules.init(text:))
        if let groups {
            firewall.managedRules = groups
            block.check("managedRules", "managedRules", of: firewall)
        }
        if let names = block.list("count", expected: "names of managed rules, such as SizeRestrictions_BODY", { $0 }) {
            firewall.countedRules = names
            block.check("count", "countedRules", of: firewall)
        }
        block.set("rateLimit", \.rateLimit, of: &firewall, off: true)
        block.set("logDays", \.logs, of: &firewall, "logs", off: true)
        return firewall
    }

    static let distributionKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "certificate",
            "A certificate of ACM for the service's domain in us-east-1, where CloudFront looks for it. Required.",
            example: "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"),
        EnvironmentKey("locations", "The edge locations that serve: the more, the nearer to clients and the dearer."),
        EnvironmentKey("firewall", "A firewall of CloudFront, by its ARN."),
    ]

    /// Reads `cdn`, a block, into a distribution for the service's domain.
    func distribution(_ top: SettingsReader, of environment: inout DeploymentEnvironment) {
        guard top.has("cdn") else { return }
        let block = top.block("cdn", keys: EnvironmentReader.distributionKeys)
        let certificate = block.required(
            "certificate", expected: "a certificate of ACM for the domain in us-east-1, where CloudFront looks for it"
        ) { text -> ResourceARN<AWS.CertificateManager.Certificate>? in
            text.hasPrefix("arn:aws:acm:us-east-1:") && text.contains(":certificate/")
                ? ResourceARN(.literal(text)) : nil
        }
        var distribution = Distribution(environment.publicName.domain ?? "", certificate: certificate ?? "")
        block.set("locations", \.locations, of: &distribution)
        if let arn = block.optional("firewall", expected: "the ARN of a firewall of CloudFront", { $0 }) {
            distribution.firewall = ResourceARN(.literal(arn))
            block.check("firewall", "firewall", of: distribution)
        }
        environment.distribution = distribution
        for conflict in environment.distributionConflicts { top.refuse("cdn", expected: conflict) }
    }
}
