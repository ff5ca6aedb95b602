import Infra
import ServerContract

extension ServiceStack {
    /// The load balancer, with a certificate for the domain unless the environment names one.
    static func loadBalancer(_ environment: DeploymentEnvironment, _ scope: Scope) -> LoadBalancer {
        var balancer = environment.loadBalancer
        for conflict in environment.publicNameConflicts {
            scope.report("service.\(conflict.key): expected \(conflict.expected)")
        }
        let name = environment.publicName
        for problem in environment.timeouts.problems { scope.report("service.idleTimeout: \(problem)") }
        for fault in name.faults { scope.report("service.\(fault)") }
        for conflict in environment.distributionConflicts { scope.report("cdn: expected \(conflict)") }
        if environment.distribution != nil {
            let secret = scope.add(
                "OriginSecret",
                GeneratedSecret(description: "Shows the load balancer that a request comes from the CDN"))
            balancer.originHeader = OriginHeader("{{resolve:secretsmanager:\(secret.arn):SecretString}}")
        }
        guard balancer.certificate == nil, name.insecureHTTP == nil, let domain = name.domain,
            let zone = name.hostedZone
        else { return balancer }
        balancer.certificate = scope.add("Certificate", Certificate(domain), in: ResourceID(.literal(zone))).arn
        return balancer
    }

    /// The distribution in front of the load balancer; nil for an environment without one.
    static func distribution(
        _ environment: DeploymentEnvironment, _ balancer: LoadBalancer.Reference, _ header: OriginHeader?,
        _ scope: Scope
    ) -> Distribution.Reference? {
        guard var distribution = environment.distribution, let header else { return nil }
        if let domain = environment.publicName.domain { distribution.name = domain }
        return scope.add("Distribution", distribution, in: .init(origin: balancer, header: header))
    }

    /// The firewall of the load balancer, which knows clients by a header if a distribution is in front.
    static func firewall(
        _ environment: DeploymentEnvironment, _ logKey: ResourceARN<AWS.KMS.Key>?
    ) -> WebFirewall? {
        var firewall = environment.firewall
        firewall?.logKey = logKey
        if environment.distribution != nil { firewall?.clientAddress = .forwarded }
        return firewall
    }

    /// The URL for clients: the domain, whose records are made if its zone is known, else the load balancer's own name.
    static func url(
        _ environment: DeploymentEnvironment, _ balancer: LoadBalancer.Reference,
        _ distribution: Distribution.Reference?, _ scope: Scope
    ) -> TemplateValue<String> {
        guard let domain = environment.publicName.domain else { return balancer.url }
        let target = distribution?.aliasTarget ?? balancer.aliasTarget
        if let zone = environment.publicName.hostedZone {
            scope.add("Name", DnsName(domain), in: .init(zone: ResourceID(.literal(zone)), target: target))
        } else {
            scope.output(
                "NameTarget", target.host.value,
                description: "The host name that a CNAME or alias record of the domain points to")
        }
        return .literal("https://\(domain.name)")
    }
}
