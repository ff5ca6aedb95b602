import Infra
import InfraTesting
import Testing

@Suite("ContainerService")
struct ContainerServiceTests {
    private func template(
        _ changeService: (inout ContainerService) throws -> Void = { _ in },
        balancer change: (inout LoadBalancer) -> Void = { _ in }
    ) throws -> Template {
        var balancer = LoadBalancer(targetPort: 9000)
        change(&balancer)
        var service = ContainerService(image: try ContainerImage("orders:1"))
        try changeService(&service)
        return try TestStack.template { scope in
            scope.add(
                "Api", service,
                in: .init(
                    cluster: scope.add("Cluster", ContainerCluster()),
                    loadBalancer: scope.add("Balancer", balancer, in: TestStack.network), network: TestStack.network))
        }
    }

    @Test("A service has two hardened tasks in private subnets and rolls back by default")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "ApiTask", type: "AWS::ECS::TaskDefinition",
                with: [
                    "Cpu": "256", "Memory": "512", "NetworkMode": "awsvpc", "Family": "test-Api",
                    "RuntimePlatform": ["CpuArchitecture": "X86_64"],
                    "ContainerDefinitions": [
                        [
                            "ReadonlyRootFilesystem": true, "User": "10001:10001", "StopTimeout": 60,
                            "LinuxParameters": ["Capabilities": ["Drop": ["ALL"]]],
                            "PortMappings": [["ContainerPort": 9000]],
                        ]
                    ],
                ]) == nil)
        #expect(
            template.mismatch(
                "ApiService", type: "AWS::ECS::Service",
                with: [
                    "DesiredCount": 2, "EnableExecuteCommand": false,
                    "DeploymentConfiguration": [
                        "DeploymentCircuitBreaker": [
                            "Enable": true, "Rollback": true, "ThresholdConfiguration": ["Type": "COUNT", "Value": 3],
                        ],
                        "Strategy": "ROLLING",
                    ],
                    "HealthCheckGracePeriodSeconds": 60,
                    "NetworkConfiguration": [
                        "AwsvpcConfiguration": [
                            "AssignPublicIp": "DISABLED", "Subnets": ["subnet-00000003", "subnet-00000004"],
                        ]
                    ],
                ]) == nil)
        #expect(template.property("ApiLogs", "RetentionInDays") == 30)
        #expect(template.property("ApiTask", "ContainerDefinitions/0/HealthCheck") == nil)
        #expect(template.property("ApiTask", "EphemeralStorage") == nil)
        #expect(template.property("ApiTask", "ContainerDefinitions/0/Secrets") == nil)
        #expect(template.statements(ofRole: "ApiTaskRole").isEmpty)
    }

    @Test("Each property of a service changes its resources")
    func properties() throws {
        let template = try template {
            $0.architecture = .arm64
            $0.size = .small
            $0.count = 3
            $0.environment = ["B": "2", "A": "1"]
            $0.user = "1000"
            $0.healthCommand = ["CMD", "true"]
            $0.stopTimeout = .seconds(20)
            $0.logs = .days(7)
            $0.exec = true
            $0.logKey = "arn:aws:kms:eu-central-1:123456789012:key/1"
            $0.ephemeralStorage = .gibibytes(50)
            $0.command = ["serve"]
            $0.healthGracePeriod = .minutes(5)
            $0.circuitBreaker = .percent(40)
        }
        #expect(
            template.mismatch(
                "ApiTask",
                with: [
                    "Cpu": "512", "RuntimePlatform": ["CpuArchitecture": "ARM64"],
                    "EphemeralStorage": ["SizeInGiB": 50],
                    "ContainerDefinitions": [
                        [
                            "ReadonlyRootFilesystem": false, "User": "1000", "StopTimeout": 20,
                            "HealthCheck": ["Command": ["CMD", "true"]], "Command": ["serve"],
                            "Environment": [["Name": "A", "Value": "1"], ["Name": "B", "Value": "2"]],
                        ]
                    ],
                ]) == nil)
        #expect(template.property("ApiService", "DesiredCount") == 3)
        #expect(template.property("ApiService", "HealthCheckGracePeriodSeconds") == 300)
        #expect(
            template.property("ApiService", "DeploymentConfiguration/DeploymentCircuitBreaker/ThresholdConfiguration")
                == ["Type": "BOUNDED_PERCENT", "Value": 40])
        #expect(template.property("ApiLogs", "RetentionInDays") == 7)
        #expect(template.property("ApiLogs", "KmsKeyId") == "arn:aws:kms:eu-central-1:123456789012:key/1")
        #expect(template.statements(ofRole: "ApiTaskRole").first?.actions.first == "ssmmessages:CreateControlChannel")
    }

    @Test("Values that ECS refuses are reported with the service's path")
    func rules() throws {
        var service = ContainerService(image: try ContainerImage("orders:1"))
        service.count = 0
        service.stopTimeout = .seconds(121)
        service.user = "root"
        service.environment = ["1A": "x", "KEY": "x"]
        service.secrets = ["KEY": ContainerSecret("arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf")]
        service.ephemeralStorage = .gibibytes(20)
        service.circuitBreaker = .failures(0)
        service.healthGracePeriod = .hours(3)
        let problems = TestStack.problems { scope in
            scope.add(
                "Api", service,
                in: .init(
                    cluster: scope.add("Cluster", ContainerCluster()),
                    loadBalancer: scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network),
                    network: TestStack.network))
        }
        #expect(problems.count == 8, "\(problems)")
        #expect(
            problems.contains("test/Api: circuitBreaker is 0 failures; expected 1 to 200 failures, or 1 to 100 percent")
        )
        #expect(problems.contains("test/Api: count is 0; expected a whole number from 1 to 100"))
    }

    @Test("A task definition stays when it is replaced or removed, so that a release can be rolled back to")
    func retained() throws {
        let options = try template().resource("ApiTask")?.options
        #expect(options?.deletionPolicy == .retain)
        #expect(options?.updateReplacePolicy == .retain)
    }

    @Test("A secret reaches the container through the execution role, which can read that secret alone")
    func secrets() throws {
        let secret: ResourceARN<AWS.SecretsManager.Secret> =
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf"
        let key: ResourceARN<AWS.KMS.Key> = "arn:aws:kms:eu-central-1:123456789012:key/1"
        let template = try template {
            $0.secrets = ["TOKEN": ContainerSecret(secret, field: "token", key: key), "WHOLE": ContainerSecret(secret)]
        }
        #expect(
            template.property("ApiTask", "ContainerDefinitions/0/Secrets") == [
                [
                    "Name": "TOKEN",
                    "ValueFrom": .string("arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf:token::"),
                ],
                ["Name": "WHOLE", "ValueFrom": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf"],
            ])
        let statements = template.statements(ofRole: "ApiExecutionRole")
        #expect(
            statements.filter { $0.actions == ["secretsmanager:GetSecretValue"] }.map(\.resources)
                == [["arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf"]])
        #expect(
            statements.filter { $0.actions == ["kms:Decrypt"] }.map(\.resources)
                == [["arn:aws:kms:eu-central-1:123456789012:key/1"]])
        #expect(template.statements(ofRole: "ApiTaskRole").isEmpty)
    }

    @Test("An image by digest is written with its digest")
    func digest() throws {
        let digest = "sha256:" + String(repeating: "a1", count: 32)
        let template = try template { $0.image = try ContainerImage("registry.example.com/orders@\(digest)") }
        #expect(
            template.property("ApiTask", "ContainerDefinitions/0/Image")
                == .string("registry.example.com/orders@\(digest)"))
    }

    @Test("Two services of one stack have task families of their own")
    func families() throws {
        let template = try TestStack.template { scope in
            let cluster = scope.add("Cluster", ContainerCluster())
            for name in ["Api", "Worker"] {
                let balancer = scope.add(name + "Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
                scope.add(
                    name, ContainerService(image: try ContainerImage("orders:1")),
                    in: .init(cluster: cluster, loadBalancer: balancer, network: TestStack.network))
            }
        }
        #expect(template.property("ApiTask", "Family") == "test-Api")
        #expect(template.property("WorkerTask", "Family") == "test-Worker")
    }

    @Test("The deregistration delay is at least the container's stop time-out")
    func deregistrationDelay() throws {
        func delay(_ template: Template) -> TemplateExpression? {
            template.property("BalancerTargets", "TargetGroupAttributes/0/Value")
        }
        #expect(delay(try template()) == "60")
        #expect(delay(try template { $0.stopTimeout = .seconds(120) }) == "120")
        #expect(delay(try template(balancer: { $0.deregistrationDelay = .seconds(300) })) == "300")
    }

    @Test("A service is created after the rules of its connections")
    func rulesFirst() throws {
        let template = try TestStack.template { scope in
            let database = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
            let balancer = scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
            let service = scope.add(
                "Api", ContainerService(image: try ContainerImage("orders:1")),
                in: .init(
                    cluster: scope.add("Cluster", ContainerCluster()), loadBalancer: balancer,
                    network: TestStack.network))
            service.connections.allow(to: database)
            database.grantConnect(to: service)
        }
        #expect(
            Set(template.resource("ApiService")?.options.dependsOn.map(\.name) ?? []) == [
                "ApiFromBalancerEgress", "ApiFromBalancerIngress", "ApiToDatabaseEgress", "ApiToDatabaseIngress",
                "BalancerHttp",
            ])
        #expect(
            template.statements(ofRole: "ApiTaskRole").map(\.resources) == [
                [["Fn::GetAtt": ["DatabaseInstance", "MasterUserSecret.SecretArn"]]]
            ])
    }

    @Test("A service's metrics select cluster and service")
    func metrics() throws {
        let stack = TestStack()
        let service = stack.scope.add(
            "Api", ContainerService(image: try ContainerImage("orders:1")),
            in: .init(
                cluster: .init(name: "shared"),
                loadBalancer: stack.scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network),
                network: TestStack.network))
        #expect(service.metric(.memoryUtilization).dimensions["ClusterName"] == "shared")
    }

    @Test("Another stack uses a shared service: its metrics, its connections and its role")
    func shared() throws {
        let app = App()
        let owner = Stack(app, "api", description: "Owns the service")
        let service = owner.scope.add(
            "Api", ContainerService(image: try ContainerImage("orders:1")),
            in: .init(
                cluster: owner.scope.add("Cluster", ContainerCluster()),
                loadBalancer: owner.scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network),
                network: TestStack.network))
        let shared = owner.scope.share("Api", service)
        let user = Stack(app, "queues", description: "Uses the service")
        let remote = user.scope.use(shared)
        user.scope.add("Busy", Alarm(remote.metric(.cpuUtilization), above: 80))
        user.scope.add("Orders", AWS.SQS.Queue()).grantSend(to: remote)
        let group = user.scope.add("Group", SecurityGroup("Clients of the service"), in: TestStack.network.vpc)
        group.connections.allow(to: remote)
        let template = try app.synthesize()[1].template
        #expect(template.property("ApiTaskRoleGranted", "Roles") == [["Ref": "ApiTaskRoleName"]])
        #expect(
            template.trafficRules.contains(
                .init(isEgress: true, group: "Group", peer: "ApiSecurityGroupId", ports: 9000...9000)))
    }
}
