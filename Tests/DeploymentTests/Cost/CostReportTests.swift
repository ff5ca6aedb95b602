import Deployment
import Infra
import Testing

@Suite("CostReport")
struct CostReportTests {
    /// Prices that are easy to add up.
    private static let prices = PriceTable(
        region: "test",
        [
            Price("fargate.vcpu.x86_64", 0.04, per: "vCPU-hour", "test", on: "2026-01-02"),
            Price("fargate.gb.x86_64", 0.01, per: "GB-hour", "test", on: "2026-01-02"),
            Price("fargate.vcpu.arm64", 0.02, per: "vCPU-hour", "test", on: "2026-01-02"),
            Price("fargate.gb.arm64", 0.01, per: "GB-hour", "test", on: "2026-01-02"),
            Price("alb.hour", 0.02, per: "hour", "test", on: "2026-01-02"),
            Price("alb.lcu", 0.008, per: "LCU-hour", "test", on: "2026-01-02"),
            Price("ipv4.hour", 0.005, per: "address-hour", "test", on: "2026-01-03"),
            Price("nat.hour", 0.05, per: "hour", "test", on: "2026-01-02"),
            Price("nat.gb", 0.05, per: "GB", "test", on: "2026-01-02"),
            Price("endpoint.hour", 0.01, per: "hour", "test", on: "2026-01-02"),
            Price("rds.postgres.db.t4g.micro.single", 0.02, per: "hour", "test", on: "2026-01-02"),
            Price("rds.postgres.db.t4g.micro.multi", 0.04, per: "hour", "test", on: "2026-01-02"),
            Price("rds.gp3.single", 0.1, per: "GB-month", "test", on: "2026-01-02"),
            Price("rds.gp3.multi", 0.2, per: "GB-month", "test", on: "2026-01-02"),
            Price("secret.month", 0.4, per: "secret-month", "test", on: "2026-01-01"),
            Price("cloudwatch.alarm", 0.1, per: "alarm-month", "test", on: "2026-01-02"),
            Price("waf.acl", 5, per: "ACL-month", "test", on: "2026-01-02"),
            Price("waf.rule", 1, per: "rule-month", "test", on: "2026-01-02"),
            Price("aurora.acu", 0.1, per: "ACU-hour", "test", on: "2026-01-02"),
        ])

    private func report(_ build: (Scope) throws -> Void) throws -> CostReport {
        let app = App()
        let stack = Stack(app, "test", description: "A test")
        try build(stack.scope)
        return PriceListEstimate(prices: Self.prices).report(on: try app.synthesize(), environment: "test")
    }

    private static var network: Network.Reference {
        Network.Reference(
            vpc: "vpc-1", publicSubnets: ["subnet-1", "subnet-2"], privateSubnets: ["subnet-3", "subnet-4"],
            isolatedSubnets: ["subnet-5", "subnet-6"])
    }

    private static func stacks(_ name: String, _ region: String) throws -> [StackTemplate] {
        var environment = DeploymentEnvironment(name: name, region: region, image: try ContainerImage("weir:1"))
        environment.publicName.insecureHTTP = "a test has no clients"
        return try ProductApp(environment).synthesize()
    }

    /// The fixed lines as `item: cents`.
    private func fixed(_ report: CostReport) -> [String] {
        report.lines(.fixed).map { "\($0.item): \($0.cents ?? -1)" }
    }

    @Test("A gateway costs its hours and its address; data is charged by usage")
    func gateway() throws {
        let report = try report { scope in
            let address = scope.add("Address", AWS.EC2.EIP(domain: "vpc"))
            scope.add("Gateway", AWS.EC2.NatGateway(allocationId: address.allocationId, subnetId: "subnet-1"))
        }
        // 730 hours at 0.005 and at 0.05 dollars.
        #expect(fixed(report) == ["Public IPv4 address: 365", "NAT gateway: 3650"])
        #expect(report.totalCents == 4015)
        #expect(report.lines(.usage).map(\.item) == ["NAT gateway data"])
        #expect(report.lines(.unknown).isEmpty)
    }

    @Test(
        "Tasks cost the hours of their vCPU and memory, by their number and processor",
        arguments: [
            (1, ContainerTask.Architecture.x86, 730, 365), (2, .x86, 1460, 730), (2, .arm64, 730, 730),
        ])
    func tasks(count: Int, architecture: ContainerTask.Architecture, cpu: Int, memory: Int) throws {
        let report = try report { scope in
            var service = ContainerService(image: try ContainerImage("orders:1"))
            service.count = count
            service.architecture = architecture
            service.size = try #require(FargateSize(cpu: 256, memory: 512))
            let balancer = scope.add("Balancer", LoadBalancer(targetPort: 8080), in: Self.network)
            let cluster = scope.add("Cluster", ContainerCluster())
            scope.add("Api", service, in: .init(cluster: cluster, loadBalancer: balancer, network: Self.network))
        }
        let tasks = report.lines(.fixed).filter { $0.construct == "Api" }
        #expect(tasks.map(\.cents) == [cpu, memory])
        #expect(tasks.allSatisfy { $0.item.hasPrefix(count == 1 ? "1 task ×" : "\(count) tasks ×") })
    }

    @Test(
        "A database costs its class and its storage, both by the number of zones",
        arguments: [(false, 1460, 200), (true, 2920, 400)])
    func database(multiZone: Bool, hours: Int, storage: Int) throws {
        let report = try report { scope in
            var database = PostgresDatabase(instanceClass: .t4gMicro)
            database.multiZone = multiZone
            scope.add("Database", database, in: Self.network)
        }
        let lines = report.lines(.fixed).filter { !$0.item.lowercased().contains("secret") }
        #expect(lines.map(\.cents) == [hours, storage])
    }

