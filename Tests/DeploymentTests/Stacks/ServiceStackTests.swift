import Deployment
import Infra
import InfraTesting
import ServerContract
import Testing

@Suite("ServiceStack")
struct ServiceStackTests {
    private func template(
        _ name: String = "production", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> Template {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.domain = "api.example.com"
        environment.publicName.hostedZone = "Z1"
        change(&environment)
        return try #require(ProductApp(environment).synthesize().last).template
    }

    @Test("A domain has a certificate, validated and named in its zone, and is the URL")
    func domain() throws {
        let template = try template()
        #expect(template.property("Certificate", "DomainName") == "api.example.com")
        #expect(
            template.property("LoadBalancerHttps", "Certificates/0/CertificateArn") == ["Ref": "Certificate"])
        #expect(template.property("NameV4", "HostedZoneId") == "Z1")
        #expect(template.property("LoadBalancerHttp", "DefaultActions/0/Type") == "redirect")
        #expect(template.output("Url") == "https://api.example.com")
        #expect(template.output("NameTarget") == nil)
    }

    @Test("With a certificate and no zone the template makes neither, and says where the name points to")
    func ownCertificate() throws {
        let template = try template {
            $0.publicName.hostedZone = nil
            $0.loadBalancer.certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/x"
        }
        #expect(template.count(of: "AWS::CertificateManager::Certificate") == 0)
        #expect(template.count(of: "AWS::Route53::RecordSet") == 0)
        #expect(template.output("Url") == "https://api.example.com")
        #expect(template.output("NameTarget") == ["Fn::GetAtt": ["LoadBalancerBalancer", "DNSName"]])
    }

