import AWSOperations
import DeployEngine
import Testing

@Suite
struct DriftReportTests {
    private func drift(
        _ id: String, _ type: String, _ differences: [PropertyDifference] = [], status: DriftStatus = .modified
    ) -> ResourceDrift {
        ResourceDrift(stackID: "arn:s", logicalID: id, type: type, differences: differences, status: status)
    }

    private func report(_ drifts: [ResourceDrift], _ delegated: [String: Set<String>] = [:], detour: Detour? = nil)
        -> DriftReport
    {
        var report = DriftReport()
        report.add(drifts, stack: "s", delegated: DelegatedProperties(delegated), detour: detour)
        return report
    }

    /// A difference, and `true` if it is delegated.
    static let differences:
        [(type: String, path: String, expected: String, actual: String, delegated: [String: Set<String>], isNote: Bool)] =
            [
                (
                    "AWS::ElasticLoadBalancingV2::ListenerRule", "/Actions/0/ForwardConfig/TargetGroups/1/Weight", "0",
                    "100", [:], true
                ),
                (
                    "AWS::ElasticLoadBalancingV2::Listener", "/DefaultActions/0/ForwardConfig/TargetGroups/0/Weight",
                    "1", "0", [:], true
                ),
                ("AWS::ElasticLoadBalancingV2::Listener", "/DefaultActions/0/Type", "forward", "redirect", [:], false),
                ("AWS::ElasticLoadBalancingV2::Listener", "/Port", "443", "80", [:], false),
                ("AWS::ECS::Service", "/DesiredCount", "2", "5", ["X": ["DesiredCount"]], true),
                ("AWS::ECS::Service", "/DesiredCount", "2", "5", [:], false),
                ("AWS::ECS::Service", "/DesiredCount", "2", "5", ["Other": ["DesiredCount"]], false),
                ("AWS::RDS::DBInstance", "/EngineVersion", "17.2", "17.4", [:], true),
                ("AWS::RDS::DBInstance", "/EngineVersion", "17", "17.4", [:], true),
                ("AWS::RDS::DBInstance", "/EngineVersion", "17.4", "17.2", [:], false),
                ("AWS::RDS::DBInstance", "/EngineVersion", "17.4", "18.1", [:], false),
                ("AWS::RDS::DBInstance", "/BackupRetentionPeriod", "7", "1", [:], false),
                ("AWS::Custom::Thing", "/A/0/B", "1", "2", ["X": ["A/*/B"]], true),
                ("AWS::Custom::Thing", "/A/0/B/C", "1", "2", ["X": ["A.B"]], true),
                ("AWS::Custom::Thing", "/A/0/Bee", "1", "2", ["X": ["A/*/B"]], false),
                ("AWS::Custom::Thing", "/A", "1", "2", ["X": ["A/*/B"]], false),
            ]

    @Test("A delegated property is a note and never drift", arguments: differences)
    func delegated(
        type: String, path: String, expected: String, actual: String, delegated: [String: Set<String>], isNote: Bool
    ) {
        let difference = PropertyDifference(path: path, expected: expected, actual: actual, kind: "NOT_EQUAL")
        let report = report([drift("X", type, [difference])], delegated)
        #expect(report.hasDrift == !isNote)
        #expect(report.notes.count == (isNote ? 1 : 0))
        #expect(report.lines.count == 1)
    }

    @Test("A deleted resource is drift, one that cannot be compared is not")
    func statuses() {
        let report = report([
            drift("Gone", "AWS::SNS::Topic", status: .deleted), drift("Same", "AWS::SNS::Topic", status: .inSync),
            drift("Odd", "AWS::Budgets::Budget", status: .notChecked),
            drift("Skipped", "AWS::X::Y", status: .unsupported),
        ])
        #expect(report.drifted.map(\.logicalID) == ["Gone"])
        #expect(report.unchecked.map(\.logicalID) == ["Odd", "Skipped"])
        #expect(report.lines.last == "not compared: 2 resources (AWS::Budgets::Budget, AWS::X::Y)")
    }

    @Test("A mixed resource has its drift and its notes apart")
    func mixed() {
        let report = report([
            drift(
                "L", "AWS::ElasticLoadBalancingV2::Listener",
                [
                    .init(
                        path: "/DefaultActions/0/ForwardConfig/TargetGroups/0/Weight", expected: "1", actual: "0",
                        kind: "NOT_EQUAL"),
                    .init(path: "/Port", expected: "443", actual: "80", kind: "NOT_EQUAL"),
                ])
        ])
        #expect(report.drifted.map(\.path) == ["/Port"] && report.notes.count == 1)
    }

    @Test("The task definition of a detour is a note until the next deployment closes it")
    func detour() {
        let history = ReleaseHistory([
            .sample(1), .sample(2), .sample(3, content: 1, kind: .serviceRollback, restores: 1),
        ])
        let detour = Detour(history)
        let difference = PropertyDifference(
            path: "/TaskDefinition", expected: "arn:aws:ecs:eu-west-1:1:task-definition/weir:2",
            actual: "arn:aws:ecs:eu-west-1:1:task-definition/weir:1", kind: "NOT_EQUAL")
        let found = report([drift("Service", "AWS::ECS::Service", [difference])], detour: detour)
        #expect(!found.hasDrift && found.notes.first?.meaning.contains("rollback 3") == true)
        #expect(report([drift("Service", "AWS::ECS::Service", [difference])]).hasDrift)
    }

    @Test("A change of a listener is refused while two revisions are live, and only then")
    func routing() {
        let change = ResourceChangeDescription(
            action: .modify, logicalID: "L", type: "AWS::ElasticLoadBalancingV2::ListenerRule")
        func check(_ live: Int, _ changes: [ResourceChangeDescription]) -> DelegatedChangeCheck {
            DelegatedChangeCheck(changes, stack: "s", delegated: DelegatedProperties(), liveRevisions: live)
        }
        #expect(check(2, [change]).refusals.count == 1)
        #expect(check(1, [change]).refusals.isEmpty)
        let add = ResourceChangeDescription(
            action: .add, logicalID: "L", type: "AWS::ElasticLoadBalancingV2::ListenerRule")
        #expect(check(2, [add]).refusals.isEmpty)
        let topic = ResourceChangeDescription(action: .modify, logicalID: "T", type: "AWS::SNS::Topic")
        #expect(check(2, [topic]).refusals.isEmpty)
    }
}
