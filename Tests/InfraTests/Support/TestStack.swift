import Infra

/// A stack for tests of constructs.
struct TestStack {
    private let app: App
    let scope: Scope

    init(tags: [String: String] = [:]) {
        app = App(tags: tags)
        scope = Stack(app, "test", description: "A test").scope
    }

    /// The template.
    func template() throws -> Template {
        try app.synthesize()[0].template
    }

    /// The problems of synthesis.
    func problems() -> [String] {
        do {
            _ = try app.synthesize()
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// An existing network.
    static var network: Network.Reference {
        Network.Reference(
            vpc: "vpc-00000001", publicSubnets: ["subnet-00000001", "subnet-00000002"],
            privateSubnets: ["subnet-00000003", "subnet-00000004"],
            isolatedSubnets: ["subnet-00000005", "subnet-00000006"])
    }

    /// Builds something in a stack and returns the template.
    static func template(_ build: (Scope) throws -> Void) throws -> Template {
        let stack = TestStack()
        try build(stack.scope)
        return try stack.template()
    }

    /// Adds a service "Api" behind a load balancer, in the existing network.
    static func addAPI(_ service: ContainerService, in scope: Scope) {
        scope.add(
            "Api", service,
            in: .init(
                cluster: .init(name: "shared"),
                loadBalancer: scope.add("Balancer", LoadBalancer(targetPort: 9000), in: network), network: network))
    }

    /// Builds something in a stack and returns the problems.
    static func problems(_ build: (Scope) throws -> Void) rethrows -> [String] {
        let stack = TestStack()
        try build(stack.scope)
        return stack.problems()
    }
}

/// The smallest stacks, one per construct, for cfn-lint and the constructs' suites.
enum MinimalStacks {
    static func all() throws -> [StackTemplate] {
        let app = App(tags: ["Team": "data"])
        func scope(_ name: String) -> Scope { Stack(app, name, description: "A \(name)").scope }
        let network = TestStack.network
        let networkScope = scope("network")
        let built = networkScope.add("Network", Network())
        let shared = networkScope.share("Network", built)
        scope("security-group").add("Group", SecurityGroup("A group"), in: network.vpc)
        data(in: network, scope)
        scope("role").add("Role", Role(service: .lambda, description: "A role"))
        scope("cluster").add("Cluster", ContainerCluster())
        scope("balancer").add("Balancer", LoadBalancer(targetPort: 8080), in: network)
        for (name, strategy) in [
            ("blue-green", DeploymentStrategy(.blueGreen)),
            ("canary", DeploymentStrategy(.canary(percent: 5.5, for: .minutes(10)))),
            ("linear", DeploymentStrategy(.linear(percent: 20, every: .minutes(5)))),
        ] {
            try addShiftingService(strategy, in: scope(name))
        }
        let tasks = scope("tasks")
        let task = ContainerTask(image: try ContainerImage("orders:1"))
        let around = MigrationTask.Surroundings(
            cluster: tasks.add("Cluster", ContainerCluster()), network: network)
        let migration = tasks.add("Migration", MigrationTask(task, command: ["migrate"]), in: around)
        migration.grantRun(to: tasks.add("Deployer", Role(service: .lambda, description: "Deploys")))
        tasks.add("Hourly", ScheduledTask(task, .every(.hours(1))), in: around)
        tasks.add("Nightly", ScheduledTask(task, .cron("0 3 * * ? *", zone: "Europe/Berlin")), in: around)
        let edge = scope("edge")
        let certificate = edge.add("Certificate", Certificate("api.example.com"), in: "Z0123456789ABCDEFGHIJ")
        var named = LoadBalancer(targetPort: 8080)
        named.certificate = certificate.arn
        let front = edge.add("Balancer", named, in: network)
        edge.add("Firewall", WebFirewall(), in: front)
        let header = OriginHeader("{{resolve:secretsmanager:origin:SecretString}}")
        named.originHeader = header
        let distribution = edge.add(
            "Distribution",
            Distribution("www.example.com", certificate: "arn:aws:acm:us-east-1:123456789012:certificate/x"),
            in: .init(origin: edge.add("Origin", named, in: network), header: header))
        edge.add(
            "Www", DnsName("www.example.com"),
            in: .init(zone: "Z0123456789ABCDEFGHIJ", target: distribution.aliasTarget))
        edge.add(
            "Name", DnsName("api.example.com"), in: .init(zone: "Z0123456789ABCDEFGHIJ", target: front.aliasTarget))
        let queues = scope("queue")
        let queue = queues.add(
            "Orders", AWS.SQS.Queue(messageRetentionPeriod: 345_600, visibilityTimeout: 60), .kept(.delete))
        queue.grantConsume(to: queues.add("Reader", Role(service: .ecsTasks, description: "Reads orders")))
        queues.add("Late", Alarm(queue.metric(.ageOfOldestMessage), above: 600, for: .minutes(15)))
        monitoring(scope("monitoring"))
        identity(scope("identity"))
        let services = scope("service")
        let remote = services.use(shared)
        let balancer = services.add("Balancer", LoadBalancer(targetPort: 8080), in: remote)
        services.add(
            "Service", ContainerService(image: try ContainerImage("orders:1")),
            in: .init(cluster: services.add("Cluster", ContainerCluster()), loadBalancer: balancer, network: remote))
        addAccount(to: app)
        return try app.synthesize()
    }

    /// Adds a service that shifts traffic, with scaling and a pause.
    private static func addShiftingService(_ strategy: DeploymentStrategy, in scope: Scope) throws {
        var service = ContainerService(image: try ContainerImage("orders:1"))
        service.strategy = strategy
        service.strategy.testPort = 8443
        service.strategy.bakeTime = .minutes(5)
        service.strategy.pause = DeploymentPause(at: .postTestTrafficShift)
        service.scaling = ServiceScaling(2, to: 6)
        service.ephemeralStorage = .gibibytes(50)
        service.secrets = [
            "TOKEN": ContainerSecret(
                "arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf", field: "token")
        ]
        scope.add(
            "Service", service,
            in: .init(
                cluster: scope.add("Cluster", ContainerCluster()),
                loadBalancer: scope.add("Balancer", LoadBalancer(targetPort: 8080), in: TestStack.network),
                network: TestStack.network))
    }
}
