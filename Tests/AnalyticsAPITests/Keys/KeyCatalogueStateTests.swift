import Models
import Storage
import Testing

@testable import AnalyticsAPI

@Suite struct KeyCatalogueStateTests {
    private static func key(_ id: String, revoked: Bool = false) -> KnownKey {
        var record = AccessKeyRecord(
            id: id, name: id, digest: "d", policy: #"{"scopes":["read"]}"#, createdAt: Timestamp(microseconds: 0),
            createdBy: "test")
        record.revokedAt = revoked ? Timestamp(microseconds: 1) : nil
        return KnownKey(record)
    }

    private static func decision(_ state: KeyCatalogueState, _ id: String, at now: Duration) -> String {
        var state = state
        return decide(&state, id, at: now)
    }

    private static func decide(_ state: inout KeyCatalogueState, _ id: String, at now: Duration) -> String {
        switch state.decide(id, at: now) {
        case .use(let key): key.isRevoked ? "revoked" : "known"
        case .useAndRefresh: "known, refresh"
        case .wait: "wait"
        }
    }

    @Test(
        "The decision depends on the age of the reading, counted from its beginning",
        arguments: [
            ("a", .zero, "known"), ("a", .milliseconds(3999), "known"), ("a", .seconds(4), "known, refresh"),
            ("a", .milliseconds(7999), "known, refresh"), ("a", .seconds(8), "wait"), ("a", .seconds(3600), "wait"),
            ("b", .zero, "wait"), ("b", .milliseconds(999), "wait"), ("b", .seconds(1), "wait"),
            ("b", .seconds(9), "wait"),
        ] as [(String, Duration, String)])
    func decides(id: String, age: Duration, expected: String) {
        var state = KeyCatalogueState()
        #expect(Self.decision(state, id, at: .seconds(50)) == "wait")
        state.read([Self.key("a")], begun: .seconds(100))
        #expect(Self.decision(state, id, at: .seconds(100) + age) == expected)
        state.forget()
        #expect(Self.decision(state, id, at: .seconds(100) + age) == "wait")
    }

    @Test("One caller refreshes; the others use the known keys until the reading ends or fails")
    func refreshes() {
        var state = KeyCatalogueState()
        state.read([Self.key("a")], begun: .zero)
        #expect(Self.decide(&state, "a", at: .seconds(5)) == "known, refresh")
        #expect(Self.decide(&state, "a", at: .seconds(5)) == "known")
        state.failed()
        #expect(Self.decide(&state, "a", at: .seconds(6)) == "known, refresh")
        state.read([Self.key("a", revoked: true)], begun: .seconds(6))
        #expect(Self.decision(state, "a", at: .seconds(7)) == "revoked")
        // A reading that began earlier and ended later is out of date.
        state.read([Self.key("a")], begun: .seconds(5))
        #expect(Self.decision(state, "a", at: .seconds(7)) == "revoked")
    }

    @Test("A failed reading leaves the known keys up to the maximum age and no longer")
    func fails() {
        var state = KeyCatalogueState()
        #expect(state.known("a", at: .zero) == nil)
        state.read([Self.key("a")], begun: .zero)
        state.failed()
        #expect(state.known("a", at: .seconds(7))??.id == "a")
        #expect(state.known("b", at: .seconds(7)).map { $0 == nil } == true)
        #expect(state.known("a", at: .seconds(8)) == nil)
    }

    @Test("A policy of a newer program makes no identity")
    func newerPolicy() {
        for policy in [#"{"scopes":["read"],"future":1}"#, #"{"scopes":["owner"]}"#, "{}", "", "[]"] {
            let record = AccessKeyRecord(
                id: "a", name: "a", digest: "d", policy: policy, createdAt: Timestamp(microseconds: 0), createdBy: "t")
            #expect(KnownKey(record).identity == nil, "\(policy)")
        }
        #expect(Self.key("a").identity?.scopes == [.read])
    }

    @Test("Uses are recorded at once, then at most once a minute, the latest of each key")
    func uses() {
        var state = KeyUseState()
        func at(_ second: Int64) -> Timestamp { Timestamp(microseconds: second) }
        #expect(state.note("a", at: at(1), now: .zero) == ["a": at(1)])
        #expect(state.note("a", at: at(2), now: .seconds(1)) == nil)
        #expect(state.note("b", at: at(3), now: .seconds(59)) == nil)
        #expect(state.note("a", at: at(4), now: .seconds(60)) == ["a": at(4), "b": at(3)])
        state.restore(["a": at(4), "b": at(3)])
        #expect(state.note("a", at: at(5), now: .seconds(61)) == nil)
        #expect(state.note("a", at: at(6), now: .seconds(200)) == ["a": at(6), "b": at(3)])
    }
}
