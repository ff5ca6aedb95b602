import Deployment
import Infra
import InfraTesting
import ServerContract
import Testing

@Suite("ProductApp")
struct StackTests {
    private func stacks(
        _ name: String = "production", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> (foundation: Template, service: Template) {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.insecureHTTP = "the tests' clients need no encryption"
        change(&environment)
        let stacks = try ProductApp(environment).synthesize()
        #expect(
            stacks.map(\.name) == ["bootstrap", "foundation", "migration", "service"].map { "weir-\(name)-\($0)" })
        return (stacks[1].template, try #require(stacks.last).template)
    }

    @Test("Traffic goes from the load balancer to the service to the database, and nowhere else")
    func securityGroupChain() throws {
        let (foundation, service) = try stacks()
        let database = "DatabaseSecurityGroupId"
        #expect(foundation.trafficRules.isEmpty, "\(foundation.trafficRules)")
        #expect(
            service.trafficRules == [
                .init(isEgress: false, group: "LoadBalancerSecurityGroup", peer: "0.0.0.0/0", ports: 80...80),
                .init(isEgress: true, group: "LoadBalancerSecurityGroup", peer: "ApiSecurityGroup", ports: 8080...8080),
                .init(
                    isEgress: false, group: "ApiSecurityGroup", peer: "LoadBalancerSecurityGroup", ports: 8080...8080),
                .init(isEgress: true, group: "ApiSecurityGroup", peer: database, ports: 5432...5432),
                .init(isEgress: false, group: database, peer: "ApiSecurityGroup", ports: 5432...5432),
                .init(
                    isEgress: true, group: "ApiSecurityGroup", peer: "NetworkEndpointSecurityGroupId", ports: 443...443),
                .init(
                    isEgress: false, group: "NetworkEndpointSecurityGroupId", peer: "ApiSecurityGroup", ports: 443...443
                ),
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

    @Test("The application connects as its own role and reads the administrator's key, and nothing else")
    func taskRole() throws {
        let (_, service) = try stacks()
        let user =
            "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:${DatabaseResourceId}/weir_app"
        let reading = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        #expect(
            service.statements(ofRole: "ApiTaskRole") == [
                .allowing(["rds-db:connect"], on: [["Fn::Sub": .string(user)]]),
                .allowing(reading, on: [["Ref": "AdminSecretArn"]]),
            ])
        let other = try stacks { $0.applicationLogin = .secret }
        #expect(
            other.service.statements(ofRole: "ApiTaskRole") == [
                .allowing(reading, on: [["Ref": "ApplicationSecretArn"]]),
                .allowing(reading, on: [["Ref": "AdminSecretArn"]]),
            ])
        #expect(
            other.foundation.property("ApplicationSecretAttachment", "TargetId") == ["Ref": "DatabaseInstance"])
        #expect(service.trust(ofRole: "ApiTaskRole").map(\.principal) == [["Service": "ecs-tasks.amazonaws.com"]])
    }

    @Test("No permission has a wildcard but that for the registry's token, which takes no resource")
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

