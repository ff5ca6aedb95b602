import Infra
import InfraTesting
import Testing

@Suite("DnsName")
struct DnsNameTests {
    @Test("A load balancer's name is an IPv4 alias that follows its health")
    func loadBalancer() throws {
        let template = try TestStack.template { scope in
            let balancer = scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
            scope.add("Name", DnsName("api.example.com"), in: .init(zone: "Z1", target: balancer.aliasTarget))
        }
        #expect(template.resources(ofType: "AWS::Route53::RecordSet").map(\.logicalID) == ["NameV4"])
        #expect(
            template.mismatch(
                "NameV4",
                with: [
                    "Name": "api.example.com", "Type": "A", "HostedZoneId": "Z1",
                    "AliasTarget": [
                        "DNSName": ["Fn::GetAtt": ["BalancerBalancer", "DNSName"]],
                        "HostedZoneId": ["Fn::GetAtt": ["BalancerBalancer", "CanonicalHostedZoneID"]],
                        "EvaluateTargetHealth": true,
                    ],
                ]) == nil)
    }

    @Test("A target with IPv6 addresses has a record for them too")
    func ipv6() throws {
        let target = AliasTarget(host: "d1.example.net", zone: "Z2", hasIPv6: true, hasHealth: false)
        let template = try TestStack.template {
            $0.add("Name", DnsName("api.example.com"), in: .init(zone: "Z1", target: target))
        }
        #expect(template.property("NameV4", "Type") == "A")
        #expect(template.property("NameV6", "Type") == "AAAA")
        #expect(template.property("NameV6", "AliasTarget/EvaluateTargetHealth") == false)
    }

    @Test("A name that is none is reported")
    func rules() {
        let target = AliasTarget(host: "d1.example.net", zone: "Z2", hasIPv6: false, hasHealth: false)
        let problems = TestStack.problems {
            $0.add("Name", DnsName("api"), in: .init(zone: "Z1", target: target))
        }
        #expect(problems.count == 1 && problems[0].hasPrefix("test/Name: name is \"api\""), "\(problems)")
    }
}
