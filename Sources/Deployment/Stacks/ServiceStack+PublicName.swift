import Infra

extension ServiceStack {
    /// The load balancer, with a certificate for the domain unless the environment names one.
    static func loadBalancer(_ environment: DeploymentEnvironment, _ scope: Scope) -> LoadBalancer {
        var balancer = environment.loadBalancer
        for conflict in environment.publicNameConflicts {
            scope.report("service.\(conflict.key): expected \(conflict.expected)")
        }
        let name = environment.publicName
        for fault in name.faults { scope.report("service.\(fault)") }
        guard balancer.certificate == nil, name.insecureHTTP == nil, let domain = name.domain,
            let zone = name.hostedZone
        else { return balancer }
        balancer.certificate = scope.add("Certificate", Certificate(domain), in: ResourceID(.literal(zone))).arn
        return balancer
    }

    /// The URL for clients: the domain, whose records are made if its zone is known, else the load balancer's own name.
    static func url(
        _ environment: DeploymentEnvironment, _ balancer: LoadBalancer.Reference, _ scope: Scope
    ) -> TemplateValue<String> {
        guard let domain = environment.publicName.domain else { return balancer.url }
        if let zone = environment.publicName.hostedZone {
            scope.add(
                "Name", DnsName(domain), in: .init(zone: ResourceID(.literal(zone)), target: balancer.aliasTarget))
        } else {
            scope.output(
                "NameTarget", balancer.dnsName.value,
                description: "The host name that a CNAME or alias record of the domain points to")
        }
        return .literal("https://\(domain.name)")
    }
}
