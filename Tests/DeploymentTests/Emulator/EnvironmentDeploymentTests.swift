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
}
