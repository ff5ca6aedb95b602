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

    @Test("A deployment on the fake account gives complete reports")
    func reports() async throws {
        let stage = try await DeployStage()
        _ = try await stage.deploy()
        let report = DeployReport(environment: "test", release: "1", outcome: .succeeded, timeline: DeployTimeline(stage.events))
        #expect(DeploySummary.text(report).split(separator: "\n").allSatisfy { TerminalColumns.width($0) <= 80 })
        #expect(report.timeline.stacks.count >= 3 && report.timeline.stacks.allSatisfy { $0.status != nil })
        #expect(GanttSVG.text(report).contains("app-test-service"))
    }
}
