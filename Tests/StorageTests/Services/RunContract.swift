import Logging
import ServiceLifecycle
import Storage
import Testing

@Suite("Contract: a store as a service", .timeLimit(.minutes(2)))
struct RunContract {
    @Test("A store runs until its task is cancelled and is closed then", arguments: StoreKind.testable)
    func cancellation(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let running = Task { try await store.run() }
            _ = try await store.datasets()
            running.cancel()
            try await running.value
            await expectFailure("unavailable closed") { try await store.datasets() }
        }
    }

    @Test("A store in a service group is closed after the services that use it", arguments: StoreKind.testable)
    func serviceGroup(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let (begun, beginning) = AsyncStream<Void>.makeStream()
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [.init(service: store), .init(service: Client(store: store, begun: beginning))],
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
            let running = Task { try await group.run() }
            for await _ in begun {}
            await group.triggerGracefulShutdown()
            try await running.value
            await expectFailure("unavailable closed") { try await store.datasets() }
        }
    }

    /// A service that reads the store when it is shut down.
    private struct Client: Service {
        let store: any AnalyticsStore
        let begun: AsyncStream<Void>.Continuation

        func run() async throws {
            begun.finish()
            try await gracefulShutdown()
            _ = try await store.datasets()
        }
    }
}
