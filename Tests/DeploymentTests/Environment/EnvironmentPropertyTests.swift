import Deployment
import Infra
import TestSupport
import Testing

@Suite("Any environment file")
struct EnvironmentPropertyTests {
    /// Pieces that YAML, the sections and the checks care about.
    private static let pieces = [
        "region", "network", "database", "service", "tags", "cidr", "nat", "zones", "image", "cpu", "memory", "allow",
        ":", ": ", "\n", "\n  ", "\n    - ", "- ", "[", "]", "{", "}", ",", "\"", "'", "&a ", "*a", "|", ">", "?", "#",
        "!!int ", "---\n", "...\n", "%", "@", "\t", "0", "1", "256", "99999999999999999999", "-1", "1e9", "true",
        "null",
        "~", "10.0.0.0/16", "/", "weir:1", "eu-west-1", "é", "\u{0}", "\u{FEFF}", "\u{2028}", "😀", "<<", "=", "\r",
    ]

    @Test("Any text is read, or refused with a place", arguments: 0..<40 as Range<UInt64>)
    func neverTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<50 {
            let count = Int.random(in: 0...60, using: &random)
            let text = (0..<count).map { _ in EnvironmentPropertyTests.pieces.randomElement(using: &random) ?? "" }
                .joined()
            do {
                let environment = try DeploymentEnvironment.parse(text, name: "dev", file: "f.yaml")
                #expect(!environment.region.isEmpty, "seed \(seed) round \(round)")
            } catch {
                guard case .invalid(let diagnostics) = error else {
                    Issue.record("seed \(seed) round \(round): \(error)")
                    continue
                }
                #expect(!diagnostics.isEmpty, "seed \(seed) round \(round): refused without a reason")
                #expect(diagnostics.allSatisfy { $0.line >= 1 && $0.column >= 1 }, "seed \(seed) round \(round)")
            }
        }
    }

    @Test("An accepted environment can be synthesized", arguments: 0..<60 as Range<UInt64>)
    func synthesizes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        let text = """
            region: \(pick(["eu-central-1", "us-gov-west-1", "ap-southeast-2"]))
            network:
              cidr: \(pick(["10.0.0.0/16", "172.16.4.0/22", "192.168.128.0/18"]))
              zones: \(pick(["2", "3"]))
              nat: \(pick(["0", "1", "per-zone"]))
              endpoints: \(pick(["true"]))
              flowLogDays: \(pick(["off", "7", "3653"]))
            database:
              storage: \(pick(["20", "400", "65536"]))
              removal: \(pick(["snapshot", "retain", "delete"]))
            service:
              image: weir:\(pick(["1", "v2.0", "abc"]))
              cpu: \(pick(["256", "1024", "16384"]))
              internal: \(pick(["true", "false"]))
              exec: \(pick(["true", "false"]))
              anonymous: \(pick(["none", "read", "all"]))
              \(pick(["insecureHTTP: the company adds TLS", "domain: a.example.com\n  hostedZone: Z1"]))
              strategy: \(pick(["rolling", "blue-green", "canary", "linear"]))
            """
        let name = pick(["dev", "staging", "production", "other"])
        let environment = try DeploymentEnvironment.parse(text, name: name, file: "f.yaml")
        let first = try ProductApp(environment).synthesize()
        let second = try ProductApp(environment).synthesize()
        #expect(first.map(\.template.json) == second.map(\.template.json), "seed \(seed)")
    }
}
