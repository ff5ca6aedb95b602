import Models
import StorageTesting
import TestSupport
import Testing

@testable import Storage

@Suite("Partitions by time")
struct TimePartitionTests {
    @Test(
        "A partition covers a calendar unit, with weeks from Monday",
        arguments: [
            (TimePartitioning.day, "2026-03-29", "2026-03-29", "2026-03-30", "p20260329"),
            (.day, "2024-02-28", "2024-02-28", "2024-02-29", "p20240228"),
            (.day, "1969-12-31", "1969-12-31", "1970-01-01", "p19691231"),
            (.week, "2026-03-29", "2026-03-23", "2026-03-30", "p20260323"),
            (.week, "2026-03-30", "2026-03-30", "2026-04-06", "p20260330"),
            (.week, "1970-01-01", "1969-12-29", "1970-01-05", "p19691229"),
            (.week, "2021-01-01", "2020-12-28", "2021-01-04", "p20201228"),
            (.month, "2026-02-28", "2026-02-01", "2026-03-01", "p20260201"),
            (.month, "2026-12-31", "2026-12-01", "2027-01-01", "p20261201"),
            (.year, "2026-12-31", "2026-01-01", "2027-01-01", "p20260101"),
            (.year, "0001-01-01", "0001-01-01", "0002-01-01", "p00010101"),
        ])
    func bounds(partitioning: TimePartitioning, day: String, start: String, end: String, suffix: String) throws {
        let day = try #require(CalendarDate(day))
        let partition = TimePartition(partitioning, containing: day.daysSinceEpoch)
        #expect(partition.start.description == start)
        #expect(partition.end.description == end)
        #expect(partition.suffix == suffix)
    }

    @Test("Partitions equal a query's buckets of the same unit in UTC", arguments: TimePartitioning.allCases)
    func likeBuckets(partitioning: TimePartitioning) throws {
        let granularity = try #require(Granularity(partitioning.rawValue))
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let day = Int.random(
                in: CalendarDate.earliest.daysSinceEpoch...CalendarDate.latest.daysSinceEpoch, using: &generator)
            let partition = TimePartition(partitioning, containing: day)
            let start = granularity.floor(local: Int64(day) * Timestamp.microsecondsPerDay)
            #expect(Int64(partition.start.daysSinceEpoch) * Timestamp.microsecondsPerDay == start)
            #expect(
                Int64(partition.end.daysSinceEpoch) * Timestamp.microsecondsPerDay
                    == granularity.next(afterLocal: start))
            #expect(TimePartition(partitioning, containing: partition.end.daysSinceEpoch - 1) == partition)
        }
    }

    @Test(
        "A partition's SQL bounds are half-open, and the outermost are unbounded",
        arguments: [
            (
                TimePartitioning.month, "2026-02-05", ColumnType.timestamp,
                "FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00')"
            ),
            (.month, "2026-02-05", .date, "FROM ('2026-02-01') TO ('2026-03-01')"),
            (.year, "9999-12-31", .date, "FROM ('9999-01-01') TO (MAXVALUE)"),
            (.day, "9999-12-31", .timestamp, "FROM ('9999-12-31 00:00:00+00') TO (MAXVALUE)"),
            (.week, "9999-12-31", .date, "FROM ('9999-12-27') TO (MAXVALUE)"),
            (.week, "0001-01-01", .date, "FROM (MINVALUE) TO ('0001-01-08')"),
            (.year, "0001-06-01", .date, "FROM (MINVALUE) TO ('0002-01-01')"),
        ])
    func sql(partitioning: TimePartitioning, day: String, type: ColumnType, bounds: String) throws {
        let day = try #require(CalendarDate(day))
        #expect(TimePartition(partitioning, containing: day.daysSinceEpoch).bounds(of: type) == bounds)
    }

    @Test("Out-of-range times belong to the first or last partition")
    func outOfRange() {
        for partitioning in TimePartitioning.allCases {
            let (first, last) = (CalendarDate.earliest.daysSinceEpoch, CalendarDate.latest.daysSinceEpoch)
            #expect(TimePartition(partitioning, containing: .min) == TimePartition(partitioning, containing: first))
            #expect(TimePartition(partitioning, containing: .max) == TimePartition(partitioning, containing: last))
        }
    }

    @Test("A batch needs the partitions of its rows, including those around midnight and before 1970")
    func batch() throws {
        let rule = try #require(PartitionRule(Self.definition(.timestamp, .day)))
        let instants = [
            "2026-03-28T23:59:59.999999Z", "2026-03-29T00:00:00Z", "2026-03-29T23:59:59.999999Z",
            "2026-03-30T00:30:00+02:00", "1969-12-31T23:59:59.999999Z", "2026-03-28T00:00:00Z",
        ]
        let batch = RowBatch([.integer, .timestamp], rows: try instants.map { [1, try .at($0)] })
        #expect(rule.partitions(of: batch).map(\.suffix).sorted() == ["p19691231", "p20260328", "p20260329"])
        let shifted = RowBatch(columns: [ColumnVector(type: .integer)] + batch.columns)
        #expect(rule.partitions(of: shifted, offset: 1) == rule.partitions(of: batch))
        #expect(rule.partitions(of: RowBatch(types: [.integer])) == [], "the batch has no such column")
        #expect(rule.partitions(of: RowBatch([.integer, .timestamp], rows: [[1, nil]])) == [])
    }

    @Test("A single value needs the same partition as a batch with it", arguments: TimePartitioning.allCases)
    func value(partitioning: TimePartitioning) throws {
        for (type, value) in [
            (ColumnType.timestamp, try Value.at("1965-05-05T05:05:05Z")), (.date, try .day("2026-12-31")),
            (.timestamp, .timestamp(.earliest)), (.timestamp, .timestamp(.latest)),
        ] {
            let rule = try #require(PartitionRule(Self.definition(type, partitioning)))
            let batch = RowBatch([.integer, type], rows: [[1, value]])
            #expect(rule.partition(of: value).map { [$0] } == rule.partitions(of: batch))
        }
    }

    static func definition(_ type: ColumnType, _ partitioning: TimePartitioning?) throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier("things"),
            columns: [
                Column(name: Identifier("n"), type: .integer),
                Column(name: Identifier("ts"), type: type, nullable: false),
            ], timeColumn: Identifier("ts"), partitioning: partitioning)
    }
}

@Suite("Statistics")
struct StatisticsRuleTests {
    @Test(
        "Statistics are due after 10,000 new rows that are a tenth of all",
        arguments: [
            (Int64(0), Int64(0), false), (9_999, 0, false), (10_000, 0, true), (20_000, 10_001, false),
            (20_001, 10_001, true), (109_999, 100_000, false), (110_000, 100_000, true),
            (1_099_999, 1_000_000, false), (1_100_000, 1_000_000, true), (5_000, 100_000, false), (0, 100_000, false),
        ])
    func due(rows: Int64, analyzed: Int64, isDue: Bool) {
        #expect(StatisticsRule.isDue(rows: rows, analyzed: analyzed) == isDue)
    }
}
