import Models
import Storage
import TestSupport

/// A random dataset and random queries on it from one seed.
struct RandomCase {
    let definition: DatasetDefinition
    let rows: [[Value]]
    /// The number of rows per batch.
    let batchSize: Int
    var generator: SeededGenerator

    init(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let types =
            [.timestamp]
            + (0..<Int.random(in: 2...7, using: &generator)).map { _ in
                generator.pick(ColumnType.allCases)
            }
        // The layout must not affect any result.
        let partitioning = generator.once(in: 2) ? generator.pick(TimePartitioning.allCases) : nil
        var columns: [Column] = []
        for (index, type) in types.enumerated() {
            let use = generator.once(in: 2) ? generator.pick(ColumnUse.allCases) : nil
            columns.append(
                try Column(
                    name: Identifier("c\(index)"), type: type, nullable: index > 0 || partitioning == nil,
                    use: use.flatMap { $0.applies(to: type) ? $0 : nil }))
        }
        definition = try DatasetDefinition(
            name: Identifier("random"), columns: columns,
            timeColumn: partitioning == nil && generator.once(in: 2) ? nil : Identifier("c0"),
            partitioning: partitioning)
        let count = generator.once(in: 10) ? 0 : Int.random(in: 1...80, using: &generator)
        var rows: [[Value]] = []
        for _ in 0..<count {
            rows.append(
                columns.map {
                    $0.nullable && generator.once(in: 5) ? .null : RandomValues.value($0.type, &generator)
                })
        }
        self.rows = rows
        batchSize = Int.random(in: 1...40, using: &generator)
        self.generator = generator
    }

    var columns: [Column] { definition.columns }

    // MARK: Conditions

    /// A random filter on rows.
    mutating func rowFilter() -> ResolvedFilter {
        generator.once(in: 3) ? .always : predicate(on: columns.map(\.type), depth: 3)
    }

    /// A random test of a random column.
    mutating func singleTest() -> (column: Int, ResolvedFilter.Test) {
        let column = Int.random(in: columns.indices, using: &generator)
        return (column, test(of: columns[column].type))
    }

    private mutating func predicate(on types: [ColumnType], depth: Int) -> ResolvedFilter {
        if depth > 0, generator.once(in: 2) {
            let parts = (0..<Int.random(in: 0...3, using: &generator)).map { _ in predicate(on: types, depth: depth - 1)
            }
            return generator.once(in: 2) ? .and(parts) : .or(parts)
        }
        let operand = Int.random(in: types.indices, using: &generator)
        return .test(operand: operand, test(of: types[operand]))
    }

    private mutating func test(of type: ColumnType) -> ResolvedFilter.Test {
        if type == .json || generator.once(in: 8) { return generator.once(in: 2) ? .isNull : .isNotNull }
        if generator.once(in: 2) {
            let values = RandomValues.values(type, &generator)
            let orNull = generator.once(in: 3)
            return generator.once(in: 2) ? .oneOf(values, orNull: orNull) : .noneOf(values, orNull: orNull)
        }
        if type == .string, generator.once(in: 2) {
            let pieces = (0..<Int.random(in: 1...2, using: &generator)).map { _ in RandomValues.piece(&generator) }
            return generator.pick(
                .containsAny(pieces), .containsNone(pieces), .startsWithAny(pieces), .endsWithAny(pieces))
        }
        if type == .boolean { return .oneOf([.boolean(.random(using: &generator))], orNull: false) }
        let value = RandomValues.value(type, &generator)
        if type.isTime, generator.once(in: 2) {
            let other = RandomValues.value(type, &generator)
            return generator.once(in: 2) ? .inRange(from: value, to: other) : .notInRange(from: value, to: other)
        }
        return .compare(generator.pick(.greater, .greaterOrEqual, .less, .lessOrEqual), value)
    }

    // MARK: Queries

    /// A random query as resolution produces it.
    mutating func query() -> ResolvedQuery {
        let groups = groupings()
        var measures: [Measure] = []
        for _ in 0..<Int.random(in: groups.isEmpty ? 1...4 : 0...4, using: &generator) {
            measures.append(measure(after: measures))
        }
        let plain = measures.map(\.type)
        if let window = window(over: measures, groups) { measures.append(window) }
        let visible =
            groups.isEmpty ? max(1, measures.count - 1) : Int.random(in: 0...measures.count, using: &generator)
        let outputs =
            groups.enumerated().map { index, grouping in
                switch grouping {
                case .column(let column): ResultColumn(name: "g\(index)", type: columns[column].type)
                case .bucket(let column, let rule):
                    ResultColumn(
                        name: "g\(index)", type: columns[column].type,
                        zone: columns[column].type == .date ? nil : rule.zone)
                case .part: ResultColumn(name: "g\(index)", type: .integer)
                }
            } + measures.prefix(visible).enumerated().map { ResultColumn(name: "m\($0)", type: $1.type) }
        let groupFilter: ResolvedFilter =
            plain.isEmpty || generator.once(in: 2) ? .always : predicate(on: plain, depth: 2)
        return ResolvedQuery(
            columns: columns, groups: groups, measures: measures, visibleMeasures: visible, output: outputs,
            rowFilter: rowFilter(), groupFilter: groupFilter, order: order(groups.count, measures.count),
            limit: generator.once(in: 2) ? nil : Int.random(in: 0...20, using: &generator),
            offset: generator.once(in: 2) ? 0 : Int.random(in: 0...10, using: &generator),
            wantsTotal: generator.once(in: 2), fill: fill(groups))
    }

