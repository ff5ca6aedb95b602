import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite("The validation by CloudFormation on an account in memory")
struct OnlineValidationTests {
    /// The sample with a file that sets every property.
    private struct LocatedApp: ReleasePlanner {
        var app = SampleApp()

        func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan { try app.plan(imageDigest: imageDigest) }

        func origin(of path: String, inStack stack: String) -> String? {
            path.hasSuffix("AllocatedStorage") ? "deploy/test.yaml:7:12 (database.storage)" : nil
        }
    }

    private static let foundation = SampleApp.name(.foundation)

    private func order(_ stage: DeployStage, fails: Bool, property: String = "AllocatedStorage") {
        let validation = FakeValidation(
            "Database", path: "/Resources/Database/Properties/\(property)", name: "PROPERTY_VALIDATION", fails: fails,
            message: "expected a number", stackName: Self.foundation)
        stage.aws.change { $0.service(FakeCloudFormation.self)?.validations.append(validation) }
    }

    private func validate(_ stage: DeployStage, _ app: SampleApp) async throws -> [OnlineValidation.Result] {
        try await OnlineValidation(
            context: stage.context(), planner: LocatedApp(app: app), addresses: try stage.addresses()
        ).run()
    }

    /// The change sets that are left, without executed ones, which stay listed.
    private func left(_ stage: DeployStage) async throws -> [String] {
        var names: [String] = []
        for stack in SampleApp.roles.map(SampleApp.name) where try await stage.status(.foundation) != nil {
            guard try await StackDescription.find(stack, stage.context().calls) != nil else { continue }
            names += try await stage.context().calls.call(StackOperations.ListChangeSets(stack: stack)).changeSets
                .filter { $0.executionStatus != .executeComplete }.map(\.name)
        }
        return names
    }

    @Test(
        "A finding names the line of the file, and neither a change set nor a new stack is left",
        arguments: [true, false])
    func finding(isDeployed: Bool) async throws {
        let stage = try await DeployStage()
        if isDeployed { _ = try await stage.deploy() }
        order(stage, fails: true)
        let results = try await validate(stage, SampleApp(databaseSize: "x"))
        // The plan has the image by its tag, so the other stacks have changes.
        #expect(
            results.map(\.state) == (isDeployed ? [.refused, .valid, .valid] : [.refused, .postponed, .postponed]))
        #expect(
            results.first?.lines.last
                == "  error: /Resources/Database/Properties/AllocatedStorage: expected a number (PROPERTY_VALIDATION); "
                + "set by deploy/test.yaml:7:12 (database.storage)")
        #expect(try await left(stage).isEmpty)
        #expect((try await stage.status(.foundation) != nil) == isDeployed)
    }

    @Test("A warning does not refuse, and a default has no line")
    func warning() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        order(stage, fails: false, property: "Engine")
        let results = try await validate(stage, SampleApp(databaseSize: "30"))
        #expect(results.first?.state == .valid)
        #expect(results.first?.findings.map(\.isWarning) == [true])
        #expect(results.first?.findings.first?.origin == nil)
        #expect(results.first?.lines.last?.hasPrefix("  warning: ") == true)
        #expect(try await left(stage).isEmpty)
    }

    @Test("A deployment whose change set fails names the line of the file")
    func deploy() async throws {
        let stage = try await DeployStage()
        order(stage, fails: true)
        var options = DeployOptions()
        options.approval = .always
        var run = DeployRun(
            context: stage.context(), planner: LocatedApp(), dialogue: stage.dialogue,
            probe: StageProbe(result: .ready), addresses: try stage.addresses())
        let result = await run.run(options)
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.reason.contains("set by deploy/test.yaml:7:12 (database.storage)"), "\(failure.reason)")
        #expect(try await stage.status(.foundation) == nil)
    }
}
