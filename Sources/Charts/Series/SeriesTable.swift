import Models

/// The rows of a result as series over an axis.
struct SeriesTable: Sendable {
    /// The maximum number of series in a panel; further ones are summed up or left out.
    static let maximumSeries = 8

    /// The places along the axis.
    enum Axis: Sendable {
        /// Instants in microseconds since the Unix epoch, or days at midnight UTC, earliest first.
        case times([Int64])
        /// The labels of categories, in the order of the rows.
        case categories([String])

        var count: Int {
            switch self {
            case .times(let times): times.count
            case .categories(let labels): labels.count
            }
        }
    }

    /// The places along the axis.
    let axis: Axis
    /// The series of each panel, in the order of their values.
    let panels: [[Series]]
    /// The number of combinations of values that are not drawn as a series of their own.
    let restCount: Int
    /// `true` if a series holds the sum of the rest; otherwise the rest is not drawn.
    let isRestDrawn: Bool

    /// Reads rows.
    init(_ plan: ChartPlan, _ batches: [RowBatch]) {
        let index = AxisIndex(plan, batches)
        axis = index.axis
        let measures = plan.panels.joined().map { $0 }
        let perPanel = plan.panels.map(\.count).max() ?? 1
        let groups = SeriesGroups(
            plan, batches, measure: measures.first ?? 0, maximum: max(Self.maximumSeries / perPanel, 1))
        let isAdditive = measures.allSatisfy { plan.columns[$0].isAdditive }
        restCount = groups.restCount
        isRestDrawn = restCount > 0 && isAdditive
        let slots = groups.names.count + (isRestDrawn ? 1 : 0)
        var values = [[[Double]]](
            repeating: [[Double]](repeating: [Double](repeating: .nan, count: index.axis.count), count: slots),
            count: measures.count)
        var row = 0
        for batch in batches {
            for inBatch in 0..<batch.rowCount {
                defer { row += 1 }
                guard let place = index.place(of: inBatch, in: batch) else { continue }
                let group = groups.slots[row]
                guard let slot = group ?? (isRestDrawn ? slots - 1 : nil) else { continue }
                for (number, measure) in measures.enumerated() {
                    let value = batch.columns[measure].number(inBatch)
                    guard !value.isNaN else { continue }
                    let old = values[number][slot][place]
                    values[number][slot][place] = old.isNaN ? value : Self.clamped(old + value)
                }
            }
        }
        var number = 0
        var panels: [[Series]] = []
        for panel in plan.panels {
            var series: [Series] = []
            for slot in 0..<slots {
                for (offset, measure) in panel.enumerated() {
                    let isRest = slot == groups.names.count
                    let group = isRest ? "other (\(restCount))" : groups.names[slot]
                    let name =
                        plan.series.isEmpty
                        ? plan.columns[measure].name
                        : panel.count > 1 ? group + ", " + plan.columns[measure].name : group
                    series.append(
                        Series(
                            name: name, isOfNamedMeasure: plan.series.isEmpty || panel.count > 1,
                            color: isRest ? nil : plan.series.isEmpty ? number + offset : slot * panel.count + offset,
                            values: values[number + offset][slot], measure: plan.columns[measure]))
                }
            }
            number += panel.count
            panels.append(series)
        }
        self.panels = panels
    }

    /// Sums that no double of a scale exceeds.
    static func clamped(_ value: Double) -> Double { min(max(value, -1e306), 1e306) }
}

/// Values over an axis.
struct Series: Sendable {
    /// The name.
    let name: String
    /// `true` if the name has that of the measure; otherwise the header of the panel says the measure.
    var isOfNamedMeasure = true
    /// The index of the colour; `nil` for the sum of the rest.
    let color: Int?
    /// A value for each place of the axis; NaN where there is none.
    let values: [Double]
    /// The measure of the values.
    let measure: ChartColumn
    /// `true` if the values are integers.
    var isWhole: Bool { measure.column.type == .integer }
}

extension ColumnVector {
    /// The value of a row as a double of a magnitude that a scale can map; NaN for null.
    func number(_ row: Int) -> Double {
        guard !isNull(row) else { return .nan }
        switch type {
        case .double: return SeriesTable.clamped(doubles[row])
        case .decimal: return SeriesTable.clamped(decimals[row].doubleValue)
        case .integer: return Double(integers[row])
        default: return .nan
        }
    }
}

