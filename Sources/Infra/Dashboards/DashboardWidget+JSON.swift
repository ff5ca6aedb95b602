internal import CloudFormation

extension DashboardWidget {
    /// A place on the grid of 24 columns.
    struct Place: Hashable {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
    }

    /// The widget in a dashboard's body ("Dashboard body structure and syntax").
    func json(at place: Place) -> TemplateExpression {
        let (type, properties) = contentJSON
        return [
            "type": .string(type), "x": .integer(place.x), "y": .integer(place.y), "width": .integer(place.width),
            "height": .integer(place.height), "properties": .object(properties),
        ]
    }

    private var contentJSON: (type: String, properties: [TemplateExpression.Member]) {
        let titled = title.map { [TemplateExpression.Member("title", .string($0))] } ?? []
        switch content {
        case .text(let markdown):
            return ("text", [.init("markdown", markdown.expression)])
        case .alarms(let alarms):
            return ("alarm", titled + [.init("alarms", .list(alarms.map(\.expression)))])
        case .graph(let series, let thresholds):
            var properties = titled + metricsJSON(series)
            properties += [.init("view", "timeSeries"), .init("stacked", false)]
            properties.append(.init("yAxis", axesJSON(series)))
            if !thresholds.isEmpty {
                let lines = thresholds.map { threshold -> TemplateExpression in
                    [
                        "label": .string(threshold.label), "value": .number(threshold.value),
                        "yAxis": .string(threshold.axis.rawValue),
                    ]
                }
                properties.append(.init("annotations", ["horizontal": .list(lines)]))
            }
            return ("metric", properties)
        case .numbers(let series):
            return ("metric", titled + metricsJSON(series) + [.init("view", "singleValue"), .init("sparkline", true)])
        }
    }

    private func axesJSON(_ series: [DashboardSeries]) -> TemplateExpression {
        var left: [TemplateExpression.Member] = [.init("min", 0), .init("showUnits", false)]
        if let unit { left.append(.init("label", .string(unit))) }
        var axes: [TemplateExpression.Member] = [.init("left", .object(left))]
        if series.contains(where: { $0.axis == .right }) {
            axes.append(.init("right", ["min": 0, "showUnits": false]))
        }
        return .object(axes)
    }

    private func metricsJSON(_ series: [DashboardSeries]) -> [TemplateExpression.Member] {
        var rows: [TemplateExpression] = []
        for (index, line) in series.enumerated() {
            switch line.series {
            case .metric(let metric):
                rows.append(metric.row(period: metric.period, line.options))
            case .expression(let expression):
                // Ids are unique within a widget, so each formula gets its own.
                let own = expression.prefixed(by: "s\(index)_")
                for (id, metric) in own.metrics.sorted(by: { $0.key < $1.key }) {
                    rows.append(
                        metric.row(period: own.period, [.init("id", .string(id)), .init("visible", false)]))
                }
                rows.append(
                    .list([
                        .object(
                            [
                                .init("expression", .string(own.formula)), .init("id", .string("e\(index)")),
                                .init("period", .integer(own.period.seconds)),
                            ] + line.options)
                    ]))
            }
        }
        return [.init("metrics", .list(rows)), .init("region", AWS.region.expression)]
    }
}

extension DashboardSeries {
    fileprivate var options: [TemplateExpression.Member] {
        [.init("label", .string(label))] + (axis == .right ? [.init("yAxis", "right")] : [])
    }
}

extension Metric {
    /// The metric in a widget: namespace, name, pairs of dimensions, options.
    fileprivate func row(period: Period, _ options: [TemplateExpression.Member]) -> TemplateExpression {
        let pairs = sortedDimensions.flatMap { [TemplateExpression.string($0.name), $0.value.expression] }
        let read: [TemplateExpression.Member] = [
            .init("stat", .string(statistic.word)), .init("period", .integer(period.seconds)),
        ]
        return .list([.string(namespace), .string(name)] + pairs + [.object(read + options)])
    }
}
