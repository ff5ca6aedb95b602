import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import HTTPCore
import Testing

@Suite("A failing deletion of an environment")
struct DestroyExecutionTests {
    private func destruction(
        _ environment: StuckEnvironment, _ change: (inout DestroyOptions) -> Void = { _ in }
    ) throws -> DestroyExecution {
        var options = DestroyOptions()
        change(&options)
        return DestroyExecution(
            context: environment.context,
            addresses: ArtifactAddresses(endpoint: try environment.aws.configuration().client(for: .s3).endpoint),
            stacks: [EnvironmentStack(name: environment.stack, statefulIDs: ["Data"])], bootstrap: nil,
            location: environment.location, record: .sample("destroy", at: environment.aws.clock.date),
            options: options)
    }

    private func deployed() async throws -> StuckEnvironment {
        let environment = try StuckEnvironment()
        try await environment.change(StuckEnvironment.template("1"), token: "first")
        return environment
    }

    private func lease(_ environment: StuckEnvironment) async throws -> LeaseStatus {
        try await LeaseStatus.read(
            context: environment.context, location: environment.location, environment: "dev"
        ) { () async throws(AWSError) in [] }
    }

    @Test("Data that no option gives up blocks the deletion before anything is changed")
    func data() async throws {
        let environment = try await deployed()
        let plan = try await destruction(environment).plan()
        #expect(plan.blockers.contains { $0.remedy.contains("--allow-loss Data") })
        #expect(plan.steps.isEmpty)
        let error = await #expect(throws: EngineError.self) { try await destruction(environment).run(plan) }
        #expect(error?.code == .refused)
        #expect(try await environment.status == "CREATE_COMPLETE")
        #expect(try await lease(environment).stored == nil)
    }

    @Test("A resource that cannot be deleted is named, the lease is released, and a repetition goes on")
    func stuck() async throws {
        let environment = try await deployed()
        environment.fail([FakeFailure("B", .delete, message: "it is in use by another account", times: 1)])
        let run = try destruction(environment) { $0.allowedLosses = ["Data"] }
        let plan = try await run.plan()
        #expect(plan.blockers.isEmpty, "\(plan.blockers)")
        let error = await #expect(throws: EngineError.self) { try await run.run(plan) }
        #expect(error?.code == .refused)
        #expect(error?.description.contains("it is in use by another account") == true)
        #expect(try await environment.status == "DELETE_FAILED")
        #expect(try await lease(environment).stored == nil)
        try await run.run(try await run.plan())
        #expect(try await environment.status == nil)
        #expect(try await lease(environment).stored == nil)
    }

    @Test("A denied deletion names the missing action and releases the lease")
    func denied() async throws {
        let environment = try await deployed()
        environment.aws.setFault { request, _ in
            request.operation == "DeleteStack"
                ? .error(FakeError("AccessDenied", "no identity-based policy allows it", status: 403)) : nil
        }
        let run = try destruction(environment) { $0.allowedLosses = ["Data"] }
        let plan = try await run.plan()
        let error = await #expect(throws: EngineError.self) { try await run.run(plan) }
        #expect(error?.code == .accessDenied)
        #expect(error?.advice?.contains("cloudformation:DeleteStack") == true)
        #expect(try await environment.status == "CREATE_COMPLETE")
        #expect(try await lease(environment).stored == nil)
    }

    @Test("Another run's lease refuses the deletion")
    func held() async throws {
        let environment = try await deployed()
        _ = try await environment.begin()
        let run = try destruction(environment) { $0.allowedLosses = ["Data"] }
        let plan = try await run.plan()
        let error = await #expect(throws: EngineError.self) { try await run.run(plan) }
        #expect(error?.code == .conflict)
        #expect(try await environment.status == "CREATE_COMPLETE")
        #expect(try await lease(environment).stored != nil)
    }

    @Test("A lost answer to a deletion is settled by a look at the stack")
    func lostAnswer() async throws {
        let environment = try await deployed()
        environment.aws.setFault { request, _ in
            request.operation == "DeleteStack" ? .transportAfterwards(TransportError(.connectionLost, "cut")) : nil
        }
        let run = try destruction(environment) { $0.allowedLosses = ["Data"] }
        try await run.run(try await run.plan())
        #expect(try await environment.status == nil)
    }
}
