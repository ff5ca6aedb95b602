import Models

/// The parts of a result's columns in a chart, decided before any row is read.
package struct ChartPlan: Sendable, Hashable {
    /// The maximum number of units, each of which has an axis of its own.
    static let maximumPanels = 4
    /// The maximum number of measures.
    static let maximumMeasures = 8

    /// The kind of chart.
    package let kind: ChartKind
    /// The columns of the result.
    let columns: [ChartColumn]
    /// The column along the axis: the first time, else the first category; `nil` for numbers.
    let axis: Int?
    /// The columns that tell series apart.
    let series: [Int]
    /// The measures by unit. Each unit has a panel with an axis of its own, because a common axis would compare what is not
    /// comparable.
    let panels: [[Int]]

    /// Decides the parts.
    ///
    /// Without a kind, a result with a time is a line, one with one category bars, one with two categories and one additive
    /// measure stacked bars, and one without a grouping numbers.
    ///
    /// - Parameters:
    ///   - columns: The columns of the result: the groupings, then the measures.
    ///   - kind: The kind that the client wants; `nil` for the one that fits.
    /// - Throws: ``ChartError`` for columns that no chart shows, or not one of this kind.
    package init(_ columns: [ChartColumn], kind: ChartKind?) throws(ChartError) {
        self.columns = columns
        let measures = columns.indices.filter { columns[$0].isMeasure }
        guard !measures.isEmpty else {
            throw ChartError(.measures, "a chart needs at least one measure, such as \"count\"")
        }
        guard measures.count <= Self.maximumMeasures else {
            throw ChartError(
                .measures, "a chart shows at most \(Self.maximumMeasures) measures, got \(measures.count)")
        }
        if let other = measures.first(where: { !columns[$0].column.type.isNumeric }) {
            throw ChartError(
                .column(other),
                "a chart shows numbers, got the type \(columns[other].column.type.rawValue); leave this measure out")
        }
        var units: [String] = []
        var panels: [[Int]] = []
        for index in measures {
            guard case .measure(let unit, _) = columns[index].role else { continue }
            if let known = units.firstIndex(of: unit) {
                panels[known].append(index)
            } else {
                units.append(unit)
                panels.append([index])
            }
        }
        let groups = columns.indices.filter { !columns[$0].isMeasure }
        let time = groups.first { columns[$0].isTime }
        let isAdditive = measures.allSatisfy { columns[$0].isAdditive }
        let fitting: ChartKind =
            groups.isEmpty
            ? .number : time != nil ? .line : groups.count > 1 && measures.count == 1 && isAdditive ? .stackedBar : .bar
        self.kind = kind ?? fitting
        axis = self.kind == .number ? nil : time ?? groups.first
        series = groups.filter { [axis] in $0 != axis }
        self.panels = panels
        if self.kind != .number, panels.count > Self.maximumPanels {
            throw ChartError(
                .measures,
                "a chart has at most \(Self.maximumPanels) axes, and each kind of measure needs its own; got \(panels.count)"
            )
        }
        try check(time: time, groups: groups)
    }

    private func check(time: Int?, groups: [Int]) throws(ChartError) {
        switch kind {
        case .number:
            if !groups.isEmpty {
                throw ChartError(
                    .kind,
                    "a number needs a query without dimensions and granularities; use \(time == nil ? "bar" : "line")")
            }
        case .line, .area:
            if time == nil {
                throw ChartError(
                    .kind,
                    "a chart of kind \(kind.rawValue) needs a time dimension with a granularity; use "
                        + (groups.isEmpty ? "number" : "bar"))
            }
        case .bar, .stackedBar:
            if groups.isEmpty {
                throw ChartError(.kind, "bars need a dimension or a granularity; use number")
            }
        }
        guard kind == .stackedBar || kind == .area else { return }
        for panel in panels where panel.count > 1 || !series.isEmpty {
            if let other = panel.first(where: { !columns[$0].isAdditive }) {
                throw ChartError(
                    .column(other),
                    "the values of \(ChartText.clean(columns[other].column.name)) do not add up, so they cannot be stacked; use "
                        + (kind == .area ? "line" : "bar"))
            }
        }
    }

    /// The zone of the axis: that of the buckets, else of the column.
    var zone: ZoneRules {
        guard let axis else { return .utc }
        if case .time(let rule?) = columns[axis].role { return rule.zone }
        return columns[axis].column.type == .timestamp ? columns[axis].column.zone ?? .utc : .utc
    }

    /// The rule of the axis's buckets; `nil` for other axes.
    var rule: BucketRule? {
        guard let axis, case .time(let rule) = columns[axis].role else { return nil }
        return rule
    }

    /// `true` if the axis is a time.
    var isOverTime: Bool { axis.map { columns[$0].isTime } ?? false }

    /// The measures of a panel with their unit: "Minimum of price, Maximum of price (EUR)".
    func name(ofPanel panel: Int) -> String {
        panels[panel].map { columns[$0].name(withUnit: namesUnit(of: $0, in: panels[panel])) }.joined(separator: ", ")
    }

    /// The content in words: "Number of rows and sum of amount (EUR) by day and country".
    var summary: String { summary(isInSentence: false) }

    /// The content in words. Within a sentence, the first word is not upper case because of its place.
    func summary(isInSentence: Bool) -> String {
        let groups = ([axis].compactMap { $0 } + series).map { columns[$0].groupName }
        var names: [String] = []
        for panel in panels {
            for index in panel {
                // A number has its unit beside it.
                let hasUnit = kind != .number && namesUnit(of: index, in: panel)
                names.append(columns[index].name(withUnit: hasUnit, isInSentence: isInSentence || !names.isEmpty))
            }
        }
        let measures = Self.list(names)
        return groups.isEmpty ? measures : measures + " by " + Self.list(groups)
    }

    /// Returns `true` if a measure's name includes its unit. One that all measures of an axis have is named once, after the last.
    private func namesUnit(of index: Int, in panel: [Int]) -> Bool {
        index == panel.last || Set(panel.map { columns[$0].unit }).count > 1
    }

    private static func list(_ names: [String]) -> String {
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
