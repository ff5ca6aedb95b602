import DeployEngine
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct EvidenceBundleTests {
    @Test("A saved bundle reads back as it was")
    func roundTrip() throws {
        let bundle = EvidenceSample.full
        #expect(try EvidenceBundle(json: bundle.json()) == bundle)
        #expect(bundle.redacted() == bundle)
    }

    @Test("The file is sorted, versioned and has times with milliseconds")
    func file() throws {
        let text = String(decoding: try EvidenceSample.full.json(), as: UTF8.self)
        #expect(text.contains("\"version\" : 1"))
        #expect(text.contains("\"time\" : \"2026-11-26T10:00:01.250Z\""))
        #expect(text == String(decoding: try EvidenceSample.full.json(), as: UTF8.self))
    }

    @Test("A secret in any text is removed before a bundle is written")
    func secrets() throws {
        let secret = "password=correct-horse"
        let bundle = EvidenceSample.full(planting: secret)
        #expect(bundle != EvidenceSample.full)
        let text = String(decoding: try bundle.json(), as: UTF8.self)
        #expect(!text.contains("correct-horse"))
        #expect(text.ranges(of: "<redacted>").count >= 25)
    }

    @Test(
        "A file that is no bundle is refused with what to do",
        arguments: [
            ("", "is no bundle"), ("[]", "is no bundle"),
            ("{\"version\": 2}", "has version 2; this infra-cli reads up to 1"),
            ("{\"version\": 1}", "\"environment\" is missing"),
        ])
    func refused(text: String, reason: String) {
        let error = #expect(throws: EvidenceFormatError.self) { try EvidenceBundle(json: text.utf8) }
        #expect(error?.description.contains(reason) ?? false, "\(error?.description ?? "")")
    }

    @Test("A later read adds, updates and forgets nothing")
    func merging() {
        var early = EvidenceBundle(
            environment: "dev", release: "0007", began: DeploySample.start, collected: DeploySample.start)
        early.tasks = [.init(id: "a", reason: "x"), .init(id: "b", reason: "x")]
        early.logs = [.init(group: "g", stream: "s", lines: ["last words"])]
        early.stacks = [.init(name: "n", id: "i", status: "UPDATE_IN_PROGRESS")]
        early.unread = [.init(what: "CloudTrail", error: "denied")]
        var late = EvidenceBundle(environment: "dev", collected: DeploySample.start.addingTimeInterval(60))
        late.tasks = [.init(id: "b", reason: "y"), .init(id: "c", reason: "z")]
        late.logs = [.init(group: "g", stream: "s", lines: [])]
        late.stacks = [.init(name: "n", id: "i", status: "UPDATE_ROLLBACK_COMPLETE")]
        let merged = early.merging(late)
        #expect(merged.tasks.map(\.id) == ["a", "b", "c"])
        #expect(merged.tasks.map(\.reason) == ["x", "y", "z"])
        #expect(merged.logs.first?.lines == ["last words"])
        #expect(merged.stacks.map(\.status) == ["UPDATE_ROLLBACK_COMPLETE"])
        #expect(merged.release == "0007" && merged.collected == late.collected && merged.unread.count == 1)
        #expect(merged.merging(late) == merged)
    }

    @Test(
        "The reason of an unhealthy target stays when its task is stopped, and goes when it recovers",
        arguments: [
            ("draining", true), ("unused", true), ("unhealthy.draining", true), ("healthy", false), ("initial", false),
        ])
    func targets(state: String, stays: Bool) {
        func bundle(_ state: String, _ reason: String?) -> EvidenceBundle {
            var bundle = EvidenceBundle(environment: "dev", collected: Date(timeIntervalSince1970: 1_795_687_200))
            bundle.targets = [.init(group: "weir", target: "10.0.1.17:8080", state: state, reason: reason)]
            return bundle
        }
        let merged = bundle("unhealthy", "Target.Timeout").merging(bundle(state, nil))
        #expect(merged.targets.map(\.state) == [stays ? "unhealthy" : state])
        #expect(merged.targets.first?.reason == (stays ? "Target.Timeout" : nil))
        #expect(
            bundle("draining", nil).merging(bundle("unhealthy", "Target.Timeout")).targets.first?.state == "unhealthy")
    }

    @Test(
        "Times are read and written to the millisecond",
        arguments: [0.0, 1.5, 1_795_687_200.123, 1_795_687_199.9996, -0.25])
    func times(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        let text = EvidenceTime.text(date)
        let read = EvidenceTime.date(text)
        #expect(abs((read ?? .distantPast).timeIntervalSince(date)) < 0.001, "\(text)")
        #expect(EvidenceTime.text(read ?? .distantPast) == text)
    }

    @Test(
        "A duration is minutes and seconds, with hours from an hour on",
        arguments: [
            (0, "0:00"), (59, "0:59"), (61, "1:01"), (3599, "59:59"), (3600, "1:00:00"), (36_061, "10:01:01"),
            (-5, "0:00"),
        ])
    func elapsed(seconds: Int, text: String) {
        #expect(EvidenceTime.elapsed(.seconds(seconds)) == text)
    }
}
