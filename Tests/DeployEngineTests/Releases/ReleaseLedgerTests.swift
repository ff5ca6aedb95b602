import AWSClient
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

@Suite
struct ReleaseLedgerTests {
    private let bucket = InMemoryBucket()

    private func ledger() throws -> ReleaseLedger {
        ReleaseLedger(context: bucket.context, location: try InMemoryBucket.location, environment: "dev")
    }

    private func draft(_ nonce: String = "nonce") -> Release {
        Release(
            number: 0, environment: "dev", nonce: nonce, started: bucket.clock.date,
            author: .init(caller: "arn:aws:iam::123456789012:user/alice", runURL: "https://example.org/run/1"))
    }

    @Test("The first release has the number 1 and is stored under four digits")
    func first() async throws {
        let entry = try await ledger().allocate(draft())
        #expect(entry.release.number == 1)
        #expect(Array(bucket.objects.keys) == ["releases/0001.json"])
        #expect(try await ledger().get(1) == entry)
    }

    @Test("Numbers continue behind the highest, also beyond four digits")
    func numbers() async throws {
        bucket.put("releases/9999.json", "{}")
        bucket.put("releases/10000.json", "{}")
        bucket.put("releases/0007/evidence.json", "{}")
        bucket.put("releases/latest.json", "{}")
        #expect(try await ledger().allocate(draft()).release.number == 10001)
    }

    @Test("Two processes that allocate at the same time get different numbers")
    func race() async throws {
        let other = try await ledger().allocate(draft("other"))
        let body = try #require(bucket.objects["releases/0001.json"]).body
        bucket.remove("releases/0001.json")
        // Between the list and the write, the other process writes its record.
        bucket.before(1) { $0.put("releases/0001.json", String(decoding: body, as: UTF8.self)) }
        let mine = try await ledger().allocate(draft("mine"))
        #expect(mine.release.number == 2)
        #expect(other.release.number == 1)
    }

    @Test(
        "A lost response of the allocation does not lose the number",
        arguments: [InMemoryBucket.Fault.lostResponse, .failureAfterEffect])
    func lostAllocation(fault: InMemoryBucket.Fault) async throws {
        bucket.fail(1, fault)
        let entry = try await ledger().allocate(draft())
        #expect(entry.release.number == 1)
        #expect(bucket.objects.count == 1)
        #expect(entry.entityTag == bucket.objects["releases/0001.json"]?.entityTag)
    }

    @Test("A conflict of the allocation is tried again with the same number")
    func conflict() async throws {
        bucket.fail(1, .conflict)
        bucket.fail(2, .conflict)
        #expect(try await ledger().allocate(draft()).release.number == 1)
        #expect(bucket.clock.sleeps == 2)
    }

    @Test("A denied allocation is an error that names the object")
    func denied() async throws {
        bucket.fail(1, .accessDenied)
        let ledger = try ledger()
        let error = await #expect(throws: LedgerError.self) { try await ledger.allocate(draft()) }
        #expect(error?.code == .call)
        #expect(error?.cause?.isAccessDenied == true)
        #expect("\(try #require(error))".contains("releases/0001.json"))
    }

    @Test(
        "An update survives each failure of its write",
        arguments: [InMemoryBucket.Fault.lostResponse, .failureAfterEffect, .timeout, .conflict])
    func update(fault: InMemoryBucket.Fault) async throws {
        var entry = try await ledger().allocate(draft())
        entry.release.begin(.preflight, at: bucket.clock.date)
        bucket.fail(0, fault)
        let updated = try await ledger().update(entry)
        #expect(updated.release.phases.map(\.phase) == [.preflight])
        #expect(updated.entityTag == bucket.objects["releases/0001.json"]?.entityTag)
        #expect(try await ledger().get(1) == updated)
    }

    @Test("A process whose release was closed by another one cannot write any more")
    func closedByAnother() async throws {
        var entry = try await ledger().allocate(draft())
        let time = bucket.clock.date
        _ = try await ledger().modify(1) { $0.finish(.failed(phase: .service, cause: "the process died"), at: time) }
        entry.release.finish(.succeeded, at: time)
        let ledger = try ledger()
        let stale = entry
        let error = await #expect(throws: LedgerError.self) { try await ledger.update(stale) }
        #expect(error?.code == .changed)
        #expect("\(try #require(error))".contains("failed in service: the process died"))
        #expect(try await ledger.get(1)?.release.outcome == .failed(phase: .service, cause: "the process died"))
    }

    @Test("A modification is repeated when another process changed the record in between")
    func modify() async throws {
        let entry = try await ledger().allocate(draft())
        var other = entry.release
        other.notes = ["first"]
        let (ledger, changed) = (try ledger(), other)
        let body = try #require(bucket.objects["releases/0001.json"]).body
        let text = String(decoding: body, as: UTF8.self).replacing(
            "\"notes\" : [\n\n  ]", with: "\"notes\" : [\"first\"]")
        bucket.before(1) { $0.put("releases/0001.json", text) }
        let result = try await ledger.modify(1) { $0.notes.append("second") }
        #expect(result.release.notes == changed.notes + ["second"])
    }

    @Test("The newest successful release is found behind failed and unreadable ones")
    func latestSuccessful() async throws {
        let ledger = try ledger()
        for outcome in [ReleaseOutcome.succeeded, .succeeded, .failed(phase: .service, cause: "x"), .inProgress] {
            var entry = try await ledger.allocate(draft())
            entry.release.finish(outcome, at: bucket.clock.date)
            _ = try await ledger.update(entry)
        }
        bucket.put("releases/0005.json", #"{"number": "five"}"#)
        #expect(try await ledger.latestSuccessful()?.release.number == 2)
        #expect(try await ledger.list().map(\.release.number) == [4, 3, 2, 1])
        let error = await #expect(throws: LedgerError.self) { try await ledger.get(5) }
        #expect(error?.code == .unreadable)
    }

    @Test("A template is stored once under its digest and checked when it is read")
    func templates() async throws {
        let ledger = try ledger()
        let digest = try await ledger.store(template: #"{"Resources":{}}"#)
        #expect(digest == "ff1f86057e3b2b2a8dc5b8fb3b8f8d02e4689d05ed8db2c1b8f8779e2b0ef011")
        #expect(try await ledger.store(template: #"{"Resources":{}}"#) == digest)
        #expect(try await ledger.template(digest: digest) == #"{"Resources":{}}"#)
        bucket.put(ReleaseLedger.templateKey(digest), "{}")
        let changed = await #expect(throws: LedgerError.self) { try await ledger.template(digest: digest) }
        #expect(changed?.code == .unreadable)
        bucket.remove(ReleaseLedger.templateKey(digest))
        let missing = await #expect(throws: LedgerError.self) { try await ledger.template(digest: digest) }
        #expect(missing?.code == .missing)
    }

    @Test("The stacks of a release are planned again from the ledger alone")
    func plannedStacks() async throws {
        let ledger = try ledger()
        let stack = PlannedStack(
            role: .foundation, name: "weir-dev-foundation",
            template: #"{"Resources":{"Database":{"Type":"AWS::RDS::DBInstance"}}}"#, parameters: ["A": "1"],
            tags: ["t": "v"], resourceTypes: ["Database": "AWS::RDS::DBInstance"], statefulIDs: ["Database"],
            delegated: ["Database": ["EngineVersion"]])
        var release = draft()
        release.stacks = [.init(stack)]
        try await ledger.store(template: stack.template)
        let entry = try await ledger.allocate(release)
        #expect(try await ledger.plannedStacks(of: entry.release) == [stack])
    }
}
