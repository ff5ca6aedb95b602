import Foundation
import Models
import Storage
import StorageTesting
import Testing

/// A new, empty store for one test, and its removal.
struct StoreUnderTest: Sendable {
    /// Opens the store; opening a durable store again gives the same data.
    let open: @Sendable () async throws -> any AnalyticsStore
    /// Removes the store's data after it has been closed.
    let remove: @Sendable () async throws -> Void

    /// Creates a store of a kind.
    ///
    /// - Parameter now: The store's clock; `nil` for its default.
    static func make(_ kind: StoreKind, now: (@Sendable () -> Timestamp)? = nil) async throws -> StoreUnderTest {
        switch kind {
        case .inMemory:
            let store = now.map { InMemoryAnalyticsStore(now: $0) } ?? InMemoryAnalyticsStore()
            return StoreUnderTest(open: { store }, remove: {})
        case .sqlite: return try sqlite(now ?? Timestamp.now)
        case .postgres: return try postgres(now ?? Timestamp.now)
        case .postgresPartitioned:
            let subject = try postgres(now ?? Timestamp.now)
            return StoreUnderTest(
                open: { PartitioningStore(try await subject.open()) }, remove: { try await subject.remove() })
        }
    }
}

extension StoreUnderTest {
    /// A file in a temporary folder.
    private static func sqlite(_ now: @escaping @Sendable () -> Timestamp) throws -> StoreUnderTest {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "weir.sqlite").path
        return StoreUnderTest(
            open: { SQLiteAnalyticsStore(path: path, now: now) },
            remove: { try FileManager.default.removeItem(at: folder) })
    }

    /// A temporary schema in the environment's database.
    private static func postgres(_ now: @escaping @Sendable () -> Timestamp) throws -> StoreUnderTest {
        let uri = try #require(TestEnvironment.postgres)
        let schema = try Identifier("t_" + UUID().uuidString.lowercased().replacing("-", with: ""))
        var options = PostgresAnalyticsStore.Options(schema: schema)
        // The connections of six concurrent stores must fit into a small server's limit.
        options.connections = 6
        return StoreUnderTest(
            open: { [options] in
                PostgresAnalyticsStore(target: try PostgresTarget(uri), options: options, now: now)
            },
            remove: { [options] in try await PostgresAnalyticsStore(uri: uri, options: options).dropSchema() })
    }
}

/// Passes a new, prepared store to `body`, then closes and removes it.
///
/// - Parameter now: The store's clock; `nil` for its default.
func withStore(
    _ kind: StoreKind, now: (@Sendable () -> Timestamp)? = nil, _ body: (any AnalyticsStore) async throws -> Void
) async throws {
    try await withReopenableStore(kind, now: now) { subject in
        let store = try await subject.open()
        do {
            try await store.prepare()
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

/// Passes a store that `body` opens and closes itself, then removes it.
func withReopenableStore(
    _ kind: StoreKind, now: (@Sendable () -> Timestamp)? = nil, _ body: (StoreUnderTest) async throws -> Void
) async throws {
    await StoreSlots.shared.take()
    do {
        let subject = try await StoreUnderTest.make(kind, now: now)
        do {
            try await body(subject)
        } catch {
            try? await subject.remove()
            throw error
        }
        try await subject.remove()
    } catch {
        await StoreSlots.shared.give()
        throw error
    }
    await StoreSlots.shared.give()
}

/// Limits the number of open stores: the runner starts all tests together, and a database has a limited number of
/// connections.
private actor StoreSlots {
    static let shared = StoreSlots(count: 6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) { free = count }

    func take() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
