import Infra
import InfraTesting
import Testing

@Suite("MetricExpression")
struct MetricExpressionTests {
    private let errors = Metric(namespace: "My", name: "Errors", dimensions: ["B": "2", "A": "1"], statistic: .sum)
    private let requests = Metric(namespace: "My", name: "Requests", dimensions: [:], statistic: .percentile(99.5))

    @Test("An alarm on a formula reads each metric once and compares the formula's result alone")
    func alarm() throws {
        let rate = MetricExpression("100 * errors / requests", ["requests": requests, "errors": errors])
        let template = try TestStack.template { $0.add("Rate", Alarm(rate, above: 5, for: .minutes(3))) }
        #expect(template.property("Rate", "EvaluationPeriods") == 3)
        #expect(
            template.property("Rate", "Metrics") == [
                [
                    "Id": "errors",
                    "MetricStat": [
                        "Metric": [
                            "Dimensions": [["Name": "A", "Value": "1"], ["Name": "B", "Value": "2"]],
                            "MetricName": "Errors", "Namespace": "My",
                        ], "Period": 60, "Stat": "Sum",
                    ], "ReturnData": false,
                ],
                [
                    "Id": "requests",
                    "MetricStat": [
                        "Metric": ["Dimensions": [], "MetricName": "Requests", "Namespace": "My"], "Period": 60,
                        "Stat": "p99.5",
                    ], "ReturnData": false,
                ],
                ["Expression": "100 * errors / requests", "Id": "result", "ReturnData": true],
            ])
        for property in ["MetricName", "Namespace", "Period", "Statistic", "ExtendedStatistic", "Dimensions"] {
            #expect(template.property("Rate", property) == nil, "\(property)")
        }
    }

    @Test("The formula's period is the period of all its metrics")
    func period() throws {
        let rate = MetricExpression("a", ["a": errors], period: .minutes(5))
        let template = try TestStack.template { $0.add("Rate", Alarm(rate, above: 5, for: .minutes(15))) }
        #expect(template.property("Rate", "EvaluationPeriods") == 3)
        #expect(template.property("Rate", "Metrics/0/MetricStat/Period") == 300)
    }

    @Test(
        "A formula over its metrics is valid, whatever functions, numbers and texts it has",
        arguments: [
            "a", "100 * a / (a + b)", "FILL(a, 0) + 1e3 + 1.5", "IF(a > 10 AND b < 2, a, 0)", "a_1 + b",
            "SEARCH('{My} metric', 'Sum') + a", "a + \"é b\"", "é + a", "RATE(METRICS())",
        ])
    func valid(formula: String) {
        let expression = MetricExpression(formula, ["a": errors, "b": errors, "a_1": errors])
        #expect(TestStack.problems { $0.add("Rate", Alarm(expression, above: 1)) }.isEmpty, "\(formula)")
    }

    @Test("A formula over unknown metrics, without metrics or with a name in upper case is reported")
    func invalid() {
        let valid =
            "a formula over its own metrics, whose names are a lower-case letter followed by letters, digits and underscores"
        #expect(
            TestStack.problems { $0.add("Rate", Alarm(MetricExpression("a / c + d", ["a": errors]), above: 1)) } == [
                "test/Rate: metric.formula is \"a / c + d\"; expected \(valid); it has no metric c, d"
            ])
        #expect(!TestStack.problems { $0.add("Rate", Alarm(MetricExpression("1", [:]), above: 1)) }.isEmpty)
        #expect(!TestStack.problems { $0.add("Rate", Alarm(MetricExpression("A", ["A": errors]), above: 1)) }.isEmpty)
    }
}
