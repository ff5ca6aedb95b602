import Models

/// The description of a chart for viewers who do not see it: kind, range, and the lowest, highest and last value of each series.
struct ChartDescription: Sendable {
    /// The description.
    let text: String

    init(_ plan: ChartPlan, _ table: SeriesTable, notes: [String]) {
        // Of numbers, their names say everything.
        let content = plan.kind.name + " of " + plan.summary(isInSentence: true)
        var sentences = plan.kind == .number ? [] : [content + Self.range(plan, table) + "."]
        let isAlone = table.axis.count < 2
        for panel in table.panels {
            for series in panel {
                let name =
                    series.isOfNamedMeasure || table.panels.count == 1
                    ? series.name : series.name + ", " + series.measure.name
                let places = series.values.indices.filter { !series.values[$0].isNaN }
                guard let first = places.first, let last = places.last else {
                    sentences.append("\(name): no value.")
                    continue
                }
                let lowest = places.reduce(first) { series.values[$1] < series.values[$0] ? $1 : $0 }
                let highest = places.reduce(first) { series.values[$1] > series.values[$0] ? $1 : $0 }
                func at(_ place: Int) -> String { Self.place(place, plan, table) }
                if plan.axis == nil || isAlone {
                    sentences.append("\(name): \(series.measure.text(of: series.values[last])).")
                } else {
                    let end =
                        plan.isOverTime ? ", last \(series.measure.text(of: series.values[last])) (\(at(last)))" : ""
                    sentences.append(
                        "\(name): minimum \(series.measure.text(of: series.values[lowest])) (\(at(lowest))), "
                            + "maximum \(series.measure.text(of: series.values[highest])) (\(at(highest)))\(end).")
                }
            }
        }
        if table.axis.count == 0 { sentences = [content + ": no rows."] }
        for note in notes { sentences.append(note.prefix(1).uppercased() + note.dropFirst() + ".") }
        text = sentences.joined(separator: " ")
    }

    private static func range(_ plan: ChartPlan, _ table: SeriesTable) -> String {
        guard plan.axis != nil, table.axis.count > 0 else { return "" }
        if case .times = table.axis {
            let zone = plan.zone == .utc ? "" : ", time zone \(plan.zone.identifier)"
            return table.axis.count == 1
                ? ", \(place(0, plan, table))\(zone)"
                : ", \(place(0, plan, table)) to \(place(table.axis.count - 1, plan, table))\(zone)"
        }
        return ", \(NumberText.grouped(String(table.axis.count))) "
            + (table.axis.count == 1 ? "category" : "categories")
    }

    /// A place along the axis in words.
    static func place(_ place: Int, _ plan: ChartPlan, _ table: SeriesTable) -> String {
        switch table.axis {
        case .times(let times):
            return TimeText.sentence(
                times[place], zone: plan.zone, granularity: plan.rule?.granularity,
                isDay: plan.axis.map { plan.columns[$0].column.type == .date } ?? false)
        case .categories(let labels): return labels[place]
        }
    }
}
