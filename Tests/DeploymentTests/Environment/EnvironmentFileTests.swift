import Deployment
import Infra
import ServerContract
import Testing

@Suite("DeploymentEnvironment")
struct EnvironmentFileTests {
    private static let valid = """
        region: eu-central-1
        service:
          image: weir:1.0.0

        """

    /// A valid file of every tier: it says why its clients need no encryption.
    private static let plain = valid + "  insecureHTTP: the tests' clients need no encryption\n"

    private static func faults(_ text: String, name: String = "dev") -> [String] {
        do {
            _ = try DeploymentEnvironment.parse(text, name: name, file: "deploy/\(name).yaml")
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let place: String
        let parts: [String]
        var testDescription: String { text.split(separator: "\n").last.map(String.init) ?? text }

        /// A file that is right but for what is added to it.
        init(_ added: String, _ place: String, _ parts: String...) {
            text = EnvironmentFileTests.valid + added
            self.place = place
            self.parts = parts
        }

        init(whole text: String, _ place: String, _ parts: String...) {
            self.text = text
            self.place = place
            self.parts = parts
        }
    }

    static let table: [Fault] = [
        .init("netwrok:\n  zones: 2\n", "4:1", "unknown key \"netwrok\"", "did you mean \"network\"?"),
        .init(
            "network:\n  nats: 1\n", "5:3", "unknown key \"network.nats\"", "cidr, zones, nat", "did you mean \"nat\"?"),
        .init("network: 5\n", "4:10", "\"network\" is \"5\"; expected a block of keys"),
        .init("network:\n  zones: two\n", "5:10", "\"network.zones\" is \"two\"; expected 2, 3 or the letters"),
        .init("network:\n  zones: 4\n", "5:10", "\"4\"", "such as ac"),
        .init("network:\n  zones: [2]\n", "5:10", "is a list", "such as ac"),
        .init("network:\n  zones:\n", "5:9", "is empty", "such as ac"),
        .init("network:\n  zones: 0x2\n", "5:10", "\"0x2\""),
        .init("network:\n  nat: 2\n", "5:8", "one of 0, 1, per-zone"),
        .init("network:\n  nat: per_zone\n", "5:8", "did you mean \"per-zone\"?"),
        .init("network:\n  nat: 0\n  endpoints: false\n", "6:14", "expected true", "through endpoints only"),
        .init("network:\n  cidr: 10.0.0.0/8\n", "5:9", "\"10.0.0.0/8\"", "/16 to /22"),
        .init("network:\n  cidr: 10.0.0.1/16\n", "5:9", "no bits beyond the prefix"),
        .init("network:\n  cidr: 8.8.0.0/16\n", "5:9", "a private block"),
        .init("network:\n  flowLogDays: 31\n", "5:16", "\"31\"", "the nearest is 30", "or off"),
        .init("database:\n  instance: t4g.micro\n", "5:13", "an instance class such as db.t4g.micro"),
        .init("database:\n  instance: db.t4g.mikro\n", "5:13", "\"db.t4g.mikro\""),
        .init("database:\n  storage: 5\n", "5:12", "from 20 to 65536 (GiB)"),
        .init("database:\n  storage: 100\n  maximumStorage: 105\n", "6:19", "from 110 to 65536 (GiB), or off"),
        .init("database:\n  backupDays: 0\n", "5:15", "from 1 to 35"),
        .init("database:\n  multiZone: yes\n", "5:14", "\"yes\"; expected true or false"),
        .init("database:\n  version: 12\n", "5:12", "a major version from 15 to 18"),
        .init("database:\n  removal: snapshoot\n", "5:12", "did you mean \"snapshot\"?"),
        .init("database:\n  replicas: 16\n", "5:13", "a whole number from 0 to 15"),
        .init("database:\n  password: managed\n  replicas: 1\n", "6:13", "expected 0: RDS makes no read replica"),
        .init("database:\n  password: rds\n", "5:13", "managed or generated; did you mean \"managed\"?"),
        .init("database:\n  auth: password\n", "5:9", "secret or iam; did you mean \"secret\"?"),
        .init("database:\n  backupWindow: 2-3\n", "5:17", "such as 02:00-03:00"),
        .init(
            "database:\n  backupWindow: 02:00-03:00\n  maintenanceWindow: sun:02:30-sun:03:30\n", "6:22",
            "outside of the backup window 02:00-03:00"),
        .init("database:\n  logs: [postgres]\n", "5:10", "expected postgresql, upgrade or off"),
        .init("database:\n  monitoring: 20\n", "5:15", "one of 1, 5, 10, 15, 30, 60 (s)", "or off"),
        .init("database:\n  key: alias/x\n", "5:8", "aws, own, or a key of KMS here: arn:aws:kms:eu-central-1:"),
        .init("cache:\n  type: t4g.micro\n", "5:9", "serverless, or a node type such as cache.t4g.micro"),
        .init("cache:\n  type: cache.t4g.micro\n  nodes: 7\n", "6:10", "from 1 to 6"),
        .init("cache:\n  nodes: 2\n", "5:10", "a serverless cache has no nodes"),
        .init("cache:\n  version: 6\n", "5:12", "7 or 8"),
        .init("database:\n  engine: mysql\n", "5:11", "postgres or aurora"),
        .init("database:\n  engine: postgresql\n", "5:11", "did you mean \"postgres\"?"),
        .init("database:\n  engine: aurora\n  storage: 20\n", "6:12", "no such key with engine aurora"),
        .init("database:\n  engine: aurora\n  version: 17\n", "6:12", "a minor version such as 17.9"),
        .init("database:\n  engine: aurora\n  instance: r7g\n", "6:13", "an instance class of Aurora"),
        .init(
            "database:\n  engine: aurora\n  maximumCapacity: 0.7\n", "6:20", "1 to 256 capacity units in steps of 0.5"),
        .init(
            "database:\n  engine: aurora\n  minimumCapacity: 8\n  maximumCapacity: 4\n", "6:20", "at most the maximum"),
        .init("database:\n  engine: aurora\n  logs: [upgrade]\n", "6:9", "the only log that Aurora exports"),
        .init("database:\n  maximumCapacity: 4\n", "5:20", "no such key with engine postgres"),
        .init("database:\n  name: 1weir\n", "5:9", "a letter first"),
        .init("account: 1234\n", "4:10", "the account's 12 digits"),
        .init("tags:\n  aws:x: y\n", "5:10", "not beginning with aws:"),
        .init("tags:\n  a: [b]\n", "5:6", "is a list", "expected a tag"),
        .init("application: Weir\n", "4:14", "lower-case letters"),
        .init("  cpu: 300\n", "4:8", "one of 256, 512, 1024", "the nearest is 256"),
        .init(
            "  cpu: 256\n  memory: 4096\n", "5:11", "one of 512, 1024, 2048 (MiB) with cpu 256", "the nearest is 2048"),
        .init("  count: -1\n", "4:10", "from 1 to 100"),
        .init("  count: 99999999999999999999999\n", "4:10", "from 1 to 100"),
        .init("  logDays: 99999999999999999999\n", "4:12", "one of 1, 3, 5"),
        .init("  port: 80\n", "4:9", "from 1024 to 65535"),
        .init("  anonymous: reed\n", "4:14", "one of none, read, all", "did you mean \"read\"?"),
        .init("  allow: 10.0.0.0/8\n", "4:10", "expected a list of blocks"),
        .init("  allow:\n    - 10.0.0.0/8\n    - everybody\n", "6:7", "\"service.allow\" has \"everybody\""),
        .init("  certificate: arn:aws:acm:us-east-1:123456789012:certificate/a\n", "4:16", "arn:aws:acm:eu-central-1:"),
        .init("  architecture: amd64\n", "4:17", "\"amd64\"; expected x86_64 or arm64; did you mean \"x86_64\"?"),
        .init("  architecture: AARCH64\n", "4:17", "did you mean \"arm64\"?"),
        .init("  anonymous: write\n", "4:14", "did you mean \"all\"?"),
        .init("  exec: yes\n", "4:9", "\"yes\"; expected true or false; did you mean \"true\"?"),
        .init("network:\n  nat: none\n", "5:8", "did you mean \"0\"?"),
        .init("database:\n  removal: keep\n", "5:12", "did you mean \"retain\"?"),
        .init("network:\n\tzones: 2\n", "5:1", "indented with a tab; indent with spaces"),
        .init("network:\n  \tzones: 2\n", "5:3", "indented with a tab; indent with spaces"),
        .init("network:\n  zones:\t@2\n", "5:10", "spaces"),
        .init("tags:\n  a: @b\n", "5:6", "put the value in quotes"),
        .init("tags:\n  a: \"b\n", "6:1", "does not end"),
        .init("tags:\n  a: b: c\n", "5:7", "a second \":\""),
        .init("  architecture: arm\n", "4:17", "x86_64 or arm64", "did you mean \"arm64\"?"),
        .init("? [a]\n: b\n", "4:3", "a key is a list; expected a word"),
        .init("region: us-east-1\n", "1:1", "given twice in one block: \"region\""),
        .init(whole: "service:\n  image: weir:1\n", "1:1", "\"region\" is missing; expected an AWS region"),
        .init(whole: "region: eu-centrl-1\nservice: {image: 'weir:1'}\n", "1:9", "\"eu-centrl-1\""),
        .init(whole: "region: eu-west-1\nservice:\n  cpu: 256\n", "2:1", "\"service.image\" is missing"),
        .init(whole: "region: eu-west-1\nservice:\n  image: weir\n", "3:10", "\"weir\"", "it means \"latest\""),
        .init(whole: "region: eu-west-1\nservice:\n  image: weir:latest\n", "3:10", "\"latest\" names another image"),
        .init(
            whole: "region: eu-west-1\nnetwork: {nat: 0}\nservice:\n  image: ghcr.io/weir:1\n", "4:10",
            "with network.nat 0 tasks cannot reach ghcr.io"),
        .init(whole: "- a\n- b\n", "1:1", "the file is a list; expected a block of keys"),
        .init(whole: "", "1:1", "\"region\" is missing"),
        .init(whole: "region: [\n", "2:1", "this is not YAML"),
        .init(whole: "a: b: c\n", "1:5", "this is not YAML"),
        .init(whole: "a: *b\n", "1:4", "this is not YAML"),
        .init(whole: String(repeating: "[", count: 5000), "1:1", "the nesting is deeper"),
        .init(whole: String(repeating: "- ", count: 5000), "1:1", "the nesting is deeper"),
    ]

    @Test("A fault names the place, the value, the valid values and the nearest valid name", arguments: table)
    func names(_ fault: Fault) {
        let faults = EnvironmentFileTests.faults(fault.text)
        let line = faults.filter { $0.hasPrefix("deploy/dev.yaml:\(fault.place): error: ") }.joined(separator: "\n")
        #expect(!line.isEmpty, "nothing at \(fault.place) in \(faults)")
        for part in fault.parts { #expect(line.contains(part), "\(line)") }
    }

    @Test("A byte-order mark at the beginning of a file is not part of the first key")
    func byteOrderMark() throws {
        let marked = "\u{FEFF}" + Self.valid
        #expect(Self.faults(marked).isEmpty)
        #expect(
            try DeploymentEnvironment.parse(marked, name: "dev", file: "f")
                == DeploymentEnvironment.parse(Self.valid, name: "dev", file: "f"))
    }

    @Test(
        "A public load balancer with anonymous writing, or with reading over HTTP, causes a warning",
        arguments: [
            ("  anonymous: all\n", "read, change and delete everything, over HTTP"),
            ("  anonymous: read\n", "can read everything, over HTTP"), ("  anonymous: all\n  internal: true\n", nil),
            ("  anonymous: all\n  allow: [10.0.0.0/8]\n", nil),
            ("  anonymous: all\n  allow: [10.0.0.0/8, 0.0.0.0/0]\n", "everything, over HTTP"),
            (
                "  anonymous: all\n  domain: a.example.com\n  certificate: arn:aws:acm:eu-central-1:123456789012:certificate/a\n",
                "read, change and delete everything; set internal"
            ),
            ("  anonymous: read\n  domain: a.example.com\n  hostedZone: Z1\n", nil),
            ("  anonymous: none\n", nil),
        ])
    func warnings(added: String, words: String?) throws {
        let found = try DeploymentEnvironment.parse(Self.valid + added, name: "dev", file: "f").warnings
        #expect(found.count == (words == nil ? 0 : 1), "\(found)")
        if let words { #expect(found.first?.contains(words) == true, "\(found)") }
    }

    @Test("All faults are reported at once in the order of the file")
    func everything() {
        let faults = EnvironmentFileTests.faults(
            """
            regoin: eu-central-1
            network:
              zones: 7
              nat: maybe
            database:
              backupDays: none
            service:
              image: weir
              count: many
            """)
        #expect(
            faults.map { String($0.prefix(while: { $0 != "e" || !$0.isLetter })) }.count == 7, "\(faults)")
        #expect(faults == faults.sorted { first, second in line(first) < line(second) })
        #expect(faults.contains { $0.contains("did you mean \"region\"?") })
        #expect(faults.contains { $0.contains("\"region\" is missing") })
    }

    private func line(_ fault: String) -> Int {
        Int(fault.split(separator: ":").dropFirst().first ?? "") ?? -1
    }

    @Test("A fault about an unknown key does not repeat its value, which may be a secret")
    func noSecrets() {
        let faults = EnvironmentFileTests.faults(EnvironmentFileTests.valid + "password: hunter2-canary\n")
        #expect(faults.count == 1)
        #expect(!faults.joined().contains("canary"))
    }

    @Test("Missing settings get the defaults of the environment's tier, production's for an unknown name")
    func defaults() throws {
        let dev = try DeploymentEnvironment.parse(EnvironmentFileTests.valid, name: "dev", file: "f")
        let named = EnvironmentFileTests.valid + "  domain: api.example.com\n  hostedZone: Z1\n"
        let production = try DeploymentEnvironment.parse(named, name: "production", file: "f")
        let other = try DeploymentEnvironment.parse(named, name: "customer-a", file: "f")
        #expect(dev.network.nat == .one)
        #expect(!dev.database.deletionProtection)
        #expect(dev.service.size == .smallest)
        #expect(production.network.nat == .perZone)
        #expect(production.database.deletionProtection && production.database.multiZone)
        #expect(production.database.removal == .snapshot)
        #expect(production.anonymous == .none)
        #expect(dev.applicationLogin == .iam && production.applicationLogin == .iam)
        #expect(dev.database.version == production.database.version && dev.database.version.description == "18")
        #expect(dev.database.logs.isEmpty && production.database.logs == DatabaseLog.allCases)
        #expect(dev.database.monitoring == nil && production.database.monitoring == .seconds(60))
        #expect(dev.firewall == nil && production.firewall != nil)
        #expect(dev.service.scaling == nil && production.service.scaling == ServiceScaling(2, to: 6))
        #expect(dev.loadBalancer.accessLogs == nil && production.loadBalancer.accessLogs == .days(365))
        #expect(other.database == production.database)
        #expect(other.network == production.network)
    }

    @Test("Every setting is read")
    func allSettings() throws {
        let environment = try DeploymentEnvironment.parse(
            """
            application: analytics
            region: us-gov-west-1
            account: 012345678901
            tags: {Team: data, "Cost Center": "42"}
            network: {cidr: 192.168.0.0/16, zones: 3, nat: 0, flowLogDays: off}
            database:
              instance: db.r7g.2xlarge
              version: 17.9
              storage: 100
              maximumStorage: off
              multiZone: true
              backupDays: 35
              deletionProtection: false
              removal: retain
              performanceInsights: false
              minorUpgrades: false
              replicas: 2
              backupWindow: 02:00-03:00
              maintenanceWindow: sun:03:00-sun:04:00
              monitoring: 60
              logs: [upgrade]
              certificateAuthority: rds-ca-ecc384-g1
              name: Events_1
              auth: secret
            service:
              image: weir:2
              architecture: arm64
              cpu: 2048
              memory: 16384
              count: 9
              port: 9000
              anonymous: all
              allow: [10.0.0.0/8, 203.0.113.7/32]
              internal: true
              domain: analytics.example.com
              tls: 1.3
              idleTimeout: 90
              accessLogDays: off
              ephemeralStorage: 40
              strategy: {type: canary, percent: 5, stepMinutes: 3, bakeMinutes: 7, testPort: 8443, pause: [post-scale-up],
                pauseMinutes: 30, pauseAction: continue}
              certificate: arn:aws-us-gov:acm:us-gov-west-1:012345678901:certificate/11111111-2222-3333-4444-555555555555
              logDays: 365
              exec: true
              insights: true
              deletionProtection: true
            firewall: {mode: count, managedRules: [common, ip-reputation], count: [A_B], rateLimit: 100, logDays: 7}
            """, name: "staging", file: "f")
        #expect(environment.account == "012345678901")
        #expect(environment.tags == ["Team": "data", "Cost Center": "42"])
        #expect(environment.network.zones == 3)
        #expect(environment.network.endpoints == Network.Endpoint.fargate)
        #expect(environment.network.flowLogs == nil)
        #expect(environment.database.version.description == "17.9")
        #expect(environment.database.maximumStorage == nil)
        #expect(!environment.database.minorUpgrades)
        #expect(environment.database.replicas == 2 && environment.database.masterPassword == .generated)
        #expect(environment.database.backupWindow == "02:00-03:00")
        #expect(environment.database.maintenanceWindow == "sun:03:00-sun:04:00")
        #expect(environment.database.monitoring == .seconds(60))
        #expect(environment.database.logs == [.upgrade])
        #expect(environment.database.certificateAuthority == .ecc384)
        #expect(environment.applicationLogin == .secret)
        #expect(environment.service.size == FargateSize(cpu: 2048, memory: 16384))
        #expect(environment.loadBalancer.allowedBlocks.map(\.description) == ["10.0.0.0/8", "203.0.113.7/32"])
        #expect(environment.anonymous == .all)
        #expect(environment.publicName.domain == "analytics.example.com")
        #expect(environment.loadBalancer.tlsPolicy == .tls13)
        #expect(environment.loadBalancer.idleTimeout == .seconds(90))
        #expect(environment.loadBalancer.accessLogs == nil)
        #expect(environment.service.ephemeralStorage == .gibibytes(40))
        var strategy = DeploymentStrategy(.canary(percent: 5, for: .minutes(3)))
        strategy.bakeTime = .minutes(7)
        strategy.testPort = 8443
        strategy.pause = DeploymentPause(at: .postScaleUp)
        strategy.pause?.timeout = .minutes(30)
        strategy.pause?.timeoutAction = .continue
        #expect(environment.service.strategy == strategy)
        var firewall = WebFirewall()
        firewall.mode = .count
        firewall.managedRules = [.common, .ipReputation]
        firewall.countedRules = ["A_B"]
        firewall.rateLimit = 100
        firewall.logs = .days(7)
        #expect(environment.firewall == firewall)
        #expect(environment.stackName("service") == "analytics-staging-service")
    }

    @Test(
        "A file and a construct in Swift get the same words from a property's rule",
        arguments: [
            ("database:\n  backupDays: 40\n", "database.backupDays"), ("database:\n  storage: 5\n", "database.storage"),
            ("network:\n  zones: 5\n", "network.zones"), ("network:\n  flowLogDays: 31\n", "network.flowLogDays"),
        ])
    func sameRule(added: String, key: String) throws {
        let faults = Self.faults(Self.valid + added)
        var environment = try DeploymentEnvironment.parse(Self.valid, name: "dev", file: "f")
        environment.database.backups = .days(40)
        environment.database.storage = .gibibytes(5)
        environment.network.zones = 5
        environment.network.flowLogs = .days(31)
        let error = #expect(throws: SynthesisError.self) { try ProductApp(environment).synthesize() }
        let expected = try #require(faults.first?.split(separator: "; expected ").last)
        let words = expected.replacing(", or off", with: "")
        #expect(faults.count == 1 && faults.first?.contains("\"\(key)\"") == true, "\(faults)")
        #expect(
            error?.description.contains("expected \(words)") == true, "\(words) is not in \(error?.description ?? "")")
    }

