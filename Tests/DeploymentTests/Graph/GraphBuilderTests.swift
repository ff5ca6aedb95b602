import Deployment
import Infra
import Testing

@Suite("GraphBuilder")
struct GraphBuilderTests {
    /// A small stack of two tiers with a queue beside them.
    private static func stacks() throws -> [StackTemplate] {
        let app = App()
        let foundation = Stack(app, "orders-foundation", description: "Network and database")
        let network = foundation.scope.add("Network", Network())
        let database = foundation.scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: network)
        let shared = (foundation.scope.share("Network", network), foundation.scope.share("Database", database))
        let service = Stack(app, "orders-service", description: "Tasks")
        let remote = service.scope.use(shared.0)
        let remoteDatabase = service.scope.use(shared.1)
        let balancer = service.scope.add("LoadBalancer", LoadBalancer(targetPort: 8080), in: remote)
        let cluster = service.scope.add("Cluster", ContainerCluster())
        let api = service.scope.add(
            "Api", ContainerService(image: try ContainerImage("orders:1")),
            in: .init(cluster: cluster, loadBalancer: balancer, network: remote))
        api.connections.allow(to: remoteDatabase)
        api.connections.allow(to: .anywhere, port: 443)
        remoteDatabase.grantConnect(to: api)
        let queue = service.scope.add("Orders", AWS.SQS.Queue(visibilityTimeout: 60))
        queue.grantSend(to: api)
        return try app.synthesize()
    }

    private static func graph(
        _ level: ArchitectureGraph.Level = .overview, shown: Set<String>? = nil
    ) throws -> ArchitectureGraph {
        GraphBuilder.graph(of: try stacks(), title: "orders", level: level, shown: shown)
    }

    private func edge(_ graph: ArchitectureGraph, _ from: String, _ to: String) -> ArchitectureGraph.Edge? {
        graph.edges.first { $0.from == from && $0.to == to }
    }

    @Test("A construct is one node, in the group of its main resource, with its most important settings")
    func nodes() throws {
        let graph = try Self.graph()
        let api = try #require(graph.nodes.first { $0.id == "orders-service/Api" })
        #expect(api.title == "API")
        #expect(api.kind == "Fargate service")
        #expect(api.group == .service)
        #expect(api.stack == "orders-service")
        #expect(api.details.contains("0.25 vCPU, 0.5 GiB, x86_64"))
        #expect(api.details.contains("in private subnets"))
        let database = try #require(graph.nodes.first { $0.id == "orders-foundation/Database" })
        #expect(database.group == .database)
        #expect(database.details.contains("db.t4g.micro"))
        #expect(database.details.contains("20 GiB gp3, one zone"))
        #expect(graph.nodes.first { $0.id == "orders-service/LoadBalancer" }?.group == .edge)
        #expect(graph.nodes.first { $0.id == "orders-service/Orders" }?.group == .service)
    }

    @Test("A network shows its tiers of subnets and its way out")
    func network() throws {
        let graph = try Self.graph()
        let network = graph.nodes.filter { $0.group == .network && $0.stack == "orders-foundation" }.map(\.title)
        for title in ["Network", "Public subnets", "Private subnets", "Isolated subnets", "NAT"] {
            #expect(network.contains(title), "\(network)")
        }
        let privates = try #require(graph.nodes.first { $0.title == "Private subnets" })
        #expect(privates.kind == "2 zones")
        #expect(privates.details == ["10.0.64.0/20", "10.0.80.0/20"])
        #expect(edge(graph, privates.id, "orders-foundation/Network/NAT") != nil)
    }

    @Test("Security group rules of both stacks become one connection with its port")
    func connections() throws {
        let graph = try Self.graph()
        let database = try #require(edge(graph, "orders-service/Api", "orders-foundation/Database"))
        #expect(database.kind == .connection)
        #expect(database.labels.first == "TCP 5432")
        #expect(edge(graph, "clients", "orders-service/LoadBalancer")?.labels == ["TCP 80"])
        #expect(edge(graph, "orders-service/LoadBalancer", "orders-service/Api")?.labels == ["TCP 8080"])
        #expect(edge(graph, "orders-service/Api", "internet")?.labels == ["TCP 443"])
    }

    @Test("A policy's permission on a resource of another construct becomes a grant in words")
    func grants() throws {
        let graph = try Self.graph()
        let database = try #require(edge(graph, "orders-service/Api", "orders-foundation/Database"))
        #expect(database.labels.contains("read secret"))
        let queue = try #require(edge(graph, "orders-service/Api", "orders-service/Orders"))
        #expect(queue.kind == .grant)
        #expect(queue.labels == ["use queue"])
    }

    @Test("A reference is drawn only between nodes that nothing else joins")
    func references() throws {
        let graph = try Self.graph()
        #expect(edge(graph, "orders-service/Api", "orders-service/Cluster")?.kind == .reference)
        // The service refers to the target group, and the balancer connects to the service.
        #expect(edge(graph, "orders-service/Api", "orders-service/LoadBalancer") == nil)
        let pairs = graph.edges.map { [$0.from, $0.to] }
        #expect(Set(pairs).count == pairs.count)
    }

    @Test("The alarms of a stack are one node, which names what they watch")
    func alarms() throws {
        let app = App()
        let scope = Stack(app, "orders", description: "A queue").scope
        let queue = scope.add("Orders", AWS.SQS.Queue(visibilityTimeout: 60))
        let group = scope.child("Alarms")
        group.add("Late", Alarm(queue.metric(.ageOfOldestMessage), above: 600, for: .minutes(15)))
        group.add("Later", Alarm(queue.metric(.ageOfOldestMessage), above: 6000, for: .minutes(15)))
        let graph = GraphBuilder.graph(of: try app.synthesize(), title: "orders", level: .overview)
        let node = try #require(graph.nodes.first { $0.id == "orders/Alarms" })
        #expect(node.kind == "2 CloudWatch alarms")
        #expect(node.details == ["watch Orders"])
        #expect(graph.edges.isEmpty)
        #expect(graph.nodes.count == 2)
    }

    @Test("A graph of one stack has no node of another stack")
    func oneStack() throws {
        let graph = try Self.graph(shown: ["orders-service"])
        #expect(graph.stacks == ["orders-service"])
        #expect(graph.nodes.compactMap(\.stack).allSatisfy { $0 == "orders-service" })
        #expect(!graph.nodes.isEmpty)
        let ids = Set(graph.nodes.map(\.id))
        #expect(graph.edges.allSatisfy { ids.contains($0.from) && ids.contains($0.to) })
    }

    @Test("The level of resources has one node per resource without rules and associations")
    func resources() throws {
        let stacks = try Self.stacks()
        let graph = GraphBuilder.graph(of: stacks, title: "orders", level: .resources)
        #expect(graph.nodes.contains { $0.id == "orders-foundation/Database/Instance" && $0.kind == "RDS::DBInstance" })
        #expect(!graph.nodes.contains { $0.kind == "EC2::SecurityGroupIngress" || $0.kind == "EC2::Route" })
        #expect(
            edge(graph, "orders-service/Api/SecurityGroup", "orders-foundation/Database/SecurityGroup")?.labels == [
                "TCP 5432"
            ])
        #expect(
            edge(graph, "orders-service/Api/TaskRole", "orders-foundation/Database/Instance")?.labels == ["read secret"]
        )
        // The role belongs to the service, not to the account.
        #expect(graph.nodes.first { $0.id == "orders-service/Api/TaskRole" }?.group == .service)
    }

    @Test(
        "Identifiers become words",
        arguments: [
            ("LoadBalancer", "Load balancer"), ("IAMRole", "IAM role"), ("Api", "API"), ("Nat", "NAT"),
            ("S3Bucket", "S3 bucket"),
            ("PublicSubnet1", "Public subnet 1"), ("Endpoint-ecr.api", "Endpoint ECR API"),
            ("DBInstance", "DB instance"),
        ])
    func words(identifier: String, expected: String) {
        let app = App()
        let stack = Stack(app, "s", description: "d")
        stack.scope.add(identifier, AWS.SQS.Queue())
        let graph = (try? app.synthesize()).map { GraphBuilder.graph(of: $0, title: "t", level: .overview) }
        #expect(graph?.nodes.first?.title == expected)
    }
}
