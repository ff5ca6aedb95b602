import DeployEngine
import DeployEngineTesting
import Testing

@Suite("A deployment on an account in memory")
struct DeployRunTests {
    @Test("The first deployment of an empty account creates every stack, migrates, verifies and records release 1")
    func first() async throws {
        let stage = try await DeployStage()
        let result = try await stage.deploy()
        #expect(result.ending == .succeeded)
        for role in SampleApp.roles { #expect(try await stage.status(role) == "CREATE_COMPLETE") }
        let release = try #require(try await stage.releases().first)
        #expect(release.number == 1 && release.outcome == .succeeded)
        #expect(release.schema == .init(after: 4, neededLevel: 4, knownLevel: 4, servesFrom: 3))
        #expect(release.image?.tag == "1" && release.image?.digest.hasPrefix("sha256:") == true)
        #expect(release.service?.taskDefinition.contains("app-test-service") == true)
        #expect(release.phases.allSatisfy { $0.ended != nil })
        #expect(try await stage.lease().stored == nil)
        let review = try #require(stage.dialogue.reviews.first)
        #expect(review.stacks.map(\.state) == [.prepared, .postponed, .postponed])
    }

    @Test("A second deployment of the same changes nothing and records nothing")
    func unchanged() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        let result = try await stage.deploy()
        #expect(result.ending == .unchanged)
        #expect(try await stage.releases().count == 1)
        #expect(try await stage.lease().stored == nil)
    }

    @Test("Another image changes the task definitions and leaves the foundation alone")
    func image() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        let digest = stage.push("2")
        let result = try await stage.deploy(SampleApp(tag: "2"))
        #expect(result.ending == .succeeded)
        #expect(try await stage.status(.foundation) == "CREATE_COMPLETE")
        #expect(try await stage.status(.service) == "UPDATE_COMPLETE")
        #expect(result.release?.image?.digest == digest && result.release?.number == 2)
        let review = try #require(stage.dialogue.reviews.last)
        #expect(review.stacks.map(\.state) == [.unchanged, .prepared, .prepared])
    }

    @Test("An image whose tasks crash is stopped early, and the old version serves on")
    func crash() async throws {
        let stage = try await DeployStage()
        let first = try await stage.deploy()
        stage.push("2", .crashing(code: 1, log: ["DB_HOST is missing"]))
        let result = try await stage.deploy(SampleApp(tag: "2"))
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.step == .execute(.service))
        #expect(try await stage.status(.service) == "UPDATE_ROLLBACK_COMPLETE")
        guard case .rolledBack = result.release?.outcome else {
            return #expect(Bool(false), "\(String(describing: result.release?.outcome))")
        }
        #expect(result.evidence?.logs.contains { $0.lines.contains { $0.contains("DB_HOST is missing") } } == true)
        #expect(result.explanation?.causeID == "program-failed", "\(String(describing: result.explanation?.paragraph))")
        let running = stage.aws.workloads { workloads in
            workloads.ecs.tasks.values.filter { $0.status == .running }.compactMap { $0.containers.first?.digest }
        }
        #expect(running == [first.release?.image?.digest].compactMap(\.self))
        #expect(try await stage.lease().stored == nil)
    }

    @Test("A migration that fails ends the deployment before the service is touched")
    func migration() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        stage.push("2")
        stage.aws.workloads { $0.ecs.commandBehaviours["migrate"] = .crashing(code: 1, log: ["failed  5  partitions"]) }
        let result = try await stage.deploy(SampleApp(tag: "2"))
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.step == .migrate && failure.reason.contains("failed  5  partitions"))
        #expect(result.explanation?.causeID == "program-failed", "\(String(describing: result.explanation?.text()))")
        #expect(result.explanation?.text().contains("failed 5 partitions") == true)
        #expect(try await stage.status(.service) == "CREATE_COMPLETE")
        #expect(try await stage.lease().stored == nil)
    }

    @Test("Replacing the database is refused without --allow-replace, and nothing changes")
    func replacement() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        let app = SampleApp(databaseName: "other")
        let result = try await stage.deploy(app)
        guard case .notApproved(let reason) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(reason.contains("--allow-replace Database"))
        #expect(try await stage.status(.foundation) == "CREATE_COMPLETE")
        let allowed = try await stage.deploy(app, options: { $0.allowedReplacements = ["Database"] })
        #expect(allowed.ending == .succeeded)
    }

    @Test("An approval is good for what was shown, and for nothing else")
    func approval() async throws {
        let stage = try await DeployStage()
        let shown = try await stage.deploy(options: { $0.approval = .never })
        guard case .notApproved = shown.ending, let digest = shown.review?.digest else {
            return #expect(Bool(false), "\(shown.ending)")
        }
        #expect(try await stage.status(.foundation) == nil, "a review leaves no stack behind")
        let other = try await stage.deploy(SampleApp(databaseSize: "30"), options: { $0.approval = .digest(digest) })
        guard case .notApproved = other.ending else { return #expect(Bool(false), "\(other.ending)") }
        let same = try await stage.deploy(options: { $0.approval = .digest(String(digest.prefix(12))) })
        #expect(same.ending == .succeeded)
    }

    @Test("A bootstrap for other permissions is named before any change")
    func policy() async throws {
        let stage = try await DeployStage()
        let result = try await stage.deploy(SampleApp(policyHash: "hash-2"))
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.step == .preflight && failure.reason.contains("infra-cli bootstrap test"))
        try await stage.bootstrap(policyHash: "hash-2")
        #expect(try await stage.deploy(SampleApp(policyHash: "hash-2")).ending == .succeeded)
    }

    @Test("A service that is not ready fails the verification")
    func notReady() async throws {
        let stage = try await DeployStage()
        stage.answer(.notReady(status: 503, body: "schema 4, expected 5"))
        let result = try await stage.deploy()
        guard case .failed(let failure) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(failure.step == .verify && failure.reason.contains("schema 4, expected 5"))
    }
}
