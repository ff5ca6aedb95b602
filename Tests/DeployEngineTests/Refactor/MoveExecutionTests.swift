import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite
struct MoveExecutionTests {
    private func template(_ name: String, value: String = "1") -> String {
        #"""
        {"Resources":{
          "\#(name)":{"Type":"AWS::SQS::Queue","DeletionPolicy":"Retain","Properties":{}},
          "User":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":{"Ref":"\#(name)"}}},
          "Other":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":"\#(value)"}}
        }}
        """#
    }

    private func resources(_ environment: StuckEnvironment) async throws -> [String: String] {
        let found = try await environment.context.calls.call(
            StackOperations.DescribeStackResources(stack: environment.stack)
        ).resources
        return Dictionary(found.map { ($0.logicalID, $0.physicalID ?? "") }, uniquingKeysWith: { $1 })
    }

    @Test("A renamed resource with data keeps its physical id, and the next deployment replaces nothing")
    func rename() async throws {
        let environment = try StuckEnvironment()
        try await environment.change(template("Old"), token: "first")
        let before = try await resources(environment)
        let stack = environment.stack
        let move = ResourceMove(
            from: ResourceLocation(stack: stack, logicalID: "Old"), to: ResourceLocation(stack: stack, logicalID: "New")
        )
        let planned = template("New", value: "2")
        let plan = MovePlan([move], live: [stack: template("Old")], planned: [stack: planned])
        #expect(plan.refusals.isEmpty)
        try await MoveExecution(context: environment.context, heartbeat: {}, plan: plan).run()
        let after = try await resources(environment)
        #expect(after["New"] == before["Old"] && after["Old"] == nil && after["User"] == before["User"])
        // The entry may stay in the file.
        let live = try await environment.context.calls.call(StackOperations.GetTemplate(stack: stack)).template
        let again = MovePlan([move], live: [stack: live], planned: [stack: planned])
        #expect(again.isEmpty && again.done == [move])
        try await environment.change(planned, token: "second")
        let final = try await resources(environment)
        #expect(final["New"] == before["Old"])
        #expect(try await environment.status == "UPDATE_COMPLETE")
    }
}
