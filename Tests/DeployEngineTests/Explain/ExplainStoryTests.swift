import DeployEngine
import DeployEngineTesting
import Testing

@Suite struct ExplainStoryTests {
    @Test("A version that crashes on the fake account is explained by its log line, and the evidence is in the bucket")
    func crash() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        stage.push("2", .crashing(code: 1, log: ["DB_HOST is not set; expected a host name"]))
        let result = try await stage.deploy(SampleApp(tag: "2"))
        let evidence = try #require(result.evidence)
        let explanation = CauseCatalogue.explain(evidence)
        #expect(explanation.causeID == "setting-missing", "\(explanation.text())")
        #expect(explanation.text().contains("DB_HOST is not set"))
        #expect(explanation.resource == "app-test-service/Service")
        #expect(try EvidenceBundle(json: evidence.json()).tasks.count == evidence.tasks.count)
    }

    @Test("A failure is explained after the fact, and an earlier release by its saved evidence")
    func afterTheFact() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        stage.push("2", .crashing(code: 1, log: ["DB_HOST is not set; expected a host name"]))
        _ = try await stage.deploy(SampleApp(tag: "2"))
        let store = BucketEvidenceStore(
            calls: stage.context().calls, bucket: try stage.addresses().location(of: "app-test-artifacts"))
        let reader = EvidenceReader(
            context: stage.context(), environment: SampleApp.environment, stacks: SampleApp.roles.map(SampleApp.name),
            ledger: try stage.ledger(), stores: [store])
        let found = try await reader.read()
        #expect(found.isLive && found.release?.number == 2)
        #expect(CauseCatalogue.explain(found.bundle).causeID == "setting-missing")
        // The next release hides the events, but not what was saved.
        stage.push("3")
        _ = try await stage.deploy(SampleApp(tag: "3"))
        let old = try await reader.read(release: 2)
        #expect(!old.isLive && CauseCatalogue.explain(old.bundle).causeID == "setting-missing")
        let now = try await reader.read()
        #expect(now.release?.number == 3 && now.bundle.hasNoFailure)
        await #expect(throws: EngineError.self) { _ = try await reader.read(release: 1) }
        await #expect(throws: EngineError.self) { _ = try await reader.read(release: 9) }
    }

    @Test("A deployment on the fake account gives complete reports")
    func reports() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        let report = DeployReport(
            environment: "test", release: "1", outcome: .succeeded, timeline: DeployTimeline(stage.events))
        let lines = DeploySummary.text(report).split(separator: "\n")
        #expect(lines.filter { TerminalColumns.width($0) > 80 } == [])
        #expect(report.timeline.stacks.count >= 3 && report.timeline.stacks.allSatisfy { $0.status != nil })
        #expect(GanttSVG.text(report).contains("app-test-service"))
    }
}
