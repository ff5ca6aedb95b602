import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite
struct DriftDetectionTests {
    @Test("A parameter that was changed by hand is drift, and a delegated one is a note")
    func detects() async throws {
        let environment = try StuckEnvironment()
        try await environment.change(StuckEnvironment.template("0"), token: "first")
        let names = try await environment.context.calls.call(
            StackOperations.DescribeStackResources(stack: environment.stack)
        ).resources
        for id in ["A", "B"] {
            let name = try #require(names.first { $0.logicalID == id }?.physicalID)
            _ = try await environment.context.calls.call(
                ParameterOperations.PutParameter(name: name, value: "by hand", overwrites: true))
        }
        let subject = DriftDetection.Subject(
            stack: environment.stack, delegated: DeployEngine.DelegatedProperties(["B": ["Value"]]))
        let missing = DriftDetection.Subject(stack: "weir-dev-missing")
        let report = try await DriftDetection(context: environment.context, subjects: [subject, missing]).run()
        #expect(report.drifted.map(\.logicalID) == ["A"])
        #expect(report.drifted.first?.path == "/Value" && report.drifted.first?.actual?.contains("by hand") == true)
        #expect(report.notes.map(\.logicalID) == ["B"])
    }

    @Test("A stack without differences has no drift")
    func none() async throws {
        let environment = try StuckEnvironment()
        try await environment.change(StuckEnvironment.template("0"), token: "first")
        let report = try await DriftDetection(
            context: environment.context, subjects: [.init(stack: environment.stack)]
        ).run()
        #expect(!report.hasDrift && report.notes.isEmpty)
    }
}
