import Infra
import InfraTesting
import Testing

@Suite("LoadBalancer")
struct LoadBalancerTests {
    private func template(_ change: (inout LoadBalancer) -> Void = { _ in }) throws -> Template {
        var balancer = LoadBalancer(targetPort: 9000)
        change(&balancer)
        return try TestStack.template { $0.add("Balancer", balancer, in: TestStack.network) }
    }

    @Test("A load balancer is public, protected, strict about headers and open to all addresses by default")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "BalancerBalancer", type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
                with: [
                    "Scheme": "internet-facing", "Subnets": ["subnet-00000001", "subnet-00000002"],
                    "Type": "application",
                    "LoadBalancerAttributes": [
                        ["Key": "deletion_protection.enabled", "Value": "true"],
                        ["Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"],
                        ["Key": "routing.http.desync_mitigation_mode", "Value": "strictest"],
                    ],
                ]) == nil)
        #expect(
            template.mismatch(
                "BalancerTargets",
                with: ["HealthCheckPath": "/", "HealthCheckIntervalSeconds": 30, "Port": 9000, "TargetType": "ip"])
                == nil)
        #expect(
            template.trafficRules == [
                .init(isEgress: false, group: "BalancerSecurityGroup", peer: "0.0.0.0/0", ports: 80...80)
            ])
    }

    @Test("Each property of a load balancer changes its resources")
    func properties() throws {
        let template = try template {
            $0.healthCheckPath = "/ready"
            $0.healthCheckInterval = .seconds(10)
            $0.allowedBlocks = [IPv4Block(10, 0, 0, 0, prefix: 8)]
            $0.isInternal = true
            $0.deletionProtection = false
            $0.deregistrationDelay = .seconds(5)
        }
        #expect(
            template.mismatch(
                "BalancerTargets",
                with: [
                    "HealthCheckPath": "/ready", "HealthCheckIntervalSeconds": 10,
                    "TargetGroupAttributes": [["Key": "deregistration_delay.timeout_seconds", "Value": "5"]],
                ]) == nil)
        #expect(template.property("BalancerBalancer", "Scheme") == "internal")
        #expect(template.property("BalancerBalancer", "Subnets") == ["subnet-00000003", "subnet-00000004"])
        #expect(template.property("BalancerBalancer", "LoadBalancerAttributes/0/Value") == "false")
        #expect(template.resource("BalancerFrom10x0x0x0n8On80") != nil)
    }

    @Test("With a certificate a load balancer serves HTTPS and redirects HTTP")
    func certificate() throws {
        let template = try template { $0.certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/x" }
        #expect(template.property("BalancerHttps", "Port") == 443)
        #expect(template.property("BalancerHttp", "DefaultActions/0/Type") == "redirect")
        #expect(template.resource("BalancerFromAnywhereOn443") != nil)
    }

    @Test("Values that a load balancer refuses are reported with its path")
    func rules() {
        var balancer = LoadBalancer(targetPort: 80)
        balancer.healthCheckPath = "health"
        balancer.healthCheckInterval = .seconds(1)
        balancer.allowedBlocks = [.anywhere, .anywhere]
        let problems = TestStack.problems { $0.add("Balancer", balancer, in: TestStack.network) }
        #expect(problems.count == 4, "\(problems)")
        #expect(problems.first == "test/Balancer: targetPort is 80; expected a whole number from 1024 to 65535")
    }

    @Test("A load balancer's metrics select it by the end of its ARN")
    func metrics() throws {
        let stack = TestStack()
        let balancer = stack.scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
        #expect(balancer.metric(.targetResponseTime).statistic == .percentile(95))
        #expect(
            balancer.metric(.requests).dimensions["LoadBalancer"]?.expression.compactJSON
                == #"{"Fn::GetAtt":["BalancerBalancer","LoadBalancerFullName"]}"#)
    }
}