/// The place of each row along the axis.
private struct AxisIndex {
    let axis: SeriesTable.Axis
    private let column: Int?
    private var times: [Int64: Int] = [:]
    private var categories: [Value: Int] = [:]

    init(_ plan: ChartPlan, _ batches: [RowBatch]) {
        column = plan.axis
        guard let column else {
            axis = .categories(batches.contains { $0.rowCount > 0 } ? [""] : [])
            return
        }
        if plan.isOverTime {
            var seen: Set<Int64> = []
            for batch in batches {
                for row in 0..<batch.rowCount {
                    if let time = Self.time(row, batch.columns[column]) { seen.insert(time) }
                }
            }
            let sorted = seen.sorted()
            for (index, time) in sorted.enumerated() { times[time] = index }
            axis = .times(sorted)
        } else {
            var labels: [String] = []
            for batch in batches {
                for row in 0..<batch.rowCount {
                    let value = batch.columns[column].value(at: row)
                    guard categories[value] == nil else { continue }
                    categories[value] = labels.count
                    labels.append(plan.columns[column].label(of: value))
                }
            }
            axis = .categories(labels)
        }
    }

    /// The place of a row; `nil` for a row whose time is null.
    func place(of row: Int, in batch: RowBatch) -> Int? {
        guard let column else { return 0 }
        if case .times = axis { return Self.time(row, batch.columns[column]).flatMap { times[$0] } }
        return categories[batch.columns[column].value(at: row)]
    }

    private static func time(_ row: Int, _ vector: ColumnVector) -> Int64? {
        guard !vector.isNull(row) else { return nil }
        return vector.type == .date ? vector.integers[row] * 86_400_000_000 : vector.integers[row]
    }
}

/// The combinations of values that tell series apart.
private struct SeriesGroups {
    /// The names of the combinations with the largest totals, in the order of their values.
    private(set) var names: [String] = []
    /// The index in ``names`` for each row; `nil` for a row of the rest.
    private(set) var slots: [Int?] = []
    /// The number of other combinations.
    private(set) var restCount = 0

    init(_ plan: ChartPlan, _ batches: [RowBatch], measure: Int, maximum: Int) {
        let rows = batches.reduce(0) { $0 + $1.rowCount }
        guard !plan.series.isEmpty else {
            names = [""]
            slots = [Int?](repeating: 0, count: rows)
            return
        }
        var known: [[Value]: Int] = [:]
        var keys: [[Value]] = []
        var totals: [Double] = []
        var groups: [Int] = []
        groups.reserveCapacity(rows)
        for batch in batches {
            for row in 0..<batch.rowCount {
                let key = plan.series.map { batch.columns[$0].value(at: row) }
                let value = batch.columns[measure].number(row)
                let size = value.isNaN ? 0 : value.magnitude
                if let index = known[key] {
                    totals[index] = SeriesTable.clamped(totals[index] + size)
                    groups.append(index)
                } else {
                    known[key] = keys.count
                    groups.append(keys.count)
                    keys.append(key)
                    totals.append(size)
                }
            }
        }
        // One more than the maximum needs a series for the rest, which takes a place itself.
        let kept = keys.count <= maximum ? keys.count : max(maximum - 1, 1)
        let order = keys.indices.sorted { totals[$0] == totals[$1] ? $0 < $1 : totals[$0] > totals[$1] }
        let chosen = order.prefix(kept).sorted { Self.isBefore(keys[$0], keys[$1]) }
        var slot = [Int?](repeating: nil, count: keys.count)
        for (index, key) in chosen.enumerated() {
            slot[key] = index
            names.append(
                zip(keys[key], plan.series).map { plan.columns[$1].label(of: $0) }
                    .joined(separator: ", "))
        }
        slots = groups.map { slot[$0] }
        restCount = keys.count - chosen.count
    }

    private static func isBefore(_ left: [Value], _ right: [Value]) -> Bool {
        for (left, right) in zip(left, right) where left != right { return ChartText.isBefore(left, right) }
        return false
    }
}