    private mutating func groupings() -> [ResolvedQuery.Grouping] {
        var groups: [ResolvedQuery.Grouping] = []
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let column = Int.random(in: columns.indices, using: &generator)
            let type = columns[column].type
            guard type.isComparable else { continue }
            if type.isTime, generator.once(in: 4) {
                let parts = DatePart.allCases.filter { type == .timestamp || $0.isOfDays }
                groups.append(.part(column: column, generator.pick(parts), generator.pick(Self.zones)))
                continue
            }
            let grouping: ResolvedQuery.Grouping =
                type.isTime && !generator.once(in: 4) ? .bucket(column: column, rule(for: type)) : .column(column)
            if !groups.contains(grouping) { groups.append(grouping) }
        }
        return groups
    }

    private mutating func rule(for type: ColumnType) -> BucketRule {
        let widths = type == .date ? Self.wholeDays : Self.wholeDays + Self.partsOfDays
        return BucketRule(granularity: generator.pick(widths), zone: generator.pick(Self.zones))
    }

    private static let wholeDays = [
        "day", "3 days", "week", "2 weeks", "month", "3 months", "quarter", "year", "2 years",
    ].compactMap { Granularity($0) }
    private static let partsOfDays = ["second", "minute", "15 minutes", "hour", "2 hours", "6 hours", "20 minutes"]
        .compactMap { Granularity($0) }
    private static let zones = [
        "UTC", "Europe/Berlin", "America/Havana", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo",
        "America/New_York", "Pacific/Auckland",
    ].compactMap { ZoneRules.named($0) }

    /// A random measure, of rows or of two of the measures before it.
    private mutating func measure(after others: [Measure]) -> Measure {
        let numbers = others.indices.filter { others[$0].stage == .rows && others[$0].type.isNumeric }
        if let a = numbers.randomElement(using: &generator), let b = numbers.randomElement(using: &generator),
            generator.once(in: 6)
        {
            return Measure(function: .ratio, column: nil, type: .double, operands: [a, b])
        }
        let column = Int.random(in: columns.indices, using: &generator)
        let type = columns[column].type
        let all = Measure.Function.allCases.compactMap { function -> Measure? in
            switch function {
            case .count: Measure(function: .count, column: column, type: .integer)
            case .countDistinct, .countDistinctApprox:
                type.isComparable ? Measure(function: function, column: column, type: .integer) : nil
            case .sum: type.isNumeric ? Measure(function: function, column: column, type: type) : nil
            case .avg: type.isNumeric ? Measure(function: function, column: column, type: .double) : nil
            case .min, .max:
                type.isComparable && type != .boolean ? Measure(function: function, column: column, type: type) : nil
            case .percentile:
                type.isNumeric
                    ? Measure(
                        function: function, column: column, type: .double,
                        fraction: generator.pick(0, 0.1, 0.25, 0.5, 0.9, 0.999, 1)) : nil
            case .first, .last:
                type.isComparable ? Measure(function: function, column: column, type: type, time: 0) : nil
            // Stores differ in the last digits, which decide conditions and the order; `StatisticsContract` compares them.
            case .stddev, .stddevPop: nil
            case .ratio, .runningTotal, .movingAverage, .shareOfTotal, .rank, .change, .changeRatio, .difference: nil
            }
        }
        let measure = generator.pick(all + [Measure(function: .count, column: nil, type: .integer)])
        return generator.once(in: 3) ? measure.filtered(by: rowFilter()) : measure
    }

    /// A random function of all groups, sometimes.
    private mutating func window(over measures: [Measure], _ groups: [ResolvedQuery.Grouping]) -> Measure? {
        // The last digits of a mean, in which stores differ, would decide ranks.
        let operands = measures.indices.filter { measures[$0].type.isNumeric && measures[$0].function != .avg }
        guard generator.once(in: 3), let operand = operands.randomElement(using: &generator) else { return nil }
        let functions = Measure.Function.allCases.filter {
            $0.stage == .answer && $0 != .difference && (!$0.followsTime || groups.count(where: \.isBucket) == 1)
        }
        let function = generator.pick(functions)
        let type: ColumnType =
            switch function {
            case .rank: .integer
            case .runningTotal, .change: measures[operand].type
            default: .double
            }
        // A ratio can have an average among its operands.
        guard measures[operand].function != .ratio else { return nil }
        return Measure(
            function: function, column: nil, type: type, operands: [operand],
            width: function == .movingAverage ? .random(in: 2...4, using: &generator) : 0)
    }

    private mutating func order(_ groups: Int, _ measures: Int) -> [ResolvedQuery.Order] {
        var order: [ResolvedQuery.Order] = []
        var rest = Array(0..<groups)
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            if measures > 0, generator.once(in: 2) {
                let measure = Int.random(in: 0..<measures, using: &generator)
                order.append(.init(.measure(measure), descending: generator.once(in: 2)))
            } else if let group = rest.randomElement(using: &generator) {
                rest.removeAll { $0 == group }
                order.append(.init(.group(group), descending: generator.once(in: 2)))
            }
        }
        return order + rest.map { .init(.group($0), descending: false) }
    }

    private mutating func fill(_ groups: [ResolvedQuery.Grouping]) -> ResolvedQuery.Fill? {
        let times = groups.indices.filter { if case .bucket = groups[$0] { true } else { false } }
        guard let group = times.randomElement(using: &generator), generator.once(in: 2),
            case .bucket(_, let rule) = groups[group]
        else { return nil }
        if generator.once(in: 3) { return .init(group: group, range: nil) }
        // A range of a few buckets of any width.
        let width = rule.granularity.next(afterLocal: 0)
        let from = RandomValues.instant(&generator)
        let to = Timestamp(microseconds: from.microseconds + width / 4 * .random(in: 0...24, using: &generator))
        return .init(group: group, range: from..<to)
    }
}
