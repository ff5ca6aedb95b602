import Infra
import InfraTesting
import Testing

@Suite("ContainerService")
struct ContainerServiceTests {
    private func template(
        _ changeService: (inout ContainerService) -> Void = { _ in },
        balancer change: (inout LoadBalancer) -> Void = { _ in }
    ) throws -> Template {
        var balancer = LoadBalancer(targetPort: 9000)
        change(&balancer)
        var service = ContainerService(image: try ContainerImage("orders:1"))
        changeService(&service)
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
                    "DeploymentConfiguration": ["DeploymentCircuitBreaker": ["Enable": true, "Rollback": true]],
                    "NetworkConfiguration": [
                        "AwsvpcConfiguration": [
                            "AssignPublicIp": "DISABLED", "Subnets": ["subnet-00000003", "subnet-00000004"],
                        ]
                    ],
                ]) == nil)
        #expect(template.property("ApiLogs", "RetentionInDays") == 30)
        #expect(template.property("ApiTask", "ContainerDefinitions/0/HealthCheck") == nil)
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
        }
        #expect(
            template.mismatch(
                "ApiTask",
                with: [
                    "Cpu": "512", "RuntimePlatform": ["CpuArchitecture": "ARM64"],
                    "ContainerDefinitions": [
                        [
                            "ReadonlyRootFilesystem": false, "User": "1000", "StopTimeout": 20,
                            "HealthCheck": ["Command": ["CMD", "true"]],
                            "Environment": [["Name": "A", "Value": "1"], ["Name": "B", "Value": "2"]],
                        ]
                    ],
                ]) == nil)
        #expect(template.property("ApiService", "DesiredCount") == 3)
        #expect(template.property("ApiLogs", "RetentionInDays") == 7)
        #expect(template.statements(ofRole: "ApiTaskRole").first?.actions.first == "ssmmessages:CreateControlChannel")
    }

    @Test("Values that ECS refuses are reported with the service's path")
    func rules() throws {
        var service = ContainerService(image: try ContainerImage("orders:1"))
        service.count = 0
        service.stopTimeout = .seconds(121)
        service.user = "root"
        service.environment = ["1A": "x"]
        let problems = TestStack.problems { scope in
            scope.add(
                "Api", service,
                in: .init(
                    cluster: scope.add("Cluster", ContainerCluster()),
                    loadBalancer: scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network),
                    network: TestStack.network))
        }
        #expect(problems.count == 4, "\(problems)")
        #expect(problems.contains("test/Api: count is 0; expected a whole number from 1 to 100"))
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
}
