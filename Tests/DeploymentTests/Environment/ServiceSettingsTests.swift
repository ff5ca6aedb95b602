import Deployment
import Infra
import InfraTesting
import Testing

@Suite("Settings of the service")
struct ServiceSettingsTests {
    private static func faults(_ added: String, name: String = "dev") -> [String] {
        let text = "region: eu-central-1\nservice:\n  image: weir:1.0.0\n" + added
        do {
            _ = try DeploymentEnvironment.parse(text, name: name, file: "f.yaml")
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }

    private static let certificate = "  certificate: arn:aws:acm:eu-central-1:123456789012:certificate/a\n"

    @Test(
        "Production needs HTTPS under a name, or a written reason against it",
        arguments: [
            ("", "\"service.domain\": expected a domain with hostedZone or certificate"),
            (certificate, "\"service.domain\": expected a domain beside certificate"),
            ("  domain: api.example.com\n", "\"service.hostedZone\": expected the id of the domain's Route 53 zone"),
            ("  hostedZone: Z1\n", "\"service.domain\": expected a domain beside hostedZone"),
            ("  insecureHTTP: true\n", "\"service.insecureHTTP\" is \"true\"; expected the reason in a few words"),
            (
                "  insecureHTTP: a gateway adds TLS\n  domain: api.example.com\n",
                "expected no insecureHTTP beside domain or certificate"
            ),
            ("  domain: Api.example.com\n  hostedZone: Z1\n", "expected a domain name in lower case"),
            ("  domain: api.example.com\n  hostedZone: example.com\n", "expected the id of a Route 53 zone"),
        ])
    func https(added: String, words: String) {
        let faults = Self.faults(added, name: "production")
        #expect(faults.count == 1 && faults.first?.contains(words) == true, "\(faults)")
    }

    @Test(
        "Production starts with a domain, with a certificate for a name, or with a reason for HTTP",
        arguments: [
            "  domain: api.example.com\n  hostedZone: Z1\n", "  domain: api.example.com\n" + certificate,
            "  insecureHTTP: a gateway adds TLS\n",
        ])
    func accepted(added: String) {
        #expect(Self.faults(added, name: "production").isEmpty)
    }

    @Test("Only production asks for HTTPS, and a certificate needs its name everywhere")
    func otherTiers() {
        #expect(Self.faults("").isEmpty)
        #expect(Self.faults("", name: "staging").isEmpty)
        #expect(Self.faults(Self.certificate).first?.contains("a domain beside certificate") == true)
        #expect(!Self.faults("", name: "customer-a").isEmpty)
    }

    @Test(
        "A fault of a nested setting names its key and the valid values",
        arguments: [
            ("  strategy: green\n", "4:13", "one of rolling, blue-green, canary, linear"),
            ("  strategy: bluegreen\n", "4:13", "did you mean \"blue-green\"?"),
            ("  strategy:\n    type: rolling\n    percent: 5\n", "6:14", "no percent: only canary and linear"),
            ("  strategy:\n    type: canary\n    percent: 0\n", "6:14", "a percentage from 0.1 to 100.0"),
            ("  strategy:\n    type: linear\n    stepMinutes: 2000\n", "6:18", "whole minutes from 0 to 1440"),
            ("  strategy:\n    bakeMinutes: -1\n", "5:18", "whole minutes from 0 to 1440"),
            ("  strategy:\n    testPort: 8443\n", "5:15", "no test port with a rolling strategy"),
            ("  strategy:\n    pause: [post-test-traffic-shift]\n", "5:12", "a rolling strategy shifts no traffic"),
            ("  strategy:\n    pauseMinutes: 5\n", "5:19", "a key pause beside it"),
            ("  strategy:\n    typ: canary\n", "5:5", "did you mean \"type\"?"),
            ("  scaling:\n    maximum: 0\n", "5:14", "a whole number from 1 to 1000"),
            ("  scaling:\n    cpu: off\n", "5:10", "a target for CPU, memory or requests"),
            ("  scaling:\n    minimum: 2\n  count: 3\n", "6:10", "no count beside scaling"),
            ("  strategy: canary\n  scaling:\n    requests: 100\n", "6:5", "no target for requests"),
            ("  idleTimeout: 0\n", "4:16", "a whole number from 1 to 4000 (s)"),
            ("  idleTimeout: 1\n", "4:16", "at least 2 s"),
            ("  idleTimeout: soon\n", "4:16", "a whole number from 1 to 4000 (s)"),
            ("  tls: 1.1\n", "4:8", "1.2 or 1.3"), ("  ephemeralStorage: 20\n", "4:21", "from 21 to 200 (GiB)"),
            ("  accessLogDays: 2\n", "4:18", "one of 1, 3, 5"),
            ("  allow: [10.0.0.0/8, 10.0.0.0/8]\n", "4:10", "each block once; remove the second 10.0.0.0/8"),
            ("firewall:\n  mode: off\n", "5:9", "block or count"),
            ("firewall:\n  managedRules: [comon]\n", "5:18", "ip-reputation, common"),
            ("cdn:\n  locations: 100\n", "4:1", "\"cdn.certificate\" is missing"),
            (
                "cdn: {certificate: 'arn:aws:acm:eu-central-1:1:certificate/a'}\n", "4:20",
                "a certificate of ACM for the domain in us-east-1"
            ),
            (
                "cdn:\n  certificate: arn:aws:acm:us-east-1:123456789012:certificate/a\n", "5:3",
                "no cdn without service.domain"
            ),
            (
                "network: {nat: 0}\nobserve:\n  tracing: {image: 'public.ecr.aws/x/collector:v1'}\n", "6:12",
                "with network.nat 0 tasks cannot reach public.ecr.aws"
            ),
            ("firewall:\n  rateLimit: 5\n", "5:14", "from 10 to 2000000000"),
            ("firewall: on\n", "4:11", "a block of keys"),
        ])
    func faults(added: String, place: String, words: String) {
        let faults = Self.faults(added)
        let line = faults.first { $0.hasPrefix("f.yaml:\(place): ") }
        #expect(line?.contains(words) == true, "\(faults)")
    }

    @Test("More blocks than a security group takes are refused with the number, and with HTTPS each block counts twice")
    func tooManyBlocks() {
        func allow(_ count: Int) -> String {
            "  allow: [" + (0..<count).map { "10.\($0).0.0/16" }.joined(separator: ", ") + "]\n"
        }
        #expect(Self.faults(allow(60)).isEmpty)
        #expect(Self.faults(allow(70)).first?.contains("at most 60 blocks") == true)
        #expect(
            Self.faults("  domain: api.example.com\n  hostedZone: Z1\n" + allow(31)).first?
                .contains("at most 30 blocks") == true)
    }

