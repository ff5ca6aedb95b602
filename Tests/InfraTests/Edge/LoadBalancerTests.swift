import Infra
import InfraTesting
import Testing

@Suite("LoadBalancer")
struct LoadBalancerTests {
    private static let certificate: ResourceARN<AWS.CertificateManager.Certificate> =
        "arn:aws:acm:eu-central-1:123456789012:certificate/x"

    private func template(_ change: (inout LoadBalancer) -> Void = { _ in }) throws -> Template {
        var balancer = LoadBalancer(targetPort: 9000)
        change(&balancer)
        return try TestStack.template { $0.add("Balancer", balancer, in: TestStack.network) }
    }

    private func problems(_ change: (inout LoadBalancer) -> Void) -> [String] {
        var balancer = LoadBalancer(targetPort: 9000)
        change(&balancer)
        return TestStack.problems { $0.add("Balancer", balancer, in: TestStack.network) }
    }

    /// The attributes of the load balancer by name.
    private func attributes(_ template: Template) -> [String: TemplateExpression] {
        guard case .list(let list)? = template.property("BalancerBalancer", "LoadBalancerAttributes") else {
            return [:]
        }
        var attributes: [String: TemplateExpression] = [:]
        for entry in list {
            if case .string(let key)? = entry["Key"] { attributes[key] = entry["Value"] }
        }
        return attributes
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
                ]) == nil)
        #expect(
            attributes(template) == [
                "deletion_protection.enabled": "true", "idle_timeout.timeout_seconds": "60",
                "client_keep_alive.seconds": "3600", "routing.http.drop_invalid_header_fields.enabled": "true",
                "routing.http.desync_mitigation_mode": "strictest", "access_logs.s3.enabled": "true",
                "access_logs.s3.bucket": ["Ref": "BalancerAccessLogs"],
            ])
        #expect(
            template.mismatch(
                "BalancerTargets",
                with: [
                    "HealthCheckPath": "/", "HealthCheckIntervalSeconds": 30, "HealthCheckTimeoutSeconds": 5,
                    "Port": 9000, "TargetType": "ip",
                ]) == nil)
        #expect(
            template.trafficRules == [
                .init(isEgress: false, group: "BalancerSecurityGroup", peer: "0.0.0.0/0", ports: 80...80)
            ])
    }

    @Test("Access logs go to a private, encrypted bucket that expires them, and the policy exists before the first log")
    func accessLogs() throws {
        let template = try template { $0.accessLogs = .days(30) }
        #expect(
            template.mismatch(
                "BalancerAccessLogs", type: "AWS::S3::Bucket",
                with: [
                    "BucketEncryption": [
                        "ServerSideEncryptionConfiguration": [
                            ["ServerSideEncryptionByDefault": ["SSEAlgorithm": "AES256"]]
                        ]
                    ],
                    "LifecycleConfiguration": ["Rules": [["ExpirationInDays": 30, "Status": "Enabled"]]],
                    "PublicAccessBlockConfiguration": [
                        "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true,
                        "RestrictPublicBuckets": true,
                    ],
                ]) == nil)
        #expect(template.resource("BalancerAccessLogs")?.options.deletionPolicy == .retainExceptOnCreate)
        #expect(template.resource("BalancerAccessLogs")?.options.updateReplacePolicy == .retain)
        let policy = try #require(template.resource("BalancerAccessLogPolicy"))
        let statements = Template.statements(of: policy.properties["PolicyDocument"])
        #expect(statements.map(\.effect) == ["Allow", "Deny"])
        #expect(statements[0].actions == ["s3:PutObject"])
        #expect(
            statements[0].resources == [["Fn::Sub": "${BalancerAccessLogs.Arn}/AWSLogs/${AWS::AccountId}/*"]])
        #expect(
            template.resource("BalancerBalancer")?.options.dependsOn.map(\.name) == ["BalancerAccessLogPolicy"])
        let without = try self.template { $0.accessLogs = nil }
        #expect(without.count(of: "AWS::S3::Bucket") == 0)
        // An attribute that is left out would keep its value at an update.
        #expect(attributes(without)["access_logs.s3.enabled"] == "false")
    }

    @Test("Each property of a load balancer changes its resources")
    func properties() throws {
        let template = try template {
            $0.healthCheckPath = "/ready"
            $0.healthCheckInterval = .seconds(5)
            $0.allowedBlocks = [IPv4Block(10, 0, 0, 0, prefix: 8)]
            $0.isInternal = true
            $0.idleTimeout = .seconds(120)
            $0.clientKeepAlive = .minutes(5)
            $0.deletionProtection = false
            $0.deregistrationDelay = .seconds(5)
        }
        #expect(
            template.mismatch(
                "BalancerInternalTargets",
                with: [
                    "HealthCheckPath": "/ready", "HealthCheckIntervalSeconds": 5, "HealthCheckTimeoutSeconds": 4,
                    "TargetGroupAttributes": [["Key": "deregistration_delay.timeout_seconds", "Value": "5"]],
                ]) == nil)
        #expect(template.property("BalancerBalancer", "Scheme") == "internal")
        #expect(template.property("BalancerBalancer", "Subnets") == ["subnet-00000003", "subnet-00000004"])
        #expect(attributes(template)["deletion_protection.enabled"] == "false")
        #expect(attributes(template)["idle_timeout.timeout_seconds"] == "120")
        #expect(attributes(template)["client_keep_alive.seconds"] == "300")
        #expect(template.resource("BalancerFrom10x0x0x0n8On80") != nil)
    }

    @Test("A change that replaces the load balancer replaces its target group at the same time")
    func replacement() throws {
        let template = try template()
        let changed = try self.template { $0.isInternal = true }
        let before = template.resource("BalancerBalancer"), after = changed.resource("BalancerBalancer")
        let facts = try #require(ResourceFacts.known["AWS::ElasticLoadBalancingV2::LoadBalancer"])
        #expect(facts.createOnly.contains { before?.properties[$0] != after?.properties[$0] })
        // The old load balancer exists until the end of the update, and a target group belongs to one.
        let groups = [template, changed].map { template in
            Set(template.resources(ofType: "AWS::ElasticLoadBalancingV2::TargetGroup").map(\.logicalID))
        }
        #expect(groups[0].count == 1 && groups[1].count == 1)
        #expect(groups[0].isDisjoint(with: groups[1]))
        #expect(
            changed.property("BalancerHttp", "DefaultActions/0/TargetGroupArn") == ["Ref": "BalancerInternalTargets"])
    }

    @Test("With a certificate a load balancer serves HTTPS and redirects HTTP")
    func certificate() throws {
        let template = try template { $0.certificate = Self.certificate }
        #expect(
            template.mismatch(
                "BalancerHttps", with: ["Port": 443, "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"]) == nil)
        #expect(template.property("BalancerHttp", "DefaultActions/0/Type") == "redirect")
        #expect(template.resource("BalancerFromAnywhereOn443") != nil)
        #expect(template.resource("BalancerFromAnywhereOn80") != nil)
    }

    @Test("Without the redirect port 80 is closed, and TLS 1.3 alone is a choice")
    func strictTLS() throws {
        let template = try template {
            $0.certificate = Self.certificate
            $0.redirectsHTTP = false
            $0.tlsPolicy = .tls13
        }
        #expect(template.property("BalancerHttps", "SslPolicy") == "ELBSecurityPolicy-TLS13-1-3-2021-06")
        #expect(template.resource("BalancerHttp") == nil)
        #expect(template.trafficRules.map(\.ports) == [443...443])
    }

    @Test("Removing one of three blocks changes no other rule")
    func blockIdentity() throws {
        let blocks = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].compactMap { IPv4Block($0) }
        func rules(_ blocks: [IPv4Block]) throws -> [String: TemplateExpression] {
            let template = try template { $0.allowedBlocks = blocks }
            let rules = template.resources(ofType: "AWS::EC2::SecurityGroupIngress")
            return Dictionary(uniqueKeysWithValues: rules.map { ($0.logicalID, $0.properties) })
        }
        let all = try rules(blocks)
        #expect(all.count == 3)
        for index in blocks.indices {
            var fewer = blocks
            fewer.remove(at: index)
            let rest = try rules(fewer)
            #expect(rest.count == 2)
            #expect(rest.allSatisfy { all[$0.key] == $0.value })
        }
        #expect(try rules(blocks.reversed()) == all)
    }

    @Test("A repeated block is refused with the block, and more rules than a security group takes with the number")
    func blockRules() {
        let repeated = problems {
            $0.allowedBlocks = [IPv4Block(10, 0, 0, 0, prefix: 8), .anywhere, IPv4Block(10, 0, 0, 0, prefix: 8)]
        }
        #expect(
            repeated == [
                "test/Balancer: allowedBlocks is \"10.0.0.0/8\"; expected each block once; remove the second 10.0.0.0/8"
            ])
        func blocks(_ count: Int) -> [IPv4Block] {
            (0..<count).map { IPv4Block(10, UInt8($0), 0, 0, prefix: 16) }
        }
        #expect(problems { $0.allowedBlocks = blocks(60) }.isEmpty)
        #expect(
            problems { $0.allowedBlocks = blocks(61) } == [
                "test/Balancer: allowedBlocks is 61; expected at most 60 blocks: a security group has at most 60 inbound "
                    + "rules, and each block takes one for port 80; combine neighbouring blocks"
            ])
        // With HTTPS each block takes two rules.
        #expect(
            problems {
                $0.certificate = Self.certificate
                $0.allowedBlocks = blocks(30)
            }.isEmpty)
        #expect(
            problems {
                $0.certificate = Self.certificate
                $0.allowedBlocks = blocks(31)
            }.first?.contains("at most 30 blocks") == true)
        #expect(problems { $0.allowedBlocks = [] }.first?.contains("at least one block") == true)
    }

    @Test("Values that a load balancer refuses are reported with its path")
    func rules() {
        let problems = problems {
            $0.targetPort = 80
            $0.healthCheckPath = "health"
            $0.healthCheckInterval = .seconds(1)
            $0.idleTimeout = .seconds(0)
            $0.clientKeepAlive = .seconds(59)
            $0.accessLogs = .days(2)
        }
        #expect(problems.count == 6, "\(problems)")
        #expect(problems.first == "test/Balancer: targetPort is 80; expected a whole number from 1024 to 65535")
    }

    @Test("A load balancer's metrics select it by the end of its ARN")
    func metrics() throws {
        let stack = TestStack()
        let balancer = stack.scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
        #expect(balancer.metric(.targetResponseTime).statistic == .percentile(95))
        let fullName = #"{"Fn::GetAtt":["BalancerBalancer","LoadBalancerFullName"]}"#
        #expect(balancer.metric(.requests).dimensions["LoadBalancer"]?.expression.compactJSON == fullName)
        let unhealthy = balancer.targetGroup.metric(.unhealthyHosts)
        #expect(unhealthy.dimensions["LoadBalancer"]?.expression.compactJSON == fullName)
        #expect(
            unhealthy.dimensions["TargetGroup"]?.expression.compactJSON
                == #"{"Fn::GetAtt":["BalancerTargets","TargetGroupFullName"]}"#)
    }

    @Test("Another stack uses a shared load balancer: its metrics, its connections and a service behind it")
    func shared() throws {
        let app = App()
        let owner = Stack(app, "edge", description: "Owns the load balancer")
        let balancer = owner.scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
        let shared = owner.scope.share("Balancer", balancer)
        let user = Stack(app, "api", description: "Uses the load balancer")
        let remote = user.scope.use(shared)
        user.scope.add(
            "Api", ContainerService(image: try ContainerImage("orders:1")),
            in: .init(
                cluster: user.scope.add("Cluster", ContainerCluster()), loadBalancer: remote,
                network: TestStack.network))
        user.scope.add("Slow", Alarm(remote.metric(.targetResponseTime), above: 1))
        let templates = try app.synthesize()
        #expect(templates[1].dependencies == ["edge"])
        #expect(
            templates[1].template.property("ApiService", "LoadBalancers/0/TargetGroupArn")
                == ["Ref": "BalancerTargetGroupArn"])
        #expect(
            templates[1].template.trafficRules.contains(
                .init(
                    isEgress: true, group: "BalancerSecurityGroupId", peer: "ApiSecurityGroup", ports: 9000...9000)))
    }
}
