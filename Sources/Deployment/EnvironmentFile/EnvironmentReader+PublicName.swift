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

    static let firewallKeys: [EnvironmentKey] = ["mode", "managedRules", "count", "rateLimit", "logDays"]

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
        EnvironmentKey("certificate", "The ARN of a certificate for service.domain in us-east-1."),
        EnvironmentKey("locations", "The locations that serve clients, which decide the price: 100, 200 or all."),
        EnvironmentKey("firewall", "The ARN of a firewall of CloudFront, in us-east-1; none without it."),
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
