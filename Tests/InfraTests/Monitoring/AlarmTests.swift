import Infra
import InfraTesting
import Testing

@Suite("Alarm")
struct AlarmTests {
    private let metric = Metric(namespace: "My", name: "Depth", dimensions: ["B": "2", "A": "1"])

    @Test("An alarm has the metric's names, sorted dimensions and as many periods as its duration")
    func defaults() throws {
        let template = try TestStack.template { $0.add("Deep", Alarm(metric, above: 7, for: .minutes(10))) }
        #expect(
            template.mismatch(
                "Deep", type: "AWS::CloudWatch::Alarm",
                with: [
                    "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 10, "MetricName": "Depth",
                    "Namespace": "My", "Period": 60, "Statistic": "Average", "Threshold": 7.0,
                    "TreatMissingData": "missing",
                    "Dimensions": [["Name": "A", "Value": "1"], ["Name": "B", "Value": "2"]],
                ]) == nil)
        #expect(template.property("Deep", "AlarmActions") == nil)
    }

    @Test("An alarm's percentile, description, actions and missing data are written")
    func properties() throws {
        let template = try TestStack.template { scope in
            var metric = metric
            metric.statistic = .percentile(99.5)
            var alarm = Alarm(metric, .atMost, 1)
            alarm.description = "Too shallow"
            alarm.actions = ["arn:aws:sns:eu-central-1:123456789012:page"]
            alarm.recoveryActions = ["arn:aws:sns:eu-central-1:123456789012:calm"]
            alarm.missingData = .breaching
            scope.add("Shallow", alarm)
        }
        #expect(
            template.mismatch(
                "Shallow",
                with: [
                    "ComparisonOperator": "LessThanOrEqualToThreshold", "ExtendedStatistic": "p99.5",
                    "AlarmDescription": "Too shallow", "TreatMissingData": "breaching", "EvaluationPeriods": 5,
                    "AlarmActions": ["arn:aws:sns:eu-central-1:123456789012:page"],
                    "OKActions": ["arn:aws:sns:eu-central-1:123456789012:calm"],
                ]) == nil)
        #expect(template.property("Shallow", "Statistic") == nil)
    }

    @Test("A period, duration, threshold or percentile that CloudWatch refuses is reported")
    func rules() {
        var metric = metric
        metric.period = .seconds(45)
        metric.statistic = .percentile(1e300)
        let problems = TestStack.problems { $0.add("Bad", Alarm(metric, above: .nan, for: .seconds(60))) }
        #expect(problems.count >= 4, "\(problems)")
        #expect(problems.contains("test/Bad: metric.period is 45 s; expected 10, 20, 30 or a multiple of 60 seconds"))
    }

    @Test("Breaching periods within the duration, and few samples of a percentile, are written")
    func someOfTheDuration() throws {
        let template = try TestStack.template { scope in
            var metric = metric
            metric.statistic = .percentile(95)
            var alarm = Alarm(metric, above: 1, for: .minutes(5))
            alarm.breachingPeriods = 3
            alarm.ignoresFewSamples = true
            scope.add("Slow", alarm)
        }
        #expect(
            template.mismatch(
                "Slow",
                with: [
                    "DatapointsToAlarm": 3, "EvaluationPeriods": 5, "EvaluateLowSampleCountPercentile": "ignore",
                ]) == nil)
        var alarm = Alarm(metric, above: 1, for: .minutes(5))
        alarm.breachingPeriods = 6
        alarm.ignoresFewSamples = true
        #expect(
            alarm.faults.map(\.description) == [
                "breachingPeriods is 6; expected a whole number from 1 to 5",
                "ignoresFewSamples is true; expected false: the property is for alarms on a percentile",
            ])
    }

    @Test("An alarm notifies a topic by its ARN, and a resource that has none is reported")
    func topic() throws {
        let template = try TestStack.template { scope in
            var alarm = Alarm(metric, above: 1)
            alarm.actions = [ResourceARN(of: scope.add("Page", AWS.SNS.Topic()))]
            scope.add("Deep", alarm)
        }
        #expect(template.property("Deep", "AlarmActions") == [["Fn::GetAtt": ["Page", "TopicArn"]]])
        let problems = TestStack.problems { scope in
            _ = ResourceARN(of: scope.add("Route", AWS.EC2.Route(routeTableId: "rtb-1")))
        }
        #expect(problems == ["test/Route: it has no ARN: its type gives none"])
    }

    @Test("Metrics of resources of the first level, typed and untyped, select the resource")
    func sources() throws {
        let stack = TestStack()
        let queue = stack.scope.add("Orders", AWS.SQS.Queue())
        let untyped = stack.scope.add("Schedule", Resource(type: "AWS::Scheduler::ScheduleGroup"))
        #expect(queue.metric(.messagesSent).statistic == .sum)
        #expect(queue.metric(.messagesSent, .average).statistic == .average)
        #expect(
            queue.metric(.messagesVisible).dimensions["QueueName"]?.expression.compactJSON
                == #"{"Fn::GetAtt":["Orders","QueueName"]}"#)
        let metric = untyped.metric("InvocationAttemptCount", in: "AWS/Scheduler", by: "ScheduleGroup")
        #expect(metric.dimensions["ScheduleGroup"]?.expression.compactJSON == #"{"Ref":"Schedule"}"#)
    }
}
