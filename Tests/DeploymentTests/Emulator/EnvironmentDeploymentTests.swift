import Deployment
import Foundation
import Infra
import TestSupport
import Testing

/// Deployments of the shipped environments to an emulator of AWS.
@Suite(
    "Deployments to an emulator",
    .enabled(if: PythonTool.ministack.isExpected, PythonTool.ministack.absence))
struct EnvironmentDeploymentTests {
    private func environment(_ name: String) throws -> DeploymentEnvironment {
        try DeploymentEnvironment.load(name, directory: Repository.root.path)
    }

    @Test("Every stack of a shipped environment comes up, in order", arguments: ["dev", "staging", "production"])
    func creation(name: String) async throws {
        let account = try await Ministack.shared.account()
        let stacks = try ProductApp(try environment(name)).synthesize()
        let deployments = try await account.deploy(stacks, expecting: ["CREATE_COMPLETE"])
        #expect(deployments.count == stacks.count)
        // A second deployment changes nothing.
        try await account.deploy(stacks, expecting: ["UNCHANGED"])
    }

    @Test(
        "Every optional part comes up",
        arguments: [
            """
            network: {nat: 0, zones: 3}
            service:
              image: 'weir:1'
              exec: true
              anonymous: all
              insecureHTTP: the company's gateway adds TLS
              strategy: blue-green
            firewall: off
            audit: {config: true, rules: [RDS_STORAGE_ENCRYPTED]}
            budget: {monthly: 250, emails: [a@example.com]}
            github: {owner: octo, repository: weir}
            """,
            """
            network: {nat: per-zone, zones: 3, endpoints: true}
            cache: {}
            database: {version: 17.9, maximumStorage: off, auth: secret, replicas: 2, monitoring: 30}
            service:
              image: ghcr.io/weir/api:1
              domain: api.example.com
              strategy: {type: canary, testPort: 8443, pause: [post-test-traffic-shift]}
              scaling: {minimum: 3, maximum: 9, memory: 70}
              certificate: arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555
            cdn: {certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555'}
            observe:
              email: [a@example.com]
              slack: {workspace: T1, channel: C1}
              tracing: {image: 'collector:1'}
            identity: {userPool: true, domain: people, loadBalancer: true}
            """,
            """
            network: {nat: 0, zones: ac}
            database: {engine: aurora, replicas: 1, auth: secret, monitoring: 60, key: own}
            cache: {type: cache.t4g.micro, nodes: 2}
            service: {image: 'weir:1', insecureHTTP: the company's gateway adds TLS}
            """,
        ])
    func parts(text: String) async throws {
        let environment = try DeploymentEnvironment.parse(
            "region: eu-central-1\n" + text, name: "production", file: "production.yaml")
        let account = try await Ministack.shared.account()
        try await account.deploy(try ProductApp(environment).synthesize(), expecting: ["CREATE_COMPLETE"])
    }

    @Test("The list of types that the emulator lacks is complete and has no type that it knows")
    func missingTypes() async throws {
        let emulator = try await Ministack.shared
        #expect(emulator.superfluous == [])
        #expect(emulator.missing.isSubset(of: ResourceFacts.known.keys))
        let decision = try String(
            contentsOf: Repository.root.appending(path: "Docs/Decisions/0031-emulator.md"), encoding: .utf8)
        for type in emulator.missing { #expect(decision.contains("`\(type)`"), "\(type) is not in the document") }
    }
}
