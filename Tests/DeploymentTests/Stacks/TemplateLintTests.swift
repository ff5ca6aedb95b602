import Deployment
import Foundation
import Infra
import TestSupport
import Testing

@Suite("Templates")
struct TemplateLintTests {
    /// The three environments of the repository, and settings that bring in what those leave out.
    private static func templates() throws -> [StackTemplate] {
        var stacks: [StackTemplate] = []
        for name in ["dev", "staging", "production"] {
            stacks += try ProductApp(try DeploymentEnvironment.load(name, directory: Repository.root.path)).synthesize()
        }
        let variants = [
            """
            network: {nat: 0, zones: 3}
            service:
              image: 'weir:1'
              exec: true
              architecture: arm64
              anonymous: all
              insecureHTTP: the company's gateway adds TLS
              strategy: blue-green
            firewall: off
            """,
            """
            network: {nat: per-zone, zones: 3, endpoints: true}
            cache: {}
            database: {version: 17.9, removal: retain, maximumStorage: off, auth: secret, replicas: 2, monitoring: 30}
            service:
              image: ghcr.io/weir/api:1
              cpu: 16384
              domain: api.example.com
              strategy: {type: canary, testPort: 8443, pause: [post-test-traffic-shift]}
              scaling: {minimum: 3, maximum: 9, memory: 70}
              certificate: arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555
            cdn:
              certificate: arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555
              locations: all
            """,
            """
            network: {nat: 0, zones: ac}
            database: {engine: aurora, replicas: 1, auth: secret, monitoring: 60, deletionProtection: false, key: own}
            cache: {type: cache.t4g.micro, nodes: 2}
            service: {image: 'weir:1', insecureHTTP: the company's gateway adds TLS}
            """,
        ]
        for (index, variant) in variants.enumerated() {
            let text = "application: variant\(index)\nregion: eu-central-1\n" + variant
            stacks += try ProductApp(try DeploymentEnvironment.parse(text, name: "production", file: "variant"))
                .synthesize()
        }
        return stacks
    }

    @Test("No template has a finding of cfn-lint", .enabled(if: CloudFormationLinter.isExpected))
    func lint() async throws {
        let stacks = try TemplateLintTests.templates()
        #expect(stacks.count == 24)
        try await CloudFormationLinter.check(stacks.map { ($0.name, $0.template.json) })
    }
}