    @Test("A number of tasks turns the tier's scaling off, and a block of scaling starts from it")
    func scaling() throws {
        func service(_ added: String, _ name: String) throws -> ContainerService {
            let text = "region: eu-central-1\nservice:\n  image: weir:1\n  insecureHTTP: a gateway adds TLS\n" + added
            return try DeploymentEnvironment.parse(text, name: name, file: "f").service
        }
        #expect(try service("", "production").scaling == ServiceScaling(2, to: 6))
        let fixed = try service("  count: 3\n", "production")
        #expect(fixed.scaling == nil && fixed.count == 3)
        #expect(try service("  scaling: {minimum: 8}\n", "production").scaling == ServiceScaling(8, to: 8))
        var memory = ServiceScaling(1, to: 3)
        memory.cpu = nil
        memory.memory = 75
        #expect(try service("  scaling: {memory: 75, cpu: off}\n", "dev").scaling == memory)
    }

    @Test("A secret by its full ARN fills a variable of the tasks, and its field is named after #")
    func secrets() throws {
        let text = """
            region: eu-central-1
            service:
              image: weir:1
              secrets:
                TOKEN: arn:aws:secretsmanager:eu-central-1:123456789012:secret:partner/token-AbCdEf#key
                WHOLE: arn:aws:secretsmanager:eu-central-1:123456789012:secret:whole-AbCdEf
            """
        let environment = try DeploymentEnvironment.parse(text, name: "dev", file: "f")
        #expect(
            environment.service.secrets == [
                "TOKEN": ContainerSecret(
                    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:partner/token-AbCdEf", field: "key"),
                "WHOLE": ContainerSecret("arn:aws:secretsmanager:eu-central-1:123456789012:secret:whole-AbCdEf"),
            ])
        let stacks = try ProductApp(environment).synthesize()
        let service = try #require(stacks.last).template
        #expect(service.property("ApiTask", "ContainerDefinitions/0/Secrets/0/Name") == "TOKEN")
        // The migration does not need what the server's requests need.
        #expect(stacks.allSatisfy { $0.template.property("MigrationTask", "ContainerDefinitions/0/Secrets") == nil })
    }

    @Test(
        "A secret that is no full ARN, a name that is no variable and a variable of the server are refused",
        arguments: [
            ("TOKEN: hunter2", "the full ARN of a secret"),
            ("TOKEN: arn:aws:secretsmanager:eu-central-1:123456789012:secret:token", "the full ARN of a secret"),
            (
                "TOKEN: arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf#",
                "the full ARN of a secret"
            ),
            ("1TOKEN: arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf", "a variable's name"),
            ("DB_HOST: arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf", "sets DB_HOST itself"),
        ])
    func invalidSecrets(line: String, words: String) {
        let faults = Self.faults("  secrets:\n    \(line)\n")
        #expect(faults.count == 1 && faults.first?.contains(words) == true, "\(faults)")
        #expect(!faults.joined().contains("hunter2"))
    }
}