    @Test("Production without HTTPS and without a reason is not synthesized")
    func plain() throws {
        let error = #expect(throws: SynthesisError.self) { try template { $0.publicName = PublicName() } }
        #expect(error?.description.contains("service.domain: expected a domain with hostedZone or certificate") == true)
        let reasoned = try template {
            $0.publicName = PublicName()
            $0.publicName.insecureHTTP = "a gateway adds TLS"
        }
        #expect(reasoned.output("Url") == ["Fn::Sub": "http://${LoadBalancerBalancer.DNSName}"])
        #expect(
            try template("dev") { $0.publicName = PublicName() }.output("Url")
                == ["Fn::Sub": "http://${LoadBalancerBalancer.DNSName}"])
    }

    @Test(
        "The circuit breaker's threshold follows the environment",
        arguments: [("dev", "COUNT", 2), ("staging", "COUNT", 3), ("production", "BOUNDED_PERCENT", 50)])
    func circuitBreaker(name: String, type: String, value: Int) throws {
        #expect(
            try template(name).property(
                "ApiService", "DeploymentConfiguration/DeploymentCircuitBreaker/ThresholdConfiguration")
                == ["Type": .string(type), "Value": .integer(value)])
    }

    @Test("In production the number of tasks follows the load, and an alarm on server errors rolls a deployment back")
    func production() throws {
        let template = try template()
        #expect(template.property("ApiService", "DesiredCount") == nil)
        #expect(template.property("ApiScaling", "MaxCapacity") == 6)
        #expect(
            template.property("ApiService", "DeploymentConfiguration/Alarms/AlarmNames/0")
                == ["Ref": "DeploymentErrors"])
        #expect(template.property("ApiService", "DeploymentConfiguration/BakeTimeInMinutes") == 5)
        #expect(template.property("DeploymentErrors", "TreatMissingData") == "notBreaching")
        let dev = try self.template("dev")
        #expect(dev.property("ApiService", "DesiredCount") == 1)
        #expect(dev.resource("DeploymentErrors") == nil)
        #expect(dev.property("ApiService", "DeploymentConfiguration/Alarms") == nil)
    }

    @Test("Production has a firewall that does not refuse rows for their content; the other environments have none")
    func firewall() throws {
        let template = try template()
        #expect(template.property("FirewallAssociation", "ResourceArn") == ["Ref": "LoadBalancerBalancer"])
        guard
            case .list(let overrides)? = template.property(
                "Firewall", "Rules/2/Statement/ManagedRuleGroupStatement/RuleActionOverrides")
        else {
            Issue.record("the common rules have no overrides")
            return
        }
        #expect(overrides.contains { $0["Name"] == "SizeRestrictions_BODY" })
        #expect(try self.template("staging").count(of: "AWS::WAFv2::WebACL") == 0)
        #expect(try self.template { $0.firewall = nil }.count(of: "AWS::WAFv2::WebACL") == 0)
    }

    @Test("Task definitions stay when a release replaces them")
    func retained() throws {
        #expect(try template().resource("ApiTask")?.options.updateReplacePolicy == .retain)
    }

    @Test("A change of the scheme replaces the load balancer and its target group together")
    func scheme() throws {
        func groups(_ isInternal: Bool) throws -> Set<String> {
            let template = try template("dev") {
                $0.loadBalancer.isInternal = isInternal
            }
            return Set(template.resources(ofType: "AWS::ElasticLoadBalancingV2::TargetGroup").map(\.logicalID))
        }
        #expect(try groups(true).isDisjoint(with: groups(false)))
    }

    @Test("With a CDN the name points to the distribution, and the load balancer refuses requests without its secret")
    func distribution() throws {
        let template = try template {
            $0.distribution = Distribution(
                "api.example.com", certificate: "arn:aws:acm:us-east-1:123456789012:certificate/x")
        }
        #expect(template.property("NameV6", "AliasTarget/DNSName") == ["Fn::GetAtt": ["Distribution", "DomainName"]])
        let secret: TemplateExpression = ["Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}:SecretString}}"]
        #expect(
            template.property(
                "Distribution", "DistributionConfig/Origins/0/OriginCustomHeaders/0/HeaderValue") == secret)
        #expect(template.property("LoadBalancerForward", "Conditions/1/HttpHeaderConfig/Values") == [secret])
        #expect(
            template.property("Firewall", "Rules/0/Statement/RateBasedStatement/AggregateKeyType") == "FORWARDED_IP")
        #expect(template.output("Url") == "https://api.example.com")
    }

    @Test(
        "The server keeps connections for longer than the load balancer, which waits for longer than a statement runs")
    func timeouts() throws {
        let template = try template { $0.loadBalancer.idleTimeout = .seconds(120) }
        guard case .list(let list)? = template.property("ApiTask", "ContainerDefinitions/0/Environment") else {
            Issue.record("the task has no variables")
            return
        }
        func seconds(_ name: TemplateExpression) -> Int? {
            guard case .string(let text)? = list.first(where: { $0["Name"] == name })?["Value"] else { return nil }
            return Int(text)
        }
        let statement = try #require(seconds("DB_STATEMENT_TIMEOUT"))
        let idle = try #require(seconds("IDLE_TIMEOUT"))
        #expect(statement < 120 && 120 < idle)
        let error = #expect(throws: SynthesisError.self) {
            try self.template { $0.loadBalancer.idleTimeout = .seconds(1) }
        }
        #expect(error?.description.contains("service.idleTimeout") == true)
    }

    @Test("A protected load balancer cannot change its scheme, nor a strategy that shifts traffic become rolling")
    func obstacles() throws {
        var current = DeploymentEnvironment(
            name: "production", region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        var next = current
        #expect(current.obstacles(to: next).isEmpty)
        next.loadBalancer.isInternal = true
        next.service.strategy = DeploymentStrategy(.blueGreen)
        #expect(current.obstacles(to: next).map(\.property) == ["service.internal"])
        current.loadBalancer.deletionProtection = false
        #expect(current.obstacles(to: next).isEmpty)
        #expect(next.obstacles(to: current).map(\.property) == ["service.internal", "service.strategy"])
    }

    @Test("Without NAT a collector reaches X-Ray through an endpoint")
    func tracesEndpoint() throws {
        func endpoints(_ collector: CollectorSidecar?) throws -> Int {
            var environment = DeploymentEnvironment(
                name: "dev", region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
            environment.network.nat = .none
            environment.network.endpoints = Network.Endpoint.fargate
            environment.service.collector = collector
            let stacks = try ProductApp(environment).synthesize()
            return try #require(stacks.first { $0.name == "weir-dev-foundation" }).template
                .count(of: "AWS::EC2::VPCEndpoint")
        }
        #expect(
            try endpoints(CollectorSidecar(image: ContainerImage("collector:v1"))) == endpoints(nil) + 1)
    }

    @Test(
        "The server starts with the variables of each environment's tasks, and would not without the administrator's key",
        arguments: ["dev", "staging", "production"])
    func startRules(name: String) throws {
        let template = try template(name)
        guard case .list(let list)? = template.property("ApiTask", "ContainerDefinitions/0/Environment") else {
            Issue.record("the task has no variables")
            return
        }
        var values: [String: ServerStartCheck.Value] = [:]
        for entry in list {
            guard case .string(let variable)? = entry["Name"] else { continue }
            if case .string(let text)? = entry["Value"] {
                values[variable] = .text(text)
            } else {
                values[variable] = .unresolved
            }
        }
        #expect(ServerStartCheck(values).problems == [])
        values[ServerVariable.adminSecret.name] = nil
        #expect(!ServerStartCheck(values).problems.isEmpty)
    }

    @Test("An environment's own key encrypts the logs of the migration, the tasks and the firewall")
    func logKey() throws {
        var environment = DeploymentEnvironment(
            name: "production", region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.insecureHTTP = "a gateway adds TLS"
        environment.encryptionKey = .own
        let templates = try ProductApp(environment).synthesize().map(\.template)
        for group in ["MigrationLogs", "ApiLogs", "FirewallLogs"] {
            let template = try #require(templates.first { $0.resource(group) != nil }, "\(group)")
            #expect(template.property(group, "KmsKeyId") == ["Ref": "KeyArn"], "\(group)")
        }
        environment.encryptionKey = .managed
        #expect(
            try ProductApp(environment).synthesize().allSatisfy { $0.template.property("ApiLogs", "KmsKeyId") == nil })
    }
}