    @Test("Tasks have no public address, do not run as root and have a read-only root file system")
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
                "ApiFromLoadBalancerEgress", "ApiFromLoadBalancerIngress", "ApiToAnywhereOn443", "ApiToDatabaseEgress",
                "ApiToDatabaseIngress", "ApiToEndpointsEgress", "ApiToEndpointsIngress", "LoadBalancerHttp",
            ])
    }

    @Test("The server's variables name its database, and anonymous access only if the file allows it")
    func variables() throws {
        func variables(_ template: Template) -> [String: TemplateExpression] {
            guard case .list(let list)? = template.property("ApiTask", "ContainerDefinitions/0/Environment") else {
                return [:]
            }
            var variables: [String: TemplateExpression] = [:]
            for entry in list { if case .string(let name)? = entry["Name"] { variables[name] = entry["Value"] } }
            return variables
        }
        let server: [String: TemplateExpression] = [
            "DB_HOST": ["Ref": "DatabaseAddress"], "DB_NAME": "weir", "DB_PORT": "5432", "HOST": "0.0.0.0",
            "DB_STATEMENT_TIMEOUT": "50", "IDLE_TIMEOUT": "75", "MIGRATE": "never", "PORT": "8080",
            "WEIR_ADMIN_SECRET_ARN": ["Ref": "AdminSecretArn"],
        ]
        func login(_ template: Template) -> [String: TemplateExpression] {
            variables(template).filter { name, value in server[name] != value }
        }
        #expect(login(try stacks().service) == ["DB_AUTH": "iam", "DB_USER": "weir_app"])
        #expect(
            login(try stacks { $0.applicationLogin = .secret }.service) == [
                "DB_AUTH": "secret", "DB_SECRET_ARN": ["Ref": "ApplicationSecretArn"],
            ])
        let open = try stacks { $0.anonymous = .read }.service
        #expect(variables(open)["ANONYMOUS"] == "read")
        #expect(Set(server.keys).isSubset(of: variables(open).keys))
    }

    @Test("The production database is encrypted, private, on TLS, in isolated subnets and protected from deletion")
    func database() throws {
        let (foundation, _) = try stacks()
        #expect(
            foundation.mismatch(
                "DatabaseInstance", type: "AWS::RDS::DBInstance",
                with: [
                    "StorageEncrypted": true, "PubliclyAccessible": false, "DeletionProtection": true, "MultiAZ": true,
                    "BackupRetentionPeriod": 14, "CopyTagsToSnapshot": true,
                    "DBParameterGroupName": ["Ref": "DatabaseParameters18"],
                    "DBSubnetGroupName": ["Ref": "DatabaseSubnets"],
                    "VPCSecurityGroups": [["Fn::GetAtt": ["DatabaseSecurityGroup", "GroupId"]]],
                ]) == nil)
        #expect(foundation.property("DatabaseParameters18", "Parameters") == ["rds.force_ssl": "1"])
        let options = foundation.resource("DatabaseInstance")?.options
        #expect(options?.deletionPolicy == .snapshot)
        #expect(options?.updateReplacePolicy == .snapshot)
        #expect(
            foundation.property("DatabaseSubnets", "SubnetIds") == [
                ["Ref": "NetworkIsolatedSubnetA"], ["Ref": "NetworkIsolatedSubnetB"],
            ])
        let isolated = foundation.resources(ofType: "AWS::EC2::Route").filter { $0.logicalID.contains("Isolated") }
        #expect(isolated.isEmpty)
    }

    @Test("No template has a password: RDS makes and rotates the master user's, and the application has none")
    func noPassword() throws {
        let (foundation, service) = try stacks()
        #expect(foundation.property("DatabaseInstance", "ManageMasterUserPassword") == true)
        #expect(foundation.property("DatabaseInstance", "MasterUserPassword") == nil)
        #expect(foundation.resources(ofType: "AWS::SecretsManager::Secret").map(\.logicalID) == ["AdminSecret"])
        #expect(!service.json.lowercased().contains("password"))
        #expect(foundation.parameters.isEmpty)
    }

    @Test(
        "The network has as many gateways and default routes as the file says",
        arguments: [(Network.NAT.none, 0, 0), (.one, 1, 3), (.perZone, 3, 3)])
    func nat(mode: Network.NAT, gateways: Int, routes: Int) throws {
        let (foundation, service) = try stacks {
            $0.network.zones = 3
            $0.network.nat = mode
            $0.network.endpoints = mode == .none ? Network.Endpoint.fargate : []
        }
        #expect(foundation.count(of: "AWS::EC2::NatGateway") == gateways)
        #expect(foundation.count(of: "AWS::EC2::Subnet") == 9)
        let privateRoutes = foundation.resources(ofType: "AWS::EC2::Route").filter { $0.logicalID.contains("Private") }
        #expect(privateRoutes.count == routes)
        // Interface endpoints for ECR's two services, logs and secrets; the S3 gateway is always there.
        #expect(foundation.count(of: "AWS::EC2::VPCEndpoint") == (mode == .none ? 5 : 1))
        #expect(
            service.trafficRules.contains(
                .init(
                    isEgress: false, group: "NetworkEndpointSecurityGroupId", peer: "ApiSecurityGroup", ports: 443...443
                )))
    }

    @Test("A third zone moves no subnet")
    func thirdZone() throws {
        let two = try stacks().foundation
        let three = try stacks { $0.network.zones = 3 }.foundation
        for resource in two.resources(ofType: "AWS::EC2::Subnet") {
            #expect(three.property(resource.logicalID, "CidrBlock") == two.property(resource.logicalID, "CidrBlock"))
        }
    }

    @Test("Zones, gateways and endpoints change neither the values that stacks share nor the service's template")
    func networkChanges() throws {
        var parameters: Set<[String]> = []
        var services: Set<Template> = []
        for zones in [2, 3, [.a, .c]] as [Network.Zones] {
            for nat in [Network.NAT.none, .one, .perZone] {
                for endpoints in [[], Network.Endpoint.fargate] where nat != .none || !endpoints.isEmpty {
                    let (foundation, service) = try stacks {
                        $0.network.zones = zones
                        $0.network.nat = nat
                        $0.network.endpoints = endpoints
                    }
                    parameters.insert(foundation.resources(ofType: "AWS::SSM::Parameter").map(\.logicalID))
                    services.insert(service)
                }
            }
        }
        #expect(parameters.count == 1)
        #expect(services.count == 1)
    }

    @Test("A number of zones means letters that the region's accounts have")
    func zonesOfRegion() throws {
        let environment = DeploymentEnvironment(
            name: "dev", region: "ap-northeast-1", image: try ContainerImage("weir:1.0.0"))
        let foundation = try ProductApp(environment).synthesize()[1].template
        #expect(foundation.property("NetworkPublicSubnetC", "AvailabilityZone") == ["Fn::Sub": "${AWS::Region}c"])
        #expect(foundation.resource("NetworkPublicSubnetB") == nil)
    }

    @Test("The service's stack takes an instance and a cluster alike")
    func cluster() throws {
        // Their alarms differ: the storage of a cluster grows by itself, and its readers have one lag.
        func unwatched(_ environment: inout DeploymentEnvironment) {
            environment.observe.alarms = false
            environment.observe.dashboard = false
        }
        let instance = try stacks { unwatched(&$0) }
        let cluster = try stacks { environment in
            unwatched(&environment)
            environment.aurora = Tier.production.aurora
        }
        #expect(cluster.foundation.count(of: "AWS::RDS::DBCluster") == 1)
        let isSame = cluster.service == instance.service
        #expect(isSame)
    }

    @Test("The role's own secret alternates two users under the master user, without code of ours")
    func rotation() throws {
        let (foundation, service) = try stacks {
            $0.applicationLogin = .secret
            $0.network.nat = .none
            $0.network.endpoints = Network.Endpoint.fargate
        }
        #expect(
            foundation.mismatch(
                "ApplicationSecretRotationSchedule",
                with: [
                    "SecretId": ["Ref": "ApplicationSecretAttachment"], "RotateImmediatelyOnUpdate": false,
                    "HostedRotationLambda": [
                        "RotationType": "PostgreSQLMultiUser",
                        "SuperuserSecretArn": ["Fn::GetAtt": ["DatabaseInstance", "MasterUserSecret.SecretArn"]],
                    ],
                ]) == nil)
        #expect(foundation.transforms == [SecretRotation.transform] && service.transforms.isEmpty)
        #expect(foundation.resource("NetworkEndpointRds") != nil)
        #expect(foundation.count(of: "AWS::Lambda::Function") == 0)
        #expect(try stacks().foundation.transforms.isEmpty)
    }

    @Test("The environment's own key encrypts database, cache, secrets and flow logs, and readers may use it")
    func ownKey() throws {
        let (foundation, service) = try stacks {
            $0.encryptionKey = .own
            $0.cache = Cache(.serverless)
        }
        let key: TemplateExpression = ["Fn::GetAtt": ["Key", "Arn"]]
        for (id, path) in [
            ("DatabaseInstance", "KmsKeyId"), ("DatabaseInstance", "MasterUserSecret/KmsKeyId"),
            ("AdminSecret", "KmsKeyId"),
            ("NetworkFlowLogGroup", "KmsKeyId"), ("CacheServerless", "KmsKeyId"),
        ] {
            #expect(foundation.property(id, path) == key, "\(id)")
        }
        let statements = service.statements(ofRole: "ApiTaskRole")
        #expect(statements.contains(.allowing(["kms:Decrypt"], on: [["Ref": "AdminSecretKeyArn"]])))
    }

    @Test("The service connects to the cache as its user, if there is one")
    func cache() throws {
        let (_, service) = try stacks { $0.cache = Cache(.nodes("cache.t4g.micro", count: 2)) }
        #expect(service.property("ApiToCacheEgress", "ToPort") == 6379)
        #expect(service.statements(ofRole: "ApiTaskRole").contains { $0.actions == ["elasticache:Connect"] })
        #expect(service.parameters.map(\.name).contains("CacheAddress"))
        #expect(!(try stacks().service.json.contains("CACHE_HOST")))
    }

    @Test("The environment's obstacles have the keys of its file")
    func obstacles() throws {
        var deployed = DeploymentEnvironment(
            name: "dev", region: "ap-northeast-1", image: try ContainerImage("weir:1.0.0"))
        deployed.network.zones = 3
        var next = deployed
        next.network.block = IPv4Block(10, 1, 0, 0, prefix: 16)
        next.network.zones = [.a, .b, .d]
        next.database.version = PostgresVersion("17") ?? .standard
        let obstacles = deployed.obstacles(to: next)
        #expect(obstacles.map(\.property) == ["network.cidr", "network.zones", "database.version"])
        next = deployed
        next.encryptionKey = .own
        next.database.databaseName = "other"
        #expect(deployed.obstacles(to: next).map(\.property) == ["database.key", "database.name"])
        next = deployed
        next.aurora = Tier.dev.aurora
        #expect(deployed.obstacles(to: next).map(\.property) == ["database.engine"])
        #expect(obstacles[1].description.contains("addresses in zone c, so its subnets cannot be removed"))
    }

    @Test("The service uses values that the foundation shares, and no exports")
    func exports() throws {
        let (foundation, service) = try stacks()
        let shared = foundation.resources(ofType: "AWS::SSM::Parameter").compactMap { $0.properties["Name"] }
        let used = service.parameters.compactMap { $0.value["Default"] }
        #expect(Set(used).isSubset(of: shared + ["/stacks/weir-production-migration/ClusterName"]))
        #expect(used.count == 10, "\(used)")
        #expect(used.contains("/stacks/weir-production-foundation/DatabaseAddress"))
        #expect(foundation.exportNames.isEmpty && service.importedNames.isEmpty && foundation.parameters.isEmpty)
    }

    @Test("With a certificate the load balancer serves HTTPS and redirects HTTP")
    func https() throws {
        let certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/x"
        let (_, service) = try stacks {
            $0.loadBalancer.certificate = ResourceARN(.literal(certificate))
            $0.publicName = PublicName()
            $0.publicName.domain = "api.example.com"
        }
        #expect(
            service.mismatch(
                "LoadBalancerHttps",
                with: [
                    "Port": 443, "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                    "Certificates": [["CertificateArn": .string(certificate)]],
                ]) == nil)
        #expect(service.property("LoadBalancerHttp", "DefaultActions/0/RedirectConfig/StatusCode") == "HTTP_301")
        #expect(service.resource("ApiService")?.options.dependsOn.first?.name == "LoadBalancerHttps")
        #expect(service.output("Url") == "https://api.example.com")
    }

    @Test("Everything that takes tags is tagged")
    func tags() throws {
        let (foundation, service) = try stacks { $0.tags = ["CostCenter": "42"] }
        for resource in foundation.resources + service.resources {
            guard let tagging = ResourceFacts.known[resource.type]?.tagging else { continue }
            if case .map = tagging { continue }
            guard let property = tagging.property, case .list(let tags)? = resource.properties[property] else {
                Issue.record("\(resource.logicalID) has no tags")
                continue
            }
            let keys = tags.compactMap { if case .string(let key)? = $0["Key"] { key } else { nil } }
            #expect(Set(["Application", "Environment", "ManagedBy", "CostCenter"]).isSubset(of: keys))
            #expect(keys == keys.sorted())
        }
    }

    @Test("An internal load balancer is in the private subnets")
    func internalBalancer() throws {
        let (_, service) = try stacks("dev") {
            $0.loadBalancer.isInternal = true
            $0.loadBalancer.allowedBlocks = [IPv4Block(10, 0, 0, 0, prefix: 8)]
        }
        #expect(service.property("LoadBalancerBalancer", "Scheme") == "internal")
        #expect(service.property("LoadBalancerBalancer", "Subnets") == ["Ref": "NetworkPrivateSubnetIds"])
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
