import DeployEngine
import TestSupport
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct TreeRendererTests {
    private func lines(
        _ events: some Collection<ProgressEvent>, at seconds: Double, width: Int = 80, height: Int = 24,
        colour: Bool = false, isUnicode: Bool = true
    ) -> [String] {
        let renderer = TreeRenderer(
            title: "Deploying weir-dev, release 7", width: width, height: height, colour: colour, isUnicode: isUnicode)
        return renderer.lines(DeployTimeline(events), now: DeploySample.start.addingTimeInterval(seconds))
    }

    @Test("A deployment in the middle shows phases, stacks, tasks, targets and the time that is left")
    func middle() {
        let lines = lines(DeploySample.begin, at: 90)
        #expect(
            lines == [
                "Deploying weir-dev, release 7                                               1:30",
                "✓ lease         0:01    held by ci-41",
                "✓ preflight     0:04    12 checks",
                "✓ image         0:04    sha256:3f9a0c51b2d4, linux/arm64",
                "✓ change sets   0:21    4 changes in 1 stack",
                "✓ review        0:02    approved as 5d1e77c0aa93",
                "✓ foundation    0:01    no changes",
                "✓ migrate       0:25    exit code 0, schema 15",
                "▸ service       0:32",
                "  ▸ weir-dev-service UPDATE  2 of 4 resources  0:32, about 3:38 left",
                "    ████████████████████░░░░░░░░░░░░░░░░░░░░",
                "    ▸ Service                     ECS::Service       UPDATE_IN_PROGRESS     0:26",
                "    service       desired  running  pending   failed  stage",
                "    weir-dev            2        0        2        0  SCALE_UP 0:24",
                "    targets weir-dev-blue  2 healthy, 2 initial",
                "  then verify, record",
            ])
    }

    @Test("Equal stop reasons are counted, and the failed resource is named with its reason")
    func failure() {
        let lines = lines(
            DeploySample.failure.filter { $0.time <= DeploySample.start.addingTimeInterval(121) }, at: 121)
        #expect(lines.contains("  ✗ weir-dev-service rolling back  1:03"))
        #expect(lines.contains("    ✗ 2 tasks stopped: Essential container in task exited (api: exit code 1)"))
        #expect(lines.contains { $0.hasPrefix("    ✗ Service ") && $0.hasSuffix("UPDATE_FAILED     0:56") })
        let reason = "      Resource handler returned message: \"Error occurred during"
        #expect(lines.contains { $0.hasPrefix(reason) && $0.hasSuffix("…") })
        #expect(lines.contains { $0.hasPrefix("  ! 2 tasks stopped for the same reason") })
        #expect(lines.contains("    │ error: DB_HOST is not set; expected a host name"))
        #expect(!lines.contains { $0.contains("Scaling") && $0.contains("✗") })
    }

    @Test("Silence of three minutes is mentioned with the number of running tasks")
    func silence() {
        let events = DeploySample.begin
        #expect(!lines(events, at: 70 + 179).contains { $0.contains("no new event") })
        let notice = "    ! no new event for 3:05 (ECS repeats a cause only after 6 h); 0 of 2 running"
        #expect(lines(events, at: 70 + 185).contains(notice))
        let told = events + [DeploySample.event(250, .service, .notice("nothing was heard for three minutes"))]
        let lines = lines(told, at: 260)
        #expect(lines.contains("  ! nothing was heard for three minutes"))
        #expect(!lines.contains { $0.contains("no new event") })
    }

    @Test("A stack that takes longer than before says how long it usually takes")
    func estimate() {
        #expect(lines(DeploySample.begin, at: 400).contains { $0.contains("5:42, usually 4:10") })
    }

    @Test("Details give way to what matters in a low terminal")
    func low() {
        let lines = lines(DeploySample.large, at: 60)
        #expect(lines.count <= 23)
        #expect(lines.contains { $0.contains("✗ Resource7With") && $0.contains("CREATE_FAILED") })
        #expect(lines.contains { $0.hasPrefix("      and ") && $0.hasSuffix("more resources") })
        #expect(lines.last == "  then migrate, service, verify, record")
        let past = self.lines(DeploySample.begin, at: 90, height: 12)
        #expect(past.count <= 11)
        #expect(past.contains("✓ lease, preflight, image, change sets, review, foundation  0:33"))
    }

    @Test("No line is wider than the terminal, at any time and size, with and without colours", arguments: 0..<30)
    func fits(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let samples = [DeploySample.success, DeploySample.failure, DeploySample.large]
        for _ in 0..<20 {
            let all = samples.randomElement(using: &generator) ?? []
            let events = all.prefix(Int.random(in: 0...all.count, using: &generator))
            let (width, height) = (
                Int.random(in: 20...140, using: &generator), Int.random(in: 4...50, using: &generator)
            )
            let now = Double.random(in: 0...5000, using: &generator)
            let isUnicode = Bool.random(using: &generator)
            let plain = lines(events, at: now, width: width, height: height, isUnicode: isUnicode)
            let colour = lines(events, at: now, width: width, height: height, colour: true, isUnicode: isUnicode)
            #expect(plain.count <= height - 1, "seed \(seed)")
            #expect(plain.allSatisfy { TerminalColumns.width($0) <= width }, "seed \(seed), width \(width)")
            #expect(colour.map(Self.withoutColours) == plain, "seed \(seed)")
            #expect(plain.allSatisfy { line in !line.unicodeScalars.contains { $0.value < 32 } })
        }
    }

    @Test("Tighter limits never give more lines", arguments: [20, 80])
    func tighterLimits(width: Int) {
        let renderer = TreeRenderer(title: "Deploying weir-dev, release 7", width: width)
        for sample in [DeploySample.success, DeploySample.failure, DeploySample.large] {
            for part in 1...4 {
                let events = sample.prefix(sample.count * part / 4)
                let now = events.last?.time.addingTimeInterval(200) ?? DeploySample.start
                let counts = renderer.lineCounts(DeployTimeline(events), now: now)
                #expect(counts == counts.sorted(by: >), "\(part) quarters")
            }
        }
    }

    private static func withoutColours(_ line: String) -> String {
        var text = line.replacing(/\u{1B}\[[0-9]*m/, with: "")
        while text.last == " " { text.removeLast() }
        return text
    }

    @Test("Without Unicode every sign of the tree is ASCII")
    func ascii() {
        let lines = lines(DeploySample.large, at: 60, isUnicode: false)
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
    }

    @Test(
        "Wide characters take two columns, combining ones none",
        arguments: [
            ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("🚀", 2), ("", 0), ("…", 1), ("한", 2), ("│✓▸█", 4),
        ])
    func columns(text: String, width: Int) {
        #expect(TerminalColumns.width(text) == width)
        #expect(TerminalColumns.width(TerminalColumns.fitted(text + "漢字漢字漢字", 6)) <= 6)
        #expect(TerminalColumns.width(TerminalColumns.shortened(text + "漢字漢字漢字漢字", 11)) <= 11)
    }
}
