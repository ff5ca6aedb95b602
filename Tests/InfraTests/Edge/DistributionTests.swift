import Infra
import InfraTesting
import Testing

@Suite("Distribution")
struct DistributionTests {
    private static let certificate: ResourceARN<AWS.CertificateManager.Certificate> =
        "arn:aws:acm:us-east-1:123456789012:certificate/x"
    private static let header = OriginHeader("{{resolve:secretsmanager:origin:SecretString}}")

    private func build(
        in scope: Scope, _ change: (inout Distribution) -> Void = { _ in }
    ) -> Distribution.Reference {
        var balancer = LoadBalancer(targetPort: 9000)
        balancer.originHeader = Self.header
        var distribution = Distribution("api.example.com", certificate: Self.certificate)
        change(&distribution)
        return scope.add(
            "Distribution", distribution,
            in: .init(origin: scope.add("Balancer", balancer, in: TestStack.network), header: Self.header))
    }

    @Test("A distribution serves its name over TLS 1.2 or later, caches nothing and shows its secret to the origin")
    func defaults() throws {
        let template = try TestStack.template { _ = build(in: $0) }
        #expect(
            template.mismatch(
                "Distribution", type: "AWS::CloudFront::Distribution",
                with: [
                    "DistributionConfig": [
                        "Aliases": ["api.example.com"], "Enabled": true, "IPV6Enabled": true,
                        "HttpVersion": "http2and3", "PriceClass": "PriceClass_100",
                        "DefaultCacheBehavior": [
                            "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                            "OriginRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3",
                            "ViewerProtocolPolicy": "redirect-to-https",
                        ],
                        "Origins": [
                            [
                                "DomainName": ["Fn::GetAtt": ["BalancerBalancer", "DNSName"]],
                                "CustomOriginConfig": [
                                    "OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"],
                                ],
                                "OriginCustomHeaders": [
                                    [
                                        "HeaderName": "X-Origin-Verify",
                                        "HeaderValue": "{{resolve:secretsmanager:origin:SecretString}}",
                                    ]
                                ],
                            ]
                        ],
                        "ViewerCertificate": [
                            "AcmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x",
                            "MinimumProtocolVersion": "TLSv1.2_2021", "SslSupportMethod": "sni-only",
                        ],
                    ]
                ]) == nil)
    }

    @Test("A load balancer with an origin header forwards requests that have it and refuses all others")
    func originHeader() throws {
        let template = try TestStack.template { _ = build(in: $0) }
        #expect(
            template.mismatch(
                "BalancerHttp",
                with: ["DefaultActions": [["Type": "fixed-response", "FixedResponseConfig": ["StatusCode": "403"]]]])
                == nil)
        #expect(
            template.mismatch(
                "BalancerForward",
                with: [
                    "ListenerArn": ["Ref": "BalancerHttp"],
                    "Actions": [
                        [
                            "Type": "forward",
                            "ForwardConfig": ["TargetGroups": [["TargetGroupArn": ["Ref": "BalancerTargets"]]]],
                        ]
                    ],
                    "Conditions": [
                        ["Field": "path-pattern"],
                        [
                            "Field": "http-header",
                            "HttpHeaderConfig": [
                                "HttpHeaderName": "X-Origin-Verify",
                                "Values": ["{{resolve:secretsmanager:origin:SecretString}}"],
                            ],
                        ],
                    ],
                ]) == nil)
    }

    @Test("A service that shifts traffic behind a distribution has one rule, with weights and header")
    func shifting() throws {
        let template = try TestStack.template { scope in
            var balancer = LoadBalancer(targetPort: 9000)
            balancer.originHeader = Self.header
            var service = ContainerService(image: try ContainerImage("orders:1"))
            service.strategy = DeploymentStrategy(.blueGreen)
            scope.add(
                "Api", service,
                in: .init(
                    cluster: .init(name: "shared"),
                    loadBalancer: scope.add("Balancer", balancer, in: TestStack.network), network: TestStack.network))
        }
        #expect(
            template.resources(ofType: "AWS::ElasticLoadBalancingV2::ListenerRule").map(\.logicalID)
                == ["BalancerForward"])
        #expect(
            template.property("BalancerForward", "Actions/0/ForwardConfig/TargetGroups/1")
                == ["TargetGroupArn": ["Ref": "BalancerAlternateTargets"], "Weight": 0])
        #expect(template.property("BalancerForward", "Conditions/1/Field") == "http-header")
        #expect(
            template.property("ApiService", "LoadBalancers/0/AdvancedConfiguration/ProductionListenerRule")
                == ["Ref": "BalancerForward"])
    }

    @Test("A service behind a distribution is created after the rule that forwards to it")
    func order() throws {
        let template = try TestStack.template { scope in
            var balancer = LoadBalancer(targetPort: 9000)
            balancer.originHeader = Self.header
            scope.add(
                "Api", ContainerService(image: try ContainerImage("orders:1")),
                in: .init(
                    cluster: .init(name: "shared"),
                    loadBalancer: scope.add("Balancer", balancer, in: TestStack.network), network: TestStack.network))
        }
        #expect(template.resource("ApiService")?.options.dependsOn.map(\.name).contains("BalancerForward") == true)
    }

    @Test("Each property of a distribution changes it")
    func properties() throws {
        let template = try TestStack.template { scope in
            _ = build(in: scope) {
                $0.locations = .all
                $0.originTimeout = .seconds(30)
                $0.firewall = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/1"
            }
        }
        #expect(template.property("Distribution", "DistributionConfig/PriceClass") == "PriceClass_All")
        #expect(
            template.property("Distribution", "DistributionConfig/Origins/0/CustomOriginConfig/OriginReadTimeout") == 30
        )
        #expect(
            template.property("Distribution", "DistributionConfig/WebACLId")
                == "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/1")
    }

    @Test("A certificate or firewall of another region and a long time-out are reported")
    func rules() {
        let problems = TestStack.problems { scope in
            _ = build(in: scope) {
                $0.certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/x"
                $0.firewall = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/x/1"
                $0.originTimeout = .seconds(61)
            }
        }
        #expect(problems.count == 3 && problems.allSatisfy { $0.hasPrefix("test/Distribution: ") }, "\(problems)")
    }

    @Test("A distribution's name has records for both kinds of addresses, and its metrics select it")
    func aliases() throws {
        let template = try TestStack.template { scope in
            let distribution = build(in: scope)
            scope.add("Name", DnsName("api.example.com"), in: .init(zone: "Z1", target: distribution.aliasTarget))
            #expect(distribution.metric(.requests).dimensions["Region"] == "Global")
        }
        for id in ["NameV4", "NameV6"] {
            #expect(template.property(id, "AliasTarget/HostedZoneId") == "Z2FDTNDATAQYW2")
            #expect(template.property(id, "AliasTarget/EvaluateTargetHealth") == false)
        }
    }
}
