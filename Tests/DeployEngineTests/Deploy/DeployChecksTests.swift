import AWSOperations
import DeployEngine
import DeployEngineTesting
import Testing

@Suite("Checks of a deployment on an account in memory")
struct DeployChecksTests {
    private func stored(_ stage: DeployStage) async throws -> String? {
        try await stage.context().calls.call(
            ParameterOperations.GetParameters(names: ["/stacks/app-test-foundation/Database"])
        ).parameters.first?.value
    }

    @Test("A deployment that reverts drift returns a resource that was changed outside of its template")
    func revertDrift() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy().ending == .succeeded)
        let value = try #require(try await stored(stage))
        _ = try await stage.context().calls.call(
            ParameterOperations.PutParameter(
                name: "/stacks/app-test-foundation/Database", value: "elsewhere", type: "String", overwrites: true))
        let result = try await stage.deploy(options: { $0.revertsDrift = true })
        #expect(result.ending == .succeeded)
        let change = result.review?.stacks.first { $0.name == SampleApp.name(.foundation) }?.changes.first
        #expect(change?.logicalID == "Shared")
        #expect(try await stored(stage) == value)
    }

    @Test("Preflight warns of a release whose image is gone, and of no other")
    func lostImage() async throws {
        let stage = try await DeployStage()
        for tag in ["1", "2", "3"] {
            if tag != "1" { stage.push(tag) }
            #expect(try await stage.deploy(SampleApp(tag: tag)).ending == .succeeded)
        }
        let second = try #require(try await stage.releases().first { $0.number == 2 }?.image?.digest)
        _ = try await stage.context().calls.call(
            ImageOperations.BatchDeleteImage(
                repository: SampleApp.repository, ids: [ImageIdentifier(digest: second)]))
        stage.push("4")
        let before = stage.events.count
        #expect(try await stage.deploy(SampleApp(tag: "4")).ending == .succeeded)
        let warnings = stage.events.dropFirst(before).compactMap { event -> String? in
            if case .warning(let text) = event.fact, event.phase == .preflight { text } else { nil }
        }.filter { $0.contains("the image of release") }
        #expect(
            warnings == [
                "the image of release 2, app@\(second), is gone from the registry: `infra-cli rollback` cannot return to it"
            ])
    }
}
