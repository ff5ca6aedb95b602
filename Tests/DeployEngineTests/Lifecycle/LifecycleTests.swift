import TestSupport
import Testing

@Suite("The lifecycle of stacks")
struct LifecycleTests {
    @Test("A stack lives as described in FakeAWS", arguments: LifecycleCase.all)
    func fake(_ entry: LifecycleCase) async throws {
        try await entry.body(LifecycleRun(world: FakeLifecycleWorld()))
    }

    @Test(
        "A stack lives as described in ministack, apart from the differences listed",
        .enabled(if: PythonTool.ministack.isExpected, PythonTool.ministack.absence), arguments: LifecycleCase.all)
    func ministack(_ entry: LifecycleCase) async throws {
        let world = try await MinistackWorld()
        guard let difference = MinistackDifference.all[entry.name] else {
            return try await entry.body(LifecycleRun(world: world))
        }
        await withKnownIssue("\(difference)") {
            try await entry.body(LifecycleRun(world: world))
        }
    }

    @Test("Each case has a name of its own, and each difference a case")
    func names() {
        let names = LifecycleCase.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(MinistackDifference.all.keys).isSubset(of: names))
        #expect(names.count >= 60)
    }
}
