import HTTPTypes
import Logging
import Models
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite("Retention")
struct RetentionTests {
    private static let path = "/v1/datasets/log"
    private static let definition = """
        {"name": "log", "timeColumn": "t", "retention": {"keep": "2 days"}, "columns": [
          {"name": "t", "type": "timestamp"}, {"name": "n", "type": "integer"}]}
        """

    private static func service(_ store: any AnalyticsStore, at text: String) throws -> RetentionService {
        let now = try #require(Timestamp(text))
        return RetentionService(store, now: { now }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("Rows before the kept days are deleted, day by day, and rows without a time stay")
    func expires() async throws {
        let store = InMemoryAnalyticsStore()
        try await TestServer(store: store).test { client in
            let made = try await client.post("/v1/datasets", Self.definition)
            #expect(made.status == 201 && made.body.contains(#""retention":{"keep":"2 days"}"#), "\(made.body)")
            let rows =
                "t,n\n2026-01-01T00:00:00Z,1\n2026-01-01T23:59:59.999999Z,2\n2026-01-02T12:00:00Z,3\n2026-01-03T00:00:00Z,4\n,5\n2027-01-01T00:00:00Z,6\n"
            _ = try await client.post(Self.path + "/rows", rows, type: "text/csv")
            try await Self.service(store, at: "2026-01-05T08:00:00Z").runRound()
            let listed = try await client.get(Self.path + "/rows?shape=arrays")
            #expect(
                listed.body.contains("[4,") && listed.body.contains("[5,") && listed.body.contains("[6,"),
                "\(listed.body)")
            let described = try await client.get(Self.path)
            // Two days had rows to delete.
            #expect(try described.json["rowCount"] == .number("3") && described.json["dataVersion"] == .number("3"))
            try await Self.service(store, at: "2026-01-05T23:00:00Z").runRound()
            #expect(try await client.get(Self.path).json["dataVersion"] == .number("3"))
        }
    }

    @Test("A retention is changed and removed by PATCH")
    func changes() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Self.definition)
            for (body, shown) in [
                (#"{"retention": {"keep": "1 day"}}"#, #""keep":"1 day""#), (#"{"retention": null}"#, nil),
            ] as [(String, String?)] {
                let answer = try await client.send(.patch, Self.path, body, as: [:])
                #expect(answer.status == 200, "\(answer.body)")
                if let shown {
                    #expect(answer.body.contains(shown))
                } else {
                    #expect(!answer.body.contains("retention"))
                }
            }
            try await client.makeSales()
            _ = try await client.post("/v1/datasets", #"{"name": "x", "columns": [{"name": "a", "type": "date"}]}"#)
            let none = try await client.send(
                .patch, "/v1/datasets/x", #"{"retention": {"keep": "1 day"}}"#, as: [:])
            #expect(none.status == 422 && none.firstError?["code"] == .string("missing_time_column"), "\(none.body)")
            #expect(none.firstError?["pointer"] == .string("/retention"))
        }
    }

    @Test(
        "A retention that is not a number of days is rejected with its pointer",
        arguments: [
            (#""2 days""#, "/retention"), (#"{}"#, "/retention"), (#"{"keep": 2}"#, "/retention/keep"),
            (#"{"keep": "0 days"}"#, "/retention/keep"), (#"{"keep": "1 days"}"#, "/retention/keep"),
            (#"{"keep": "02 days"}"#, "/retention/keep"), (#"{"keep": "2 weeks"}"#, "/retention/keep"),
            (#"{"keep": "36501 days"}"#, "/retention/keep"), (#"{"kep": "2 days"}"#, "/retention/kep"),
        ])
    func invalid(retention: String, pointer: String) async throws {
        try await TestServer().test { client in
            let answer = try await client.post(
                "/v1/datasets",
                """
                {"name": "log", "timeColumn": "t", "retention": \(retention), "columns": [{"name": "t", "type": "date"}]}
                """)
            #expect(answer.status == 422 && answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
        }
    }

    @Test("Rounds follow each other by the clock and end with the task")
    func rounds() async throws {
        let clock = CountingClock()
        let service = RetentionService(
            InMemoryAnalyticsStore(), clock: clock, now: { Timestamp(microseconds: 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await service.run()
        #expect(clock.waits == [.seconds(60), .seconds(3600), .seconds(3600)])
    }
}

/// A clock whose sleeps end at once, and fail after the third.
private final class CountingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private let state = Mutex<[Duration]>([])
    var waits: [Duration] { state.withLock { $0 } }
    var now: Instant { Instant(offset: state.withLock { $0.reduce(.zero, +) }) }
    let minimumResolution = Duration.zero

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let wait = now.duration(to: deadline)
        guard state.withLock({ $0.count }) < 3 else { throw CancellationError() }
        state.withLock { $0.append(wait) }
    }
}
