import DeployEngine
import Testing

@Suite struct LineRendererTests {
    private func lines(_ events: [ProgressEvent], _ reader: LineRenderer.Reader = .plain) -> [String] {
        var renderer = LineRenderer(reader: reader)
        return events.flatMap { renderer.lines(for: $0) }
    }

    @Test("A successful deployment is one line a change with the time since its start")
    func success() {
        let lines = lines(DeploySample.success)
        #expect(lines.first == "   0:00  lease         began")
        #expect(lines.contains("   0:05  preflight     12 checks (0:04)"))
        #expect(lines.contains("   0:58  service       weir-dev-service: UPDATE of 4 resources, usually 4:10"))
        let done = "weir-dev-service/TaskDefinition UPDATE_COMPLETE after 0:02 (AWS::ECS::TaskDefinition)"
        #expect(lines.contains("   1:02  service       " + done))
        #expect(
            lines.contains("   1:06  service       service weir-dev: 0 of 2 running, 2 pending, 0 failed, SCALE_UP"))
        #expect(lines.contains("   1:10  service       targets weir-dev-blue: 2 healthy, 2 initial"))
        #expect(lines.contains("   3:30  service       weir-dev-service: UPDATE_COMPLETE after 2:32"))
        #expect(lines.last == "   4:01  record        release 7 (0:01)")
    }

    @Test("A state that did not change is not repeated")
    func repetition() {
        let service = ProgressEvent.Fact.service(
            name: "s", stage: "SCALE_UP", desired: 1, running: 0, pending: 1, failed: 0)
        let targets = ProgressEvent.Fact.targets(group: "g", states: ["initial": 1])
        let events = [service, service, targets, targets].map { DeploySample.event(0, .service, $0) }
        #expect(lines(events).count == 2)
    }

    @Test("A failed task, its log line and the reason of a resource have a line each")
    func failure() {
        let lines = lines(DeploySample.failure)
        let stop =
            "task 1f2e3d4c5b6a79880123456789abcdef stopped: Essential container in task exited (api: exit code 1)"
        #expect(lines.contains("   1:20  service       " + stop))
        #expect(lines.contains("   1:22  service       log 1f2e3d4c: error: DB_HOST is not set; expected a host name"))
        #expect(
            lines.contains {
                $0.contains("weir-dev-service/Service UPDATE_FAILED after 0:56 (AWS::ECS::Service): Resource handler")
            })
    }

    @Test("GitHub gets a warning beside the run, and no text can become a command of its runner")
    func gitHub() {
        let events = [
            DeploySample.event(0, .service, .warning("100% full\nnow")),
            DeploySample.event(1, .service, .log(stream: "s", line: "::set-env name=X::y")),
            DeploySample.event(2, .service, .log(stream: "s", line: "a\n::error::b\n##[error]c")),
        ]
        let lines = lines(events, .gitHub)
        #expect(lines[0] == "   0:00  service       warning: 100% full now")
        #expect(lines[1] == "::warning::100%25 full now")
        #expect(lines.dropFirst(2).allSatisfy { !$0.hasPrefix("::") && !$0.contains("##[") && !$0.contains("\n") })
    }

    @Test("A line has no control characters and no secret")
    func safety() {
        let text = "\u{1B}[31mred\u{7} password=hunter2 \u{1B}]0;title\u{7}"
        let line = lines([DeploySample.event(0, .service, .log(stream: "s", line: text))]).joined()
        #expect(!line.unicodeScalars.contains { $0.value < 32 })
        #expect(!line.contains("hunter2"))
    }
}
