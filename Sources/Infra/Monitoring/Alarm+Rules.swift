extension Alarm {
    /// The rules of the properties ("PutMetricAlarm" in the CloudWatch API reference).
    public static var rules: [PropertyRule<Alarm>] {
        [
            PropertyRule(
                "metric.period", { $0.series.period },
                ValidValues("10, 20, 30 or a multiple of 60 seconds") { period in
                    [10, 20, 30].contains(period.seconds) || (period.seconds >= 60 && period.seconds % 60 == 0)
                }),
            PropertyRule("duration", { $0.duration }) { alarm in
                let period = max(1, alarm.series.period.seconds)
                let longest = period >= 3600 ? 604_800 : 86_400
                return ValidValues("a multiple of the metric's period, \(period) s, up to \(longest) s") { duration in
                    duration.seconds > 0 && duration.seconds % period == 0 && duration.seconds <= longest
                }
            },
            PropertyRule("metric.statistic", { $0.series.metric?.statistic }, Alarm.validStatistics),
            PropertyRule("metric.formula", { $0.series.expression }, MetricExpression.valid),
            PropertyRule("metric.formula", { $0.series.expression?.metrics.count }, .range(1...9, unit: "metrics")),
            PropertyRule(
                "threshold", { $0.threshold }, ValidValues("a finite number", contains: { $0.isFinite })),
            PropertyRule("breachingPeriods", { $0.breachingPeriods }) { alarm in
                .range(1...max(1, alarm.duration.seconds / max(1, alarm.series.period.seconds)))
            },
            PropertyRule("ignoresFewSamples", { $0.ignoresFewSamples }) { alarm in
                ValidValues("false: the property is for alarms on a percentile") { ignores in
                    if case .metric(let metric) = alarm.series, case .percentile = metric.statistic {
                        true
                    } else {
                        !ignores
                    }
                }
            },
            PropertyRule("description", { $0.description }, Alarm.validDescriptions),
            PropertyRule("actions", { $0.actions.count }, .range(0...5)),
            PropertyRule("recoveryActions", { $0.recoveryActions.count }, .range(0...5)),
        ]
    }

    private static var validStatistics: ValidValues<Metric.Statistic> {
        ValidValues("a percentile from 0 to 100") { statistic in
            if case .percentile(let rank) = statistic { (0...100).contains(rank) } else { true }
        }
    }

    /// The descriptions that alarms take.
    static var validDescriptions: ValidValues<String> {
        ValidValues("at most 1024 characters", contains: { $0.unicodeScalars.count <= 1024 })
    }
}
