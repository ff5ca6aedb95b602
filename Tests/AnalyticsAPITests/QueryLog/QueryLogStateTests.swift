import Models
import Testing

@testable import AnalyticsAPI

@Suite struct QueryLogStateTests {
    private static func entry(_ number: Int) -> QueryLogEntry {
        QueryLogEntry(
            time: Timestamp(microseconds: Int64(number)), requestID: "\(number)", identity: "admin", dataset: "sales",
            digest: "d", route: "/", status: 200, duration: .zero, database: .zero, queue: .zero, rows: 0, bytes: 0,
            isComplete: true, source: "raw")
    }

    @Test("A log keeps the newest entries with their numbers, the oldest first", arguments: [0, 1, 3, 4, 5, 11, 12])
    func ring(count: Int) {
        var log = QueryLogState(capacity: 4)
        for number in 0..<count { log.add(Self.entry(number + 1)) }
        let expected = Array((1...12).prefix(count).suffix(4))
        #expect(log.entries.numbers == expected.map { Int64($0) })
        #expect(log.entries.entries.map(\.requestID) == expected.map { "\($0)" })
        #expect(log.count == Int64(count))
    }

    @Test(
        "Queries that differ in values and dates alone have one digest",
        arguments: [
            (
                #"{"measures": ["count"], "filters": [{"member": "c", "operator": "equals", "values": ["DE"]}]}"#,
                #"{"measures": ["count"], "filters": [{"member": "c", "operator": "equals", "values": ["FR", "IT"]}]}"#,
                true
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "t", "dateRange": ["2026-01-01", "2026-01-02"]}], "limit": 5}"#,
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "t", "dateRange": "last 7 days"}]}"#, true
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "c", "operator": "equals", "values": ["DE"]}]}"#,
                #"{"measures": ["count"], "filters": [{"member": "c", "operator": "notEquals", "values": ["DE"]}]}"#,
                false
            ),
            (#"{"measures": ["count"]}"#, #"{"measures": ["count"], "dimensions": ["c"]}"#, false),
            (#"{"measures": ["count"], "dimensions": ["c"]}"#, #"{"dimensions": ["count", "c"]}"#, false),
        ])
    func digest(first: String, second: String, isEqual: Bool) throws {
        let digests = try [first, second].map { try Query(json: JSONValue(parsing: $0)).shapeDigest }
        #expect((digests[0] == digests[1]) == isEqual)
        #expect(digests[0].count == 12)
    }
}
