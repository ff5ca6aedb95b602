import Deployment
import Infra
import InfraTesting
import Testing

@Suite("ProductApp")
struct StackTests {
    private func stacks(
        _ name: String = "production", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> (foundation: Template, service: Template) {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        change(&environment)
        let stacks = try ProductApp(environment).synthesize()
        #expect(stacks.map(\.name) == ["weir-\(name)-foundation", "weir-\(name)-service"])
        return (stacks[0].template, stacks[1].template)
    }

    @Test("lets traffic go from the load balancer to the service to the database, and nowhere else")
    func securityGroupChain() throws {
        let (foundation, service) = try stacks()
        let database = "weir-production-foundation:DatabaseSecurityGroupId"
        #expect(foundation.trafficRules.isEmpty, "\(foundation.trafficRules)")
        #expect(
            service.trafficRules == [
                .init(isEgress: false, group: "LoadBalancerSecurityGroup", peer: "0.0.0.0/0", ports: 80...80),
                .init(isEgress: true, group: "LoadBalancerSecurityGroup", peer: "ApiSecurityGroup", ports: 8080...8080),
                .init(
                    isEgress: false, group: "ApiSecurityGroup", peer: "LoadBalancerSecurityGroup", ports: 8080...8080),
                .init(isEgress: true, group: "ApiSecurityGroup", peer: database, ports: 5432...5432),
                .init(isEgress: false, group: database, peer: "ApiSecurityGroup", ports: 5432...5432),
                .init(isEgress: true, group: "ApiSecurityGroup", peer: "0.0.0.0/0", ports: 443...443),
            ])
        for group in foundation.resources(ofType: "AWS::EC2::SecurityGroup")
            + service.resources(ofType: "AWS::EC2::SecurityGroup")
        {
            // Without a rule of its own AWS would allow every way out.
            let pattern = PropertyPattern(["SecurityGroupEgress": [["CidrIp": "127.0.0.1/32", "IpProtocol": "-1"]]])
            #expect(pattern.mismatch(in: group.properties) == nil)
        }
    }

