import AWSClient
import DeployEngine
import Testing

@testable import AWSClient

@Suite struct ReportsTests {
    private static let explanation = Explanation(
        causeID: "setting-missing", title: "A setting of the program is missing or wrong",
        paragraph: "The program refuses to start, because of one of its settings <DB_HOST> | \"x\".",
        resource: "weir-dev-service/Service",
        evidence: [.init(source: "log", time: DeploySample.start, text: "error: DB_HOST is not set ```")],
        checks: ["The variables of the task definition."], commands: ["infra-cli logs dev --since 30m"],
        notes: ["CloudTrail was not read."])

    private static let failed = DeploySample.report(DeploySample.failure, .rolledBack, explanation: explanation)
    private static let succeeded = DeploySample.report(DeploySample.success, .succeeded)

    // MARK: - Text

    @Test("The text of a success has phases, stacks and facts in 80 columns")
    func summary() {
        let text = DeploySummary.text(Self.succeeded)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[0] == "deploy of dev, release 7: succeeded                                         4:01")
        #expect(lines.contains("  preflight         0:04  12 checks"))
        #expect(lines.contains("  weir-dev-service                              UPDATE_COMPLETE             2:32"))
        #expect(lines.contains("  image          sha256:3f9a0c51b2d4"))
        #expect(lines.allSatisfy { TerminalColumns.width($0) <= 80 })
        #expect(!text.contains("Next:"))
    }

    @Test("The text of a failure names the phase, the cause, its evidence and the next commands, each once")
    func failureSummary() {
        let text = DeploySummary.text(Self.failed)
        #expect(text.contains("  service           1:55  FAILED: rolled back\n"))
        #expect(text.contains("  record            0:01  release 8 failed\n"))
        #expect(text.contains("Cause: A setting of the program is missing or wrong [setting-missing]\n"))
        #expect(text.contains("Next:\n  infra-cli explain dev\n  infra-cli logs dev --since 30m\n"))
        #expect(text.split(separator: "\n").allSatisfy { TerminalColumns.width($0) <= 80 })
        #expect(text.ranges(of: "infra-cli logs dev").count == 1)
    }

    // MARK: - JUnit

    @Test("JUnit counts causes as failures and their victims as skipped")
    func jUnit() throws {
        let text = JUnitReport.text(Self.failed)
        let root = try XMLParser.parse(Array(text.utf8))
        #expect(root.name == "testsuites")
        #expect(
            text.contains("<testsuite name=\"weir-dev-service\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\""))
        #expect(text.contains("<testsuite name=\"deploy of dev\" tests=\"9\" failures=\"1\""))
        #expect(text.contains("<skipped message=\"Resource update cancelled\"/>"))
        #expect(
            text.contains("classname=\"weir-dev-service\" name=\"Alarm5xx (AWS::CloudWatch::Alarm)\" time=\"2.000\"/>"))
        #expect(text.contains("&lt;DB_HOST&gt;"))
        let good = JUnitReport.text(Self.succeeded)
        #expect(
            good.contains(
                "<testsuites name=\"infra-cli deploy\" tests=\"13\" failures=\"0\" errors=\"0\" skipped=\"0\""))
    }

    // MARK: - Markdown

    @Test("The job summary escapes what comes from outside and keeps code blocks closed")
    func markdown() {
        let text = StepSummary.markdown(Self.failed)
        #expect(text.hasPrefix("## ❌ deploy of dev, release 7: rolled back (2:54)\n"))
        #expect(text.contains("`setting-missing`) in `weir-dev-service/Service`"))
        #expect(text.contains("&lt;DB\\_HOST&gt; \\| \"x\""))
        #expect(text.contains("````text\n10:00:00 log: error: DB_HOST is not set ```\n````\n"))
        #expect(text.contains("| service | 1:55 | ❌ rolled back |"))
        #expect(StepSummary.markdown(Self.succeeded).hasPrefix("## ✅ "))
    }

    @Test("A job summary stays below GitHub's limit")
    func limit() {
        let many = (0..<9000).map { index in
            DeploySample.event(
                Double(index), .service,
                .resource(
                    stack: "s", logicalID: "R\(index)", type: "AWS::S3::Bucket", status: "CREATE_FAILED",
                    reason: String(repeating: "reason ", count: 20)))
        }
        let text = StepSummary.markdown(DeploySample.report(many, .failed))
        #expect(text.utf8.count <= StepSummary.limit)
        #expect(text.hasSuffix("_The rest is cut._\n"))
    }

    // MARK: - Picture

    @Test("The picture has the same bytes each time, is well-formed and has a dark form")
    func picture() throws {
        let text = GanttSVG.text(Self.failed)
        #expect(text == GanttSVG.text(Self.failed))
        let root = try XMLParser.parse(Array(text.utf8))
        #expect(root.name == "svg")
        #expect(text.contains("@media (prefers-color-scheme: dark)"))
        #expect(text.contains(">Alarm5xx</text>"))
        #expect(
            text.contains("class=\"failed\"") && text.contains("class=\"cancelled\"") && text.contains("class=\"stop\"")
        )
        #expect(text.contains("<title>UPDATE_FAILED: Resource handler returned message: &quot;Error"))
    }

    @Test("Names from outside cannot leave their text in the picture")
    func hostile() throws {
        let name = "<script>alert(1)</script>\u{0}\"'&"
        let events = [
            DeploySample.event(0, .service, .phaseBegan),
            DeploySample.event(0, .service, .stackBegan(stack: name, operation: name, resources: 1, estimate: nil)),
            DeploySample.event(
                1, .service, .resource(stack: name, logicalID: name, type: name, status: "X_FAILED", reason: name)),
            DeploySample.event(
                2, .service, .service(name: name, stage: name, desired: 1, running: 0, pending: 0, failed: 1)),
            DeploySample.event(2, .service, .taskStopped(task: name, reason: name)),
            DeploySample.event(3, .service, .stackEnded(stack: name, status: name)),
        ]
        let report = DeploySample.report(events, .failed)
        for text in [GanttSVG.text(report), JUnitReport.text(report)] {
            _ = try XMLParser.parse(Array(text.utf8))
            #expect(!text.contains("<script"))
        }
        #expect(!StepSummary.markdown(report).contains("<script"))
    }

    @Test("Reports of nothing, of one moment and of an unfinished deployment are complete", arguments: 0...40)
    func partial(count: Int) throws {
        let events = DeploySample.failure.prefix(count)
        for outcome in DeployReport.Outcome.allCases {
            let report = DeploySample.report(Array(events), outcome)
            _ = try XMLParser.parse(Array(GanttSVG.text(report).utf8))
            _ = try XMLParser.parse(Array(JUnitReport.text(report).utf8))
            #expect(DeploySummary.text(report).split(separator: "\n").allSatisfy { TerminalColumns.width($0) <= 80 })
            #expect(!StepSummary.markdown(report).isEmpty)
        }
    }
}
