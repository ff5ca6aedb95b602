import AWSClient
import AWSOperations
import DeployEngine
import HTTPCore
import Synchronization
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct EvidenceStoreTests {
    @Test("A folder keeps a bundle by environment and release and adds later evidence to it")
    func folder() async throws {
        let root = FileManager.default.temporaryDirectory.path() + "/evidence-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try await Self.contract(FileEvidenceStore(root: root))
        let store = FileEvidenceStore(root: root)
        #expect(try await store.save(EvidenceSample.full) == root + "/dev/0007/evidence.json")
        var odd = EvidenceBundle(environment: "../..", release: "..", collected: DeploySample.start)
        odd.stacks = [.init(name: "s", status: "X")]
        #expect(try await store.save(odd) == root + "/.._../_/evidence.json")
        try Data("{}".utf8).write(to: URL(filePath: root + "/dev/0007/evidence.json"))
        await #expect(throws: EvidenceStoreError.self) {
            _ = try await store.bundle(environment: "dev", release: "0007")
        }
        // A damaged file does not keep new evidence away.
        try await store.save(EvidenceSample.full)
        #expect(try await store.bundle(environment: "dev", release: "0007") == EvidenceSample.full)
    }

    @Test("A folder that cannot be written names itself")
    func unwritable() async {
        let store = FileEvidenceStore(root: "/proc/evidence")
        let error = await #expect(throws: EvidenceStoreError.self) { try await store.save(EvidenceSample.full) }
        #expect(error?.place == "/proc/evidence/dev/0007/evidence.json")
    }

    @Test("A bucket keeps a bundle as a folder does, and names itself if it cannot")
    func bucket() async throws {
        let stage = try await DeployStage()
        let calls = stage.context().calls
        let store = BucketEvidenceStore(
            calls: calls, bucket: try stage.addresses().location(of: "app-test-artifacts"))
        try await Self.contract(store)
        #expect(try await store.save(EvidenceSample.full) == "evidence/dev/0007/evidence.json")
        #expect(try await store.bundle(environment: "dev", release: "0007") == EvidenceSample.full)
        let missing = BucketEvidenceStore(calls: calls, bucket: try stage.addresses().location(of: "no-such-bucket"))
        await #expect(throws: EvidenceStoreError.self) { try await missing.save(EvidenceSample.full) }
    }

    @Test("A combined store saves in each, and fails only if all do")
    func combined() async throws {
        let (left, right) = (MemoryEvidenceStore(), MemoryEvidenceStore())
        let broken = FileEvidenceStore(root: "/proc/evidence")
        #expect(try await CombinedEvidenceStore([broken, left, right]).save(EvidenceSample.full) == "memory")
        #expect(try await right.bundle(environment: "dev", release: "0007") == EvidenceSample.full)
        #expect(try await CombinedEvidenceStore([broken, right]).bundle(environment: "dev", release: "0007") != nil)
        await #expect(throws: EvidenceStoreError.self) {
            try await CombinedEvidenceStore([broken]).save(EvidenceSample.full)
        }
        await #expect(throws: EvidenceStoreError.self) { try await CombinedEvidenceStore([]).save(EvidenceSample.full) }
    }

    /// The contract of every store.
    static func contract(_ store: some EvidenceStore) async throws {
        #expect(try await store.bundle(environment: "dev", release: "0009") == nil)
        var early = EvidenceBundle(environment: "dev", release: "0009", collected: DeploySample.start)
        early.tasks = [.init(id: "forgotten", reason: "password=correct-horse")]
        try await store.save(early)
        var late = EvidenceBundle(environment: "dev", release: "0009", collected: DeploySample.start)
        late.tasks = [.init(id: "new")]
        try await store.save(late)
        let stored = try await store.bundle(environment: "dev", release: "0009")
        #expect(stored?.tasks.map(\.id) == ["forgotten", "new"])
        #expect(stored?.tasks.first?.reason == "password=<redacted>")
        #expect(try await store.bundle(environment: "dev", release: nil) == nil)
        #expect(try await store.bundle(environment: "staging", release: "0009") == nil)
    }
}

/// A store in memory.
private final class MemoryEvidenceStore: EvidenceStore {
    private let bundles = Mutex<[String: EvidenceBundle]>([:])

    func save(_ bundle: EvidenceBundle) async throws(EvidenceStoreError) -> String {
        bundles.withLock { $0[bundle.environment + (bundle.release ?? "")] = bundle }
        return "memory"
    }

    func bundle(environment: String, release: String?) async throws(EvidenceStoreError) -> EvidenceBundle? {
        bundles.withLock { $0[environment + (release ?? "")] }
    }
}
