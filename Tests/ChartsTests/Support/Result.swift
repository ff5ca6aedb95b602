import Basics
import Charts
import Models

/// A query's result for a chart.
struct Result {
    var columns: [ChartColumn]
    var rows: RowBatch

    init(_ columns: [ChartColumn], _ rows: [[Value]]) {
        self.columns = columns
        self.rows = RowBatch(types: columns.map(\.column.type))
        for row in rows {
            for (index, value) in row.enumerated() { self.rows.columns[index].append(value) }
        }
    }

    func svg(_ specification: ChartSpecification = ChartSpecification(), isTruncated: Bool = false) throws -> String {
        let plan = try ChartPlan(columns, kind: specification.kind)
        return Chart(plan, specification, rows: [rows], isTruncated: isTruncated).svg()
    }

    func svg(_ kind: ChartKind, width: Int = 800) throws -> String {
        try svg(ChartSpecification(kind: kind, width: width))
    }
}

extension ChartColumn {
    static func time(
        _ granularity: String, zone: ZoneRules = .utc, name: String = "ts", type: ColumnType = .timestamp
    ) -> ChartColumn {
        let rule = Granularity(granularity).map { BucketRule(granularity: $0, zone: zone) }
        return ChartColumn(
            ResultColumn(name: "\(name).\(granularity)", type: type, zone: type == .date ? nil : zone), .time(rule))
    }

    static func category(_ name: String, _ type: ColumnType = .string) -> ChartColumn {
        ChartColumn(ResultColumn(name: name, type: type), .category)
    }

    static let count = ChartColumn(
        ResultColumn(name: "count", type: .integer), .measure(unit: "count", isAdditive: true))

    static func sum(_ column: String, _ type: ColumnType = .double) -> ChartColumn {
        ChartColumn(
            ResultColumn(name: "sum(\(column))", type: type), .measure(unit: "sum of \(column)", isAdditive: true))
    }

    /// A measure with a text for people and a unit.
    static func titled(_ title: String, _ unit: String?, axis: String = "money", isAdditive: Bool = true) -> ChartColumn
    {
        ChartColumn(
            ResultColumn(name: "m_\(title.utf8.count)", type: .double), .measure(unit: axis, isAdditive: isAdditive),
            title: title, phrase: title.prefix(1).lowercased() + title.dropFirst(), unit: unit)
    }

    static func level(_ function: String, _ column: String, _ type: ColumnType = .double) -> ChartColumn {
        ChartColumn(
            ResultColumn(name: "\(function)(\(column))", type: type), .measure(unit: column, isAdditive: false))
    }
}

/// The instants of a text in RFC 3339.
func instant(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(microseconds: 0) }

/// A zone of the system's database.
func zone(_ name: String) -> ZoneRules { ZoneRules.named(name) ?? .utc }

/// The starts of `count` buckets from the one with an instant.
func buckets(_ granularity: String, _ zone: ZoneRules, from start: String, count: Int) -> [Value] {
    guard let width = Granularity(granularity) else { return [] }
    let rule = BucketRule(granularity: width, zone: zone)
    var key = rule.key(of: instant(start))
    return (0..<count).map { _ in
        defer { key = rule.key(after: key) }
        return .timestamp(rule.start(ofKey: key))
    }
}

/// A reproducible generator (SplitMix64; Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
