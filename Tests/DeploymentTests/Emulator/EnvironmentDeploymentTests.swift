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
