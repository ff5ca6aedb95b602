import Deployment
import Infra
import InfraTesting
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
            template.property("ApiService", "DeploymentConfiguration/Alarms/AlarmNames") == [
                ["Ref": "DeploymentErrors"]
            ])
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
}