    @Test("A file with engine aurora describes a cluster, serverless unless it names an instance class")
    func aurora() throws {
        func cluster(_ settings: String, name: String = "dev") throws -> AuroraCluster {
            let text = Self.plain + "database: {engine: aurora, \(settings)}\n"
            return try #require(try DeploymentEnvironment.parse(text, name: name, file: "f").aurora)
        }
        let small = try cluster("minimumCapacity: 0, maximumCapacity: 2.5, version: 16.9, name: events")
        #expect(small.capacity == .serverless(minimum: 0, maximum: 2.5))
        #expect(small.version.description == "16.9" && small.databaseName == "events" && small.readers == 0)
        let large = try cluster("instance: db.r7g.large, replicas: 2, backupDays: 3", name: "production")
        #expect(large.capacity == .provisioned("db.r7g.large") && large.readers == 2 && large.backups == .days(3))
        #expect(try cluster("replicas: 1", name: "production").deletionProtection)
        #expect(try DeploymentEnvironment.parse(Self.valid, name: "dev", file: "f").aurora == nil)
    }

    @Test("A cache exists if the file has its section, and is serverless unless it names a node type")
    func cache() throws {
        func environment(_ added: String, name: String = "production") throws -> DeploymentEnvironment {
            try DeploymentEnvironment.parse(Self.plain + added, name: name, file: "f")
        }
        #expect(try environment("").cache == nil)
        #expect(try environment("cache: {snapshotDays: 3}\n").cache?.capacity == .serverless)
        #expect(try environment("cache: {snapshotDays: 3}\n").cache?.snapshotDays == 3)
        let nodes = "cache: {type: cache.m7g.large, version: 7, maintenanceWindow: sun:03:00-sun:04:00}\n"
        #expect(try environment(nodes).cache?.capacity == .nodes("cache.m7g.large", count: 2))
        #expect(try environment(nodes, name: "dev").cache?.nodeCount == 1)
        #expect(try environment(nodes).cache?.version == .valkey7)
    }

    @Test("A key is AWS's own, the environment's or an existing one")
    func key() throws {
        func key(_ text: String) throws -> EncryptionKey {
            let added = text.isEmpty ? "" : "database: {key: \"\(text)\"}\n"
            return try DeploymentEnvironment.parse(Self.valid + added, name: "dev", file: "f").encryptionKey
        }
        #expect(try key("") == .managed && key("aws") == .managed && key("own") == .own)
        let arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
        #expect(try key(arn) == .existing(ResourceARN(.literal(arn))))
    }

    @Test("A file that sets the CPU alone gets the least memory of that CPU")
    func leastMemory() throws {
        let environment = try DeploymentEnvironment.parse(
            EnvironmentFileTests.valid + "  cpu: 4096\n", name: "dev", file: "f")
        #expect(environment.service.size.memory == 8192)
    }
}
