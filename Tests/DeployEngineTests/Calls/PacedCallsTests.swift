import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Testing

@Suite struct PacedCallsTests {
    private let script = ScriptedCalls()

    private func paced(patience: Duration = .seconds(1800)) -> PacedCalls {
        PacedCalls(script, patience: patience, clock: script.clock, random: { 0.5 })
    }

    private let operation = StackOperations.DeleteStack(stack: "weir-dev-service")

    @Test("A throttled call is repeated until the service accepts it, also one that changes something")
    func throttled() async throws {
        script.on(StackOperations.DeleteStack.self) { (_, count) throws(AWSError) in
            if count < 20 { throw .throttled }
            return EmptyOutput()
        }
        _ = try await paced().call(operation)
        #expect(script.entries.count == 21)
        #expect(script.clock.elapsed > .seconds(60), "the pauses grow")
        #expect(script.clock.elapsed < .seconds(600))
    }

    @Test("A call that is throttled for longer than the patience fails with the service's error")
    func patience() async {
        script.on(StackOperations.DeleteStack.self) { (_, _) throws(AWSError) in throw .throttled }
        await #expect(throws: AWSError.self) { try await paced(patience: .seconds(60)).call(operation) }
        #expect(script.clock.elapsed >= .seconds(60) && script.clock.elapsed < .seconds(120))
    }

    @Test(
        "An error that no pause corrects is not repeated",
        arguments: ["ExpiredToken", "AccessDenied", "ValidationError", "LimitExceededException"])
    func others(code: String) async {
        script.on(StackOperations.DeleteStack.self) { (_, _) throws(AWSError) in throw .scripted(code) }
        await #expect(throws: AWSError.self) { try await paced().call(operation) }
        #expect(script.entries.count == 1)
        #expect(script.clock.elapsed == .zero)
    }

    @Test("A read whose response is cut off is repeated, and a change is not")
    func undecoded() async throws {
        let cut = AWSError(
            .invalidResponse, service: "CloudFormation", operation: "x", message: "cannot be decoded", status: 200)
        script.on(StackOperations.DescribeStacks.self) { (_, count) throws(AWSError) in
            if count < 2 { throw cut }
            return .init()
        }
        _ = try await paced().call(StackOperations.DescribeStacks(stack: "weir-dev-service"))
        script.on(StackOperations.DeleteStack.self) { (_, _) throws(AWSError) in throw cut }
        await #expect(throws: AWSError.self) { try await paced().call(operation) }
        #expect(script.names == ["DescribeStacks", "DescribeStacks", "DescribeStacks", "DeleteStack"])
    }

    @Test("Copies with another patience share the pace")
    func copies() async throws {
        script.on(StackOperations.DeleteStack.self) { (_, count) throws(AWSError) in
            if count == 0 { throw .throttled }
            return EmptyOutput()
        }
        let calls = paced()
        _ = try await calls.call(operation)
        #expect(calls.with(patience: .seconds(1)).interval(of: .cloudFormation) == calls.interval(of: .cloudFormation))
        #expect(calls.interval(of: .cloudFormation) > .milliseconds(250))
        #expect(calls.interval(of: .ecs) == .milliseconds(250))
    }
}