    @Test("An internet-facing balancer pays an address in each zone, an internal one none")
    func balancer() throws {
        let open = try report { $0.add("Balancer", LoadBalancer(targetPort: 8080), in: Self.network) }
        #expect(fixed(open) == ["Application load balancer: 1460", "2 public IPv4 addresses: 730"])
        let closed = try report { scope in
            var balancer = LoadBalancer(targetPort: 8080)
            balancer.isInternal = true
            scope.add("Balancer", balancer, in: Self.network)
        }
        #expect(fixed(closed) == ["Application load balancer: 1460"])
    }

    @Test("An interface endpoint is charged in each zone; the gateway endpoint is free")
    func endpoints() throws {
        let report = try report { scope in
            var network = Network()
            network.nat = .none
            network.flowLogs = nil
            network.endpoints = [Network.Endpoint("logs")]
            scope.add("Network", network)
        }
        #expect(fixed(report) == ["Interface endpoint in 2 zones: 1460"])
    }

    @Test("A firewall costs its list and each of its rules, and an alarm each of its metrics")
    func rules() throws {
        let report = try report { scope in
            scope.add(
                "Acl",
                Resource(
                    type: "AWS::WAFv2::WebACL",
                    properties: ["Rules": [["Name": "a"], ["Name": "b"], ["Name": "c"]]], tagging: .unsupported))
            scope.add(
                "Ratio",
                Resource(
                    type: "AWS::CloudWatch::Alarm",
                    properties: [
                        "Metrics": [
                            ["Id": "r", "Expression": "a/b"], ["Id": "a", "MetricStat": [:]],
                            ["Id": "b", "MetricStat": [:]],
                        ]
                    ], tagging: .unsupported))
        }
        #expect(fixed(report) == ["Web ACL: 500", "3 rules: 300", "Alarm on 2 metrics: 20"])
    }

    @Test("Serverless Aurora costs its least capacity; what it scales to is charged by usage")
    func serverless() throws {
        let report = try report { scope in
            let cluster = scope.add(
                "Cluster",
                Resource(
                    type: "AWS::RDS::DBCluster",
                    properties: ["ServerlessV2ScalingConfiguration": ["MinCapacity": 0.5, "MaxCapacity": 4]],
                    tagging: .unsupported))
            scope.add(
                "Writer",
                Resource(
                    type: "AWS::RDS::DBInstance",
                    properties: [
                        "Engine": "aurora-postgresql", "DBInstanceClass": "db.serverless",
                        "DBClusterIdentifier": cluster.ref.expression,
                    ], tagging: .unsupported))
        }
        #expect(fixed(report) == ["0.5 ACU (least): 3650"])
        #expect(report.lines(.usage).map(\.item) == ["Aurora capacity above the least"])
    }

    @Test("A charge without a price is unknown and in no total")
    func unknown() throws {
        let report = try report { scope in
            scope.add("Key", Resource(type: "AWS::KMS::Key", tagging: .unsupported))
            scope.add("Odd", Resource(type: "AWS::Elsewhere::Thing", tagging: .unsupported))
            scope.add("Vpc", AWS.EC2.VPC(cidrBlock: "10.0.0.0/16"))
        }
        #expect(report.totalCents == 0)
        #expect(
            report.lines(.unknown).map(\.item) == [
                "Encryption key", "Requests to the key", "Elsewhere::Thing: no rule",
            ])
        #expect(report.text.contains("Not in the total: no published price found"))
        #expect(report.text.contains("Total of the known fixed charges"))
    }

    @Test("The parts of a total are rounded to cents first, so a reader can add them up")
    func addsUp() throws {
        for name in ["dev", "staging", "production"] {
            let stacks = try Self.stacks(name, "eu-central-1")
            let report = PriceListEstimate(region: "eu-central-1").report(on: stacks, environment: name)
            #expect(report.totalCents == report.lines(.fixed).reduce(0) { $0 + ($1.cents ?? 0) })
            #expect(report.totalCents == report.constructs.reduce(0) { $0 + $1.cents })
            #expect(report.totalCents > 0)
        }
    }

    @Test(
        "The text has at most 80 columns, also in a region without prices",
        arguments: ["eu-central-1", "us-east-1", "ap-southeast-2"])
    func columns(region: String) throws {
        for name in ["dev", "production"] {
            let stacks = try Self.stacks(name, region)
            let report = PriceListEstimate(region: region).report(on: stacks, environment: name)
            for line in (report.text + "\n" + report.comparisonText(with: report)).split(separator: "\n") {
                #expect(line.count <= 80, "\(line)")
            }
        }
    }

    @Test("The difference of two versions is known if their unknown charges are the same")
    func delta() throws {
        func index(_ zones: Bool, _ odd: Bool) throws -> ResourceIndex {
            let app = App()
            let scope = Stack(app, "test", description: "A test").scope
            var database = PostgresDatabase(instanceClass: .t4gMicro)
            database.multiZone = zones
            scope.add("Database", database, in: Self.network)
            if odd { scope.add("Odd", Resource(type: "AWS::Elsewhere::Thing", tagging: .unsupported)) }
            return ResourceIndex(try app.synthesize())
        }
        let estimate = PriceListEstimate(prices: Self.prices)
        #expect(estimate.difference(from: try index(false, true), to: try index(true, true)).cents == 1660)
        #expect(estimate.difference(from: try index(true, false), to: try index(false, false)).cents == -1660)
        #expect(estimate.difference(from: try index(false, false), to: try index(true, true)).cents == nil)
        let words = estimate.difference(from: try index(false, false), to: try index(true, false)).words
        #expect(words == "Fixed charges in test: 17.00 -> 33.60 US dollars a month (+16.60), before usage.")
    }
}