    @Test("lets the application read exactly the database's secret and do nothing else")
    func taskRole() throws {
        let (_, service) = try stacks()
        #expect(
            service.statements(ofRole: "ApiTaskRole") == [
                TemplateStatement.allowing(
                    ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                    on: [["Fn::ImportValue": "weir-production-foundation:DatabaseSecretArn"]])
            ])
        #expect(service.trust(ofRole: "ApiTaskRole").map(\.principal) == [["Service": "ecs-tasks.amazonaws.com"]])
    }

    @Test("has no wildcard in any permission but the registry's token, which takes no resource")
    func wildcards() throws {
        let (foundation, service) = try stacks()
        for template in [foundation, service] {
            for role in template.resources(ofType: "AWS::IAM::Role") {
                let wide = template.statements(ofRole: role.logicalID).filter(\.hasWildcard)
                let expected = role.logicalID == "ApiExecutionRole" ? [["ecr:GetAuthorizationToken"]] : []
                #expect(wide.map(\.actions) == expected, "\(role.logicalID)")
            }
        }
    }

    @Test("runs tasks without a public address, not as root, on a read-only root file system")
    func hardening() throws {
        let (_, service) = try stacks()
        #expect(
            service.mismatch(
                "ApiTask", type: "AWS::ECS::TaskDefinition",
                with: [
                    "NetworkMode": "awsvpc", "RequiresCompatibilities": ["FARGATE"],
                    "ContainerDefinitions": [
                        [
                            "ReadonlyRootFilesystem": true, "User": "10001:10001",
                            "LinuxParameters": ["Capabilities": ["Drop": ["ALL"]]], "HealthCheck": ["Interval": 30],
                        ]
                    ],
                ]) == nil)
        #expect(
            service.mismatch(
                "ApiService", type: "AWS::ECS::Service",
                with: [
                    "EnableExecuteCommand": false,
                    "DeploymentConfiguration": ["DeploymentCircuitBreaker": ["Enable": true, "Rollback": true]],
                    "NetworkConfiguration": ["AwsvpcConfiguration": ["AssignPublicIp": "DISABLED"]],
                ]) == nil)
        #expect(
            service.mismatch(
                "LoadBalancerTargets",
                with: ["HealthCheckPath": "/health", "HealthCheckIntervalSeconds": 30, "TargetType": "ip"]) == nil)
        #expect(
            service.resource("ApiService")?.options.dependsOn.map(\.name).sorted() == [
                "ApiFromLoadBalancerEgress", "ApiFromLoadBalancerIngress", "ApiToAws", "ApiToDatabaseEgress",
                "ApiToDatabaseIngress", "LoadBalancerHttp",
            ])
    }

    @Test("tells the server its database, and of anonymous access only where the file allows it")
    func variables() throws {
        func names(_ template: Template) -> [String] {
            guard case .list(let list)? = template.property("ApiTask", "ContainerDefinitions/0/Environment") else {
                return []
            }
            return list.compactMap { if case .string(let name)? = $0["Name"] { name } else { nil } }
        }
        let standard = ["DB_HOST", "DB_NAME", "DB_PORT", "DB_SECRET_ARN", "HOST", "PORT"]
        #expect(names(try stacks().service) == standard)
        let open = try stacks { $0.service.anonymous = .read }.service
        #expect(names(open) == ["ANONYMOUS"] + standard)
        #expect(open.property("ApiTask", "ContainerDefinitions/0/Environment/0/Value") == "read")
    }

    @Test("keeps the database encrypted, private, on TLS, in isolated subnets, and out of harm's way in production")
    func database() throws {
        let (foundation, _) = try stacks()
        #expect(
            foundation.mismatch(
                "DatabaseInstance", type: "AWS::RDS::DBInstance",
                with: [
                    "StorageEncrypted": true, "PubliclyAccessible": false, "DeletionProtection": true, "MultiAZ": true,
                    "BackupRetentionPeriod": 14, "CopyTagsToSnapshot": true,
                    "DBParameterGroupName": ["Ref": "DatabaseParameters"],
                    "DBSubnetGroupName": ["Ref": "DatabaseSubnets"],
                    "VPCSecurityGroups": [["Fn::GetAtt": ["DatabaseSecurityGroup", "GroupId"]]],
                ]) == nil)
        #expect(foundation.property("DatabaseParameters", "Parameters") == ["rds.force_ssl": "1"])
        let options = foundation.resource("DatabaseInstance")?.options
        #expect(options?.deletionPolicy == .snapshot)
        #expect(options?.updateReplacePolicy == .snapshot)
        #expect(
            foundation.property("DatabaseSubnets", "SubnetIds") == [
                ["Ref": "NetworkIsolatedSubnet1"], ["Ref": "NetworkIsolatedSubnet2"],
            ])
        let isolated = foundation.resources(ofType: "AWS::EC2::Route").filter { $0.logicalID.contains("Isolated") }
        #expect(isolated.isEmpty)
    }

    @Test("has no password anywhere but as a reference that CloudFormation resolves")
    func noPassword() throws {
        let (foundation, service) = try stacks()
        #expect(
            foundation.property("DatabaseInstance", "MasterUserPassword") == [
                "Fn::Sub": "{{resolve:secretsmanager:${DatabaseSecret}:SecretString:password}}"
            ])
        #expect(!service.json.lowercased().contains("password"))
        #expect(foundation.parameters.isEmpty && service.parameters.isEmpty)
    }

    @Test(
        "has as many gateways and default routes as the file says",
        arguments: [(Network.NAT.none, 0, 0), (.one, 1, 3), (.perZone, 3, 3)])
    func nat(mode: Network.NAT, gateways: Int, routes: Int) throws {
        let (foundation, service) = try stacks {
            $0.network.zones = 3
            $0.network.nat = mode
            $0.network.endpoints = mode == .none
        }
        #expect(foundation.count(of: "AWS::EC2::NatGateway") == gateways)
        #expect(foundation.count(of: "AWS::EC2::Subnet") == 9)
        let privateRoutes = foundation.resources(ofType: "AWS::EC2::Route").filter { $0.logicalID.contains("Private") }
        #expect(privateRoutes.count == routes)
        // Interface endpoints for ECR's two services, logs and secrets; the S3 gateway is always there.
        #expect(foundation.count(of: "AWS::EC2::VPCEndpoint") == (mode == .none ? 5 : 1))
        let endpoints = "weir-production-foundation:EndpointSecurityGroupId"
        #expect(service.importedNames.contains(endpoints) == (mode == .none))
        #expect(
            service.trafficRules.contains(
                .init(isEgress: false, group: endpoints, peer: "ApiSecurityGroup", ports: 443...443)) == (mode == .none)
        )
    }

    @Test("moves no subnet when a third zone is added")
    func thirdZone() throws {
        let two = try stacks().foundation
        let three = try stacks { $0.network.zones = 3 }.foundation
        for resource in two.resources(ofType: "AWS::EC2::Subnet") {
            #expect(three.property(resource.logicalID, "CidrBlock") == two.property(resource.logicalID, "CidrBlock"))
        }
    }

    @Test("imports only what the foundation exports")
    func exports() throws {
        let (foundation, service) = try stacks {
            $0.network.nat = .none; $0.network.endpoints = true
        }
        #expect(Set(service.importedNames).isSubset(of: foundation.exportNames))
        #expect(foundation.exportNames.count == 7)
        #expect(foundation.importedNames.isEmpty)
    }

    @Test("serves HTTPS and redirects HTTP once there is a certificate")
    func https() throws {
        let certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/x"
        let (_, service) = try stacks { $0.service.certificate = certificate }
        #expect(
            service.mismatch(
                "LoadBalancerHttps",
                with: [
                    "Port": 443, "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                    "Certificates": [["CertificateArn": .string(certificate)]],
                ]) == nil)
        #expect(service.property("LoadBalancerHttp", "DefaultActions/0/RedirectConfig/StatusCode") == "HTTP_301")
        #expect(service.resource("ApiService")?.options.dependsOn.first?.name == "LoadBalancerHttps")
        #expect(service.output("Url") == ["Fn::Sub": "https://${LoadBalancerBalancer.DNSName}"])
    }

    @Test("tags everything that takes tags")
    func tags() throws {
        let (foundation, service) = try stacks { $0.tags = ["CostCenter": "42"] }
        for resource in foundation.resources + service.resources {
            guard let tagging = ResourceFacts.known[resource.type]?.tagging else { continue }
            guard case .list(let tags)? = resource.properties[tagging.property] else {
                Issue.record("\(resource.logicalID) has no tags")
                continue
            }
            let keys = tags.compactMap { if case .string(let key)? = $0["Key"] { key } else { nil } }
            #expect(Set(["Application", "Environment", "ManagedBy", "CostCenter"]).isSubset(of: keys))
            #expect(keys == keys.sorted())
        }
    }

    @Test("keeps the load balancer inside where the file says so")
    func internalBalancer() throws {
        let (_, service) = try stacks("dev") {
            $0.service.isInternal = true
            $0.service.allow = [IPv4Block("10.0.0.0/8")].compactMap { $0 }
        }
        #expect(service.property("LoadBalancerBalancer", "Scheme") == "internal")
        #expect(!service.importedNames.contains("weir-dev-foundation:PublicSubnetIds"))
        #expect(
            service.trafficRules.contains(
                .init(isEgress: false, group: "LoadBalancerSecurityGroup", peer: "10.0.0.0/8", ports: 80...80)))
    }
}

extension TemplateStatement {
    fileprivate static func allowing(_ actions: [String], on resources: [TemplateExpression]) -> TemplateStatement {
        TemplateStatement(effect: "Allow", actions: actions, resources: resources, principal: nil)
    }
}
