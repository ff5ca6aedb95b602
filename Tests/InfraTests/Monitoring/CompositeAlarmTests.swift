import Infra
import InfraTesting
import Testing

@Suite("CompositeAlarm")
struct CompositeAlarmTests {
    private let metric = Metric(namespace: "My", name: "Depth", dimensions: [:])
    private let topic: ResourceARN<AWS.SNS.Topic> = "arn:aws:sns:eu-central-1:123456789012:page"

    @Test("A composite alarm names its alarms, so that they are created first, and has no actions by default")
    func defaults() throws {
        let template = try TestStack.template { scope in
            let deep = scope.add("Deep", Alarm(metric, above: 7))
            let shallow = scope.add("Shallow", Alarm(metric, below: 1))
            scope.add("Page", CompositeAlarm(.any(of: [deep, shallow])))
        }
        #expect(
            template.mismatch(
                "Page", type: "AWS::CloudWatch::CompositeAlarm",
                with: ["AlarmRule": ["Fn::Sub": "ALARM(\"${Deep}\") OR ALARM(\"${Shallow}\")"]]) == nil)
        for property in ["AlarmActions", "OKActions", "AlarmDescription"] {
            #expect(template.property("Page", property) == nil)
        }
    }

    @Test("Description and actions are written")
    func properties() throws {
        let template = try TestStack.template { scope in
            var page = CompositeAlarm(.raised("Deep"))
            page.description = "A person is needed"
            page.actions = [topic]
            page.recoveryActions = [topic]
            scope.add("Page", page)
        }
        #expect(
            template.mismatch(
                "Page",
                with: [
                    "AlarmDescription": "A person is needed", "AlarmRule": "ALARM(\"Deep\")",
                    "AlarmActions": [topic.value.expression], "OKActions": [topic.value.expression],
                ]) == nil)
    }

    @Test(
        "Conditions are written with the parentheses that they need",
        arguments: [
            (AlarmCondition.any([.raised("A"), .raised("B")]), "ALARM(\"A\") OR ALARM(\"B\")"),
            (
                .all([.raised("A"), .any([.raised("B"), .raised("C")])]),
                "ALARM(\"A\") AND (ALARM(\"B\") OR ALARM(\"C\"))"
            ),
            (.all([.raised("A"), .not(.raised("B"))]), "ALARM(\"A\") AND NOT ALARM(\"B\")"),
            (.not(.any([.raised("A"), .raised("B")])), "NOT (ALARM(\"A\") OR ALARM(\"B\"))"),
            (.all([.any([.raised("A")]), .raised("B")]), "ALARM(\"A\") AND ALARM(\"B\")"),
        ])
    func conditions(condition: AlarmCondition, rule: String) throws {
        let template = try TestStack.template { $0.add("Page", CompositeAlarm(condition)) }
        #expect(template.property("Page", "AlarmRule") == .string(rule))
    }

    @Test("A condition on a composite alarm refers to it by name")
    func nested() throws {
        let template = try TestStack.template { scope in
            let page = scope.add("Page", CompositeAlarm(.raised("Deep")))
            scope.add("Both", CompositeAlarm(.all([.raised(page), .raised("Shallow")])))
        }
        #expect(template.property("Both", "AlarmRule") == ["Fn::Sub": "ALARM(\"${Page}\") AND ALARM(\"Shallow\")"])
    }

    @Test("Conditions that CloudWatch refuses are reported")
    func rules() {
        let none = TestStack.problems { $0.add("Page", CompositeAlarm(.any([]))) }
        #expect(none.count == 2)
        #expect(none.first == "test/Page: condition is 0; expected a whole number from 1 to 100 (alarms)")
        let many = TestStack.problems { scope in
            scope.add("Page", CompositeAlarm(.any((0...100).map { .raised(.literal("A\($0)")) })))
        }
        #expect(many == ["test/Page: condition is 101; expected a whole number from 1 to 100 (alarms)"])
        let hollow = TestStack.problems { $0.add("Page", CompositeAlarm(.any([.raised("A"), .all([])]))) }
        #expect(hollow.count == 1)
    }
}
