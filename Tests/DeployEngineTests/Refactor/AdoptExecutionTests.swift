import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite("The import of resources on an account in memory")
struct AdoptExecutionTests {
    private func template(_ value: String = "1", adopts: Bool = true) -> String {
        let adopted =
            #""Adopted":{"Type":"AWS::SSM::Parameter","DeletionPolicy":"Retain","Properties":{"Name":"/a","Type":"String","Value":"1"}},"#
        return #"""
            {"Resources":{\#(adopts ? adopted : "")
              "Other":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":"\#(value)"}}}}
            """#
    }

    private func adopt(
        _ environment: StuckEnvironment, name: String = "/a",
        heartbeat: @escaping @Sendable () async throws(EngineError) -> Void = { () async throws(EngineError) in }
    ) async throws(EngineError) -> StackOutcome? {
        let plan = AdoptPlan(
            [AdoptedResource(stack: environment.stack, logicalID: "Adopted", identifiers: ["Name": name])],
            live: template(adopts: false), planned: template())
        let stack = PlannedStack(role: .service, name: environment.stack, template: template())
        return try await AdoptExecution(
            context: environment.context, heartbeat: heartbeat, stack: stack, plan: plan, executionRole: nil,
            token: "adopt"
        ).run()
    }

    private func deployed(exists: Bool = true) async throws -> StuckEnvironment {
        let environment = try StuckEnvironment()
        try await environment.change(template(adopts: false), token: "first")
        if exists {
            _ = try await environment.context.calls.call(
                ParameterOperations.PutParameter(name: "/a", value: "1", type: "String"))
        }
        return environment
    }

    /// The number of change sets, without the executed one of the deployment, which stays listed.
    private func changeSets(_ environment: StuckEnvironment) async throws -> Int {
        try await environment.context.calls.call(StackOperations.ListChangeSets(stack: environment.stack)).changeSets
            .filter { $0.executionStatus != .executeComplete }.count
    }

    private func logicalIDs(_ environment: StuckEnvironment) async throws -> Set<String> {
        Set(
            try await environment.context.calls.call(
                StackOperations.DescribeStackResources(stack: environment.stack)
            ).resources.map(\.logicalID))
    }

    @Test("An existing resource belongs to the stack afterwards")
    func success() async throws {
        let environment = try await deployed()
        guard case .succeeded? = try await adopt(environment) else { return #expect(Bool(false), "not imported") }
        #expect(try await environment.status == "IMPORT_COMPLETE")
        #expect(try await logicalIDs(environment) == ["Adopted", "Other"])
    }

    @Test("A resource that does not exist fails the change set, and neither it nor a change stays")
    func missing() async throws {
        let environment = try await deployed(exists: false)
        let error = await #expect(throws: EngineError.self) { try await adopt(environment) }
        #expect(error?.code == .changeSetFailed)
        #expect(try await environment.status == "CREATE_COMPLETE")
        #expect(try await changeSets(environment) == 0)
    }

    @Test("An import that fails gives the resource back and says why")
    func rolledBack() async throws {
        let environment = try await deployed()
        environment.fail([FakeFailure("Adopted", .importing, duringRollback: false, message: "it is in use")])
        guard case .rolledBack(let failure)? = try await adopt(environment) else {
            return #expect(Bool(false), "the import did not roll back")
        }
        #expect(failure.words.contains("it is in use"))
        #expect(try await logicalIDs(environment) == ["Other"])
        let stored = try await environment.context.calls.call(ParameterOperations.GetParameters(names: ["/a"]))
        #expect(stored.parameters.map(\.value) == ["1"])
    }

    @Test("A denied call ends the import before anything is changed, and names the missing action")
    func denied() async throws {
        let environment = try await deployed()
        environment.aws.setFault { request, _ in
            request.operation == "CreateChangeSet"
                ? .error(FakeError("AccessDenied", "no identity-based policy allows it", status: 403)) : nil
        }
        let error = await #expect(throws: EngineError.self) { try await adopt(environment) }
        #expect(error?.code == .accessDenied)
        #expect(error?.advice?.contains("cloudformation:CreateChangeSet") == true)
        #expect(try await logicalIDs(environment) == ["Other"])
    }

    @Test("A lost lease stops the import before its change set")
    func lostLease() async throws {
        let environment = try await deployed()
        let error = await #expect(throws: EngineError.self) {
            try await adopt(environment) { () async throws(EngineError) in
                throw EngineError(.conflict, "the lease is lost")
            }
        }
        #expect(error?.code == .conflict)
        #expect(try await changeSets(environment) == 0)
    }
}
