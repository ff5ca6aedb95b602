import Models
import StorageTesting
import Testing

@testable import Storage

/// The contract of every store of keys, the in-memory twin included.
@Suite("Contract: keys")
struct AccessKeyContract {
    private static let kinds = StoreKind.testable.filter { $0 != .postgresPartitioned }
    private static func at(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_800_000_000_000_000 + seconds * 1_000_000 + 1)
    }

    private static func key(_ id: String, expires: Timestamp? = nil) -> AccessKeyRecord {
        AccessKeyRecord(
            id: id, name: "Käse \"\(id)\"", digest: "00ff", policy: #"{"scopes":["read"]}"#, createdAt: at(0),
            createdBy: "admin", expiresAt: expires)
    }

    private static func withKeys(_ kind: StoreKind, _ body: (any AccessKeyStore) async throws -> Void) async throws {
        try await withStore(kind) { store in
            let keys = try #require(store as? any AccessKeyStore)
            try await body(keys)
        }
    }

    @Test("A key is listed as it was added, in the order of the ids", arguments: kinds)
    func adds(kind: StoreKind) async throws {
        try await Self.withKeys(kind) { (store: any AccessKeyStore) async throws in
            #expect(try await store.accessKeys() == [])
            let keys = [Self.key("b"), Self.key("B", expires: Self.at(9)), Self.key("a")]
            for key in keys { #expect(try await store.addAccessKey(key, replacing: nil) == .added) }
            #expect(try await store.accessKeys() == [keys[1], keys[2], keys[0]])
            var other = Self.key("a")
            other.name = "another"
            #expect(try await store.addAccessKey(other, replacing: nil) == .idTaken)
            #expect(try await store.accessKeys() == [keys[1], keys[2], keys[0]])
        }
    }

    @Test("A replacement ends the old key's validity, never later than before, in one step", arguments: kinds)
    func replaces(kind: StoreKind) async throws {
        try await Self.withKeys(kind) { (store: any AccessKeyStore) async throws in
            _ = try await store.addAccessKey(Self.key("open"), replacing: nil)
            _ = try await store.addAccessKey(Self.key("soon", expires: Self.at(5)), replacing: nil)
            let until = Self.at(60)
            for (new, old) in [("n1", "open"), ("n2", "soon")] {
                #expect(try await store.addAccessKey(Self.key(new), replacing: .init(id: old, until: until)) == .added)
            }
            // A new key whose id is taken changes nothing, the old one included.
            _ = try await store.addAccessKey(Self.key("kept"), replacing: nil)
            #expect(
                try await store.addAccessKey(Self.key("n1"), replacing: .init(id: "kept", until: until)) == .idTaken)
            #expect(
                try await store.addAccessKey(Self.key("n3"), replacing: .init(id: "none", until: until))
                    == .nothingToReplace)
            _ = try await store.revokeAccessKey("kept", at: Self.at(1))
            #expect(
                try await store.addAccessKey(Self.key("n3"), replacing: .init(id: "kept", until: until))
                    == .nothingToReplace)
            let keys = try await store.accessKeys()
            #expect(keys.map(\.id).sorted() == ["kept", "n1", "n2", "open", "soon"])
            #expect(keys.first { $0.id == "open" }?.expiresAt == until)
            #expect(keys.first { $0.id == "soon" }?.expiresAt == Self.at(5))
            #expect(keys.first { $0.id == "kept" }?.expiresAt == nil)
        }
    }

    @Test("A key is revoked once, and an unknown one is not found", arguments: kinds)
    func revokes(kind: StoreKind) async throws {
        try await Self.withKeys(kind) { (store: any AccessKeyStore) async throws in
            _ = try await store.addAccessKey(Self.key("a"), replacing: nil)
            #expect(try await store.revokeAccessKey("b", at: Self.at(1)) == nil)
            for second: Int64 in [2, 3] {
                let revoked = try await store.revokeAccessKey("a", at: Self.at(second))
                #expect(revoked?.revokedAt == Self.at(2))
            }
            let keys = try await store.accessKeys()
            #expect(keys.map(\.revokedAt) == [Self.at(2)])
        }
    }

    @Test("Deleted keys are gone with their last uses, and unknown ids are ignored", arguments: kinds)
    func deletes(kind: StoreKind) async throws {
        try await Self.withKeys(kind) { (store: any AccessKeyStore) async throws in
            let ids = (1000..<1250).map { "k\($0)" }
            for id in ids + ["kept"] { _ = try await store.addAccessKey(Self.key(id), replacing: nil) }
            _ = try await store.revokeAccessKey(ids[0], at: Self.at(1))
            try await store.recordUse(ofAccessKeys: [ids[1]: Self.at(2)])
            try await store.deleteAccessKeys([])
            try await store.deleteAccessKeys(Set(ids + ["none", "'); --"]))
            #expect(try await store.accessKeys() == [Self.key("kept")])
            #expect(try await store.revokeAccessKey(ids[2], at: Self.at(3)) == nil)
            try await store.recordUse(ofAccessKeys: [ids[1]: Self.at(4)])
            #expect(try await store.addAccessKey(Self.key(ids[1]), replacing: nil) == .added)
            #expect(try await store.accessKeys().map(\.lastUsedAt) == [nil, nil])
        }
    }

    @Test("The last use only moves forward, and unknown keys are ignored", arguments: kinds)
    func records(kind: StoreKind) async throws {
        try await Self.withKeys(kind) { (store: any AccessKeyStore) async throws in
            _ = try await store.addAccessKey(Self.key("a"), replacing: nil)
            _ = try await store.addAccessKey(Self.key("b"), replacing: nil)
            try await store.recordUse(ofAccessKeys: [:])
            try await store.recordUse(ofAccessKeys: ["a": Self.at(5), "none": Self.at(5)])
            try await store.recordUse(ofAccessKeys: ["a": Self.at(4), "b": Self.at(7)])
            let uses = try await store.accessKeys().map { [$0.id: $0.lastUsedAt] }
            #expect(uses == [["a": Self.at(5)], ["b": Self.at(7)]])
        }
    }

    @Test("A record shows neither its digest nor its policy")
    func redaction() {
        var dumped = ""
        dump(Self.key("a"), to: &dumped)
        #expect(!dumped.contains("00ff") && !"\(Self.key("a"))".contains("00ff"))
    }
}
