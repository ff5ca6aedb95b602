import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite("Moves and imports of a deployment")
struct RearrangementTests {
    private static let foundation = SampleApp.name(.foundation)
    private static let move = ResourceMove("Database", in: foundation, to: "Main", in: foundation)

    private func deployed(_ app: SampleApp = SampleApp()) async throws -> DeployStage {
        let stage = try await DeployStage()
        #expect(try await stage.deploy(app).ending == .succeeded)
        return stage
    }

    private func resources(_ stage: DeployStage) async throws -> [String: String] {
        let found = try await stage.context().calls.call(
            StackOperations.DescribeStackResources(stack: Self.foundation)
        ).resources
        return Dictionary(found.map { ($0.logicalID, $0.physicalID ?? "") }) { first, _ in first }
    }

    private func foundation(_ review: Review?) -> Review.Stack? {
        review?.stacks.first { $0.name == Self.foundation }
    }

    @Test("A renamed database is moved and not replaced, with a change of its properties in the same deployment")
    func rename() async throws {
        let stage = try await deployed()
        let before = try await resources(stage)
        stage.push("2")
        let app = SampleApp(tag: "2", databaseSize: "30", databaseID: "Main", moves: [Self.move])
        let result = try await stage.deploy(app)
        #expect(result.ending == .succeeded)
        let after = try await resources(stage)
        #expect(after["Main"] == before["Database"] && after["Database"] == nil)
        let review = try #require(result.review)
        #expect(foundation(review)?.state == .rearranged)
        #expect(foundation(review)?.rearranged == ["moved Database to Main, not replaced"])
        #expect(review.changes.allSatisfy { !$0.endangersContent })
        let text = ReviewText(review).description
        #expect(text.contains("  moved Database to Main, not replaced\n"))
        #expect(stage.events.contains { "\($0.fact)".contains("not replaced") })
        // The entry may stay, and is done.
        #expect(try await stage.deploy(app).ending == .unchanged)
        #expect(stage.events.contains { "\($0.fact)".contains("the entry can be removed") })
    }

    @Test("Without its entry a renamed database is refused, and nothing is changed")
    func withoutEntry() async throws {
        let stage = try await deployed()
        let result = try await stage.deploy(SampleApp(databaseID: "Main"))
        // The new database would need the name of the old one, or replace it.
        #expect(result.ending != .succeeded && result.ending != .unchanged)
        #expect(try await resources(stage)["Database"] != nil)
    }

    @Test("The approval of one move is not that of another")
    func digest() {
        var review = Review(
            environment: "test", imageDigest: nil,
            stacks: [.init(name: "a", state: .rearranged, templateDigest: "t", rearranged: ["moved A to B"])])
        let first = review.digest
        review.stacks[0].rearranged = ["moved C to B"]
        #expect(review.digest != first)
        #expect(!review.isUnchanged)
    }

    @Test("An entry for an environment that does not exist yet has no effect")
    func fresh() async throws {
        let stage = try await deployed(SampleApp(databaseID: "Main", moves: [Self.move]))
        #expect(try await resources(stage)["Main"] != nil)
    }

    @Test("An entry that cannot be carried out ends the deployment before anything is changed")
    func refused() async throws {
        let stage = try await deployed()
        let wrong = ResourceMove("Nothing", in: Self.foundation, to: "Main", in: Self.foundation)
        let result = try await stage.deploy(SampleApp(databaseID: "Main", moves: [wrong]))
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.reason.contains("Nothing is not in the deployed stack"))
        #expect(failure.step == .preflight)
        #expect(try await resources(stage)["Database"] != nil)
        #expect(try await stage.lease().stored == nil)
    }

    @Test("A rollback to a release before the move moves the resource back")
    func rollback() async throws {
        let stage = try await deployed()
        let before = try await resources(stage)["Database"]
        stage.push("2")
        let app = SampleApp(tag: "2", databaseID: "Main", moves: [Self.move])
        #expect(try await stage.deploy(app).ending == .succeeded)
        let preparation = RollbackPreparation(context: stage.context(), ledger: try stage.ledger())
        let plan = try await preparation.plan(to: 1, scope: .stacks).plan
        let planner = try await preparation.planner(of: plan, base: try app.plan(imageDigest: nil))
        var options = DeployOptions()
        options.approval = .always
        options.restores = 1
        var run = DeployRun(
            context: stage.context(), planner: planner, dialogue: stage.dialogue, probe: StageProbe(result: .ready),
            addresses: try stage.addresses())
        #expect(await run.run(options).ending == .succeeded)
        #expect(try await resources(stage)["Database"] == before)
        // The next deployment of the file moves it again.
        #expect(try await stage.deploy(app).ending == .succeeded)
        #expect(try await resources(stage)["Main"] == before)
    }

    @Test("An existing resource is adopted and not created")
    func adopt() async throws {
        let stage = try await deployed()
        _ = try await stage.context().calls.call(
            ParameterOperations.PutParameter(name: "/extra", value: "1", type: "String"))
        let adoption = AdoptedResource(
            stack: Self.foundation, logicalID: "Extra", identifiers: ["Name": "/extra"])
        let app = SampleApp(extra: "/extra", adoptions: [adoption])
        let result = try await stage.deploy(app)
        #expect(result.ending == .succeeded, "\(result.ending)")
        #expect(foundation(result.review)?.rearranged == ["adopted Extra (/extra), not created"])
        #expect(try await resources(stage)["Extra"] == "/extra")
        #expect(try await stage.deploy(app).ending == .unchanged)
    }

    @Test("A resource to adopt that does not exist fails the deployment and releases the lease")
    func missing() async throws {
        let stage = try await deployed()
        let adoption = AdoptedResource(
            stack: Self.foundation, logicalID: "Extra", identifiers: ["Name": "/none"])
        let result = try await stage.deploy(SampleApp(extra: "/none", adoptions: [adoption]))
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.step == .rearrange)
        #expect(try await stage.lease().stored == nil)
        #expect(try await stage.status(.foundation)?.hasSuffix("_COMPLETE") == true)
    }
}
