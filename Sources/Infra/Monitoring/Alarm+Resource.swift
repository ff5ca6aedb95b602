public import CloudFormation

extension Alarm {
    /// Adds the alarm.
    public func build(in scope: Scope) -> Reference {
        var alarm = AWS.CloudWatch.Alarm(
            alarmActions: actions.isEmpty ? nil : TemplateValue<[String]>(actions.map(\.value)),
            alarmDescription: description.map { .literal($0) },
            comparisonOperator: TemplateValue(.string(comparison.rawValue)),
            datapointsToAlarm: breachingPeriods.map { .literal($0) },
            evaluateLowSampleCountPercentile: ignoresFewSamples ? "ignore" : nil,
            evaluationPeriods: .literal(periods),
            okActions: recoveryActions.isEmpty ? nil : TemplateValue<[String]>(recoveryActions.map(\.value)),
            threshold: .literal(threshold),
            treatMissingData: TemplateValue(.string(missingData.rawValue)))
        switch series {
        case .metric(let metric):
            let (statistic, percentile) = metric.statistic.words
            alarm.dimensions = metric.sortedDimensions.map { .init(name: .literal($0.name), value: $0.value) }
            alarm.extendedStatistic = percentile.map { .literal($0) }
            alarm.metricName = .literal(metric.name)
            alarm.namespace = .literal(metric.namespace)
            alarm.period = .literal(metric.period.seconds)
            alarm.statistic = statistic.map { TemplateValue(.string($0)) }
        case .expression(let expression):
            alarm.metrics = expression.queries
        }
        let handle = scope.add(alarm)
        return Reference(name: ResourceName(handle.ref), arn: ResourceARN(handle.arn))
    }

    /// The number of periods in the duration.
    private var periods: Int { max(1, duration.seconds / max(1, series.period.seconds)) }
}

extension MetricExpression {
    /// The queries of an alarm: each metric without a result of its own, and the formula.
    fileprivate var queries: [AWS.CloudWatch.Alarm.MetricDataQuery] {
        let metrics = metrics.sorted { $0.key < $1.key }.map { id, metric in
            AWS.CloudWatch.Alarm.MetricDataQuery(
                id: .literal(id),
                metricStat: .init(
                    metric: .init(
                        dimensions: metric.sortedDimensions.map { .init(name: .literal($0.name), value: $0.value) },
                        metricName: .literal(metric.name), namespace: .literal(metric.namespace)),
                    period: .literal(period.seconds), stat: .literal(metric.statistic.word)),
                returnData: false)
        }
        return metrics + [
            AWS.CloudWatch.Alarm.MetricDataQuery(
                id: .literal(resultID), expression: .literal(formula), returnData: true)
        ]
    }

    /// An id for the result that no metric has.
    private var resultID: String {
        var id = "result"
        while metrics[id] != nil { id += "_" }
        return id
    }
}

extension Metric {
    /// The dimensions in the order of their names.
    var sortedDimensions: [(name: String, value: TemplateValue<String>)] {
        dimensions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Metric.Statistic {
    /// The statistic's word in queries and dashboards, such as `Average` or `p95`.
    var word: String {
        let (statistic, percentile) = words
        return statistic ?? percentile ?? ""
    }

    /// The words for the properties `Statistic` and `ExtendedStatistic`, of which one is set.
    fileprivate var words: (statistic: String?, percentile: String?) {
        switch self {
        case .average: ("Average", nil)
        case .minimum: ("Minimum", nil)
        case .maximum: ("Maximum", nil)
        case .sum: ("Sum", nil)
        case .sampleCount: ("SampleCount", nil)
        case .percentile(let rank): (nil, "p" + ("\(rank)".hasSuffix(".0") ? String("\(rank)".dropLast(2)) : "\(rank)"))
        }
    }
}
