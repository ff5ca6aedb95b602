import AWSOperations
import DeployEngine
import Foundation
import Testing

@Suite
struct StackRecoverPlanTests {
    /// A status, the steps out of it, and the deployment afterwards.
    struct Row: Sendable {
        var status: StackStatus?
        var steps: [RecoverStep]
        var redeployment: StackRecoverPlan.Redeployment = .none
        var isRefused = false
    }

    private static let delete = RecoverStep.delete(stack: "s", retaining: [], isForced: false)

    static let table: [Row] = [
        Row(status: nil, steps: []),
        Row(
            status: .reviewInProgress, steps: [.deleteChangeSet(stack: "s", name: "weir-7"), delete],
            redeployment: .usual),
        Row(status: .createInProgress, steps: [.attach(stack: "s")]),
        Row(status: .createFailed, steps: [.rollback(stack: "s")], redeployment: .usual),
        Row(status: .createComplete, steps: [.deleteChangeSet(stack: "s", name: "weir-7")]),
        Row(status: .rollbackInProgress, steps: [.attach(stack: "s")], redeployment: .usual),
        Row(status: .rollbackFailed, steps: [delete], redeployment: .usual),
        Row(status: .rollbackComplete, steps: [delete], redeployment: .usual),
        Row(status: .deleteInProgress, steps: [.attach(stack: "s")]),
        Row(status: .deleteFailed, steps: [delete]),
        Row(status: .deleteComplete, steps: [.deleteChangeSet(stack: "s", name: "weir-7")]),
        Row(status: .updateInProgress, steps: [.attach(stack: "s")]),
        Row(status: .updateCompleteCleanupInProgress, steps: [.attach(stack: "s")]),
        Row(status: .updateComplete, steps: [.deleteChangeSet(stack: "s", name: "weir-7")]),
        Row(status: .updateFailed, steps: [.rollback(stack: "s")], redeployment: .usual),
        Row(status: .updateRollbackInProgress, steps: [.attach(stack: "s")], redeployment: .usual),
        Row(
            status: .updateRollbackFailed, steps: [.continueRollback(stack: "s", skipping: [])], redeployment: .usual),
        Row(status: .updateRollbackCompleteCleanupInProgress, steps: [.attach(stack: "s")], redeployment: .usual),
        Row(
            status: .updateRollbackComplete, steps: [.deleteChangeSet(stack: "s", name: "weir-7")], redeployment: .usual
        ),
        Row(status: .importInProgress, steps: [.attach(stack: "s")]),
        Row(status: .importComplete, steps: [.deleteChangeSet(stack: "s", name: "weir-7")]),
        Row(status: .importRollbackInProgress, steps: [.attach(stack: "s")], redeployment: .usual),
        Row(status: .importRollbackFailed, steps: [], isRefused: true),
        Row(
            status: .importRollbackComplete, steps: [.deleteChangeSet(stack: "s", name: "weir-7")], redeployment: .usual
        ),
        Row(status: .unknown("PAUSED_BY_AWS"), steps: [], isRefused: true),
    ]

    @Test("Each stack status has its way back", arguments: table)
    func status(row: Row) {
        let situation = StackSituation(
            name: "s", id: "arn:s", status: row.status, changeSets: row.status == nil ? [] : ["weir-7"],
            causes: row.status == nil ? [] : ["Service (AWS::ECS::Service) UPDATE_FAILED: breaker"])
        let plan = StackRecoverPlan(situation)
        #expect(plan.steps == row.steps)
        #expect(plan.redeployment == row.redeployment)
        #expect((plan.refusal != nil) == row.isRefused)
        #expect(!plan.explanation.isEmpty)
    }

    @Test("The table names every stack status")
    func complete() {
        #expect(Set(Self.table.compactMap(\.status).filter { $0.unknownText == nil }) == StackStatus.known)
    }

    @Test("Each step is one that the status allows", arguments: table)
    func allowed(row: Row) {
        guard let meaning = row.status?.meaning else { return }
        for step in row.steps {
            let action: StackAction? =
                switch step {
                case .attach: .wait
                case .cancelUpdate: .cancelUpdate
                case .deleteChangeSet: .deleteChangeSet
                case .delete(_, let retained, let isForced):
                    isForced ? .forceDelete : retained.isEmpty ? .delete : .deleteRetaining
                case .rollback: .rollback
                case .continueRollback: .continueRollback
                case .unprotect, .closeRelease, .releaseLease: nil
                }
            if row.status == .deleteComplete { continue }
            if let action { #expect(meaning.allows.contains(action), "\(row.status?.rawValue ?? "") \(action)") }
        }
    }

    private func resource(
        _ id: String, _ status: ResourceStatus, type: String = "AWS::S3::Bucket", isStateful: Bool = false,
        policy: String? = nil, failedInRollback: Bool = false
    ) -> ResourceSituation {
        ResourceSituation(
            logicalID: id, physicalID: "p-\(id)", type: type, status: status, isStateful: isStateful,
            deletionPolicy: policy, failedInRollback: failedInRollback)
    }

    private func plan(
        _ status: StackStatus, _ resources: [ResourceSituation], _ options: RecoverOptions = RecoverOptions(),
        isProtected: Bool = false, foreign: [String] = []
    ) -> StackRecoverPlan {
        StackRecoverPlan(
            StackSituation(
                name: "s", id: "arn:s", status: status, isProtected: isProtected, foreignChangeSets: foreign,
                resources: resources),
            options: options)
    }

    @Test(
        "A stack is not deleted while it holds data that would be lost",
        arguments: [StackStatus.rollbackComplete, .rollbackFailed, .deleteFailed, .createFailed])
    func stateful(status: StackStatus) {
        let data = resource("Data", .createComplete, isStateful: true)
        let refused = plan(status, [data])
        #expect(refused.steps.isEmpty)
        #expect(refused.refusal?.contains("Data (AWS::S3::Bucket)") == true)
        #expect(refused.refusal?.contains("--allow-loss Data") == true)
        #expect(!plan(status, [data], RecoverOptions(allowedLosses: ["Data"])).steps.isEmpty)
    }

    @Test(
        "Data that a deletion keeps is no obstacle",
        arguments: [
            ("AWS::S3::Bucket", "Retain" as String?, ResourceStatus.createComplete),
            ("AWS::S3::Bucket", "RetainExceptOnCreate", .createComplete), ("AWS::S3::Bucket", nil, .deleteSkipped),
            ("AWS::S3::Bucket", "Delete", .deleteComplete), ("AWS::RDS::DBInstance", "Snapshot", .createComplete),
            ("AWS::RDS::DBInstance", nil, .createComplete),
        ])
    func kept(type: String, policy: String?, status: ResourceStatus) {
        let found = plan(.rollbackComplete, [resource("Data", status, type: type, isStateful: true, policy: policy)])
        #expect(found.refusal == nil)
        #expect(found.steps == [Self.delete])
    }

    @Test("Resources that stay after a deletion are named, because a new creation would collide with them")
    func survivors() {
        let found = plan(.rollbackComplete, [resource("Data", .deleteSkipped, isStateful: true)])
        #expect(found.explanation.contains("Data (AWS::S3::Bucket)"))
        #expect(found.explanation.contains("adopt"))
    }

    @Test("Termination protection is switched off only for a stack that holds nothing")
    func protection() {
        #expect(plan(.rollbackComplete, [], isProtected: true).steps == [.unprotect(stack: "s"), Self.delete])
        let holding = plan(.rollbackComplete, [resource("Group", .createComplete)], isProtected: true)
        #expect(holding.steps.isEmpty)
        #expect(holding.refusal?.contains("termination protection") == true)
    }

    @Test("A change set of another tool is left to that tool")
    func foreign() {
        let found = plan(.reviewInProgress, [], foreign: ["cdk-deploy"])
        #expect(found.steps.isEmpty)
        #expect(found.refusal?.contains("cdk-deploy") == true)
    }

    @Test("Only the resources that the rollback could not restore are skipped, and the next deployment is drift-aware")
    func skip() {
        let resources = [
            resource("Service", .updateFailed, type: "AWS::ECS::Service", failedInRollback: true),
            resource("Rule", .updateFailed), resource("Done", .updateComplete),
            resource("Alarm", .updateFailed, type: "AWS::CloudWatch::Alarm", failedInRollback: true),
        ]
        let found = plan(.updateRollbackFailed, resources, RecoverOptions(skips: true))
        #expect(found.steps == [.continueRollback(stack: "s", skipping: ["Alarm", "Service"])])
        #expect(found.redeployment == .driftAware)
        let first = plan(.updateRollbackFailed, resources)
        #expect(first.steps == [.continueRollback(stack: "s", skipping: [])])
        #expect(first.explanation.contains("Service (AWS::ECS::Service)"))
        #expect(first.explanation.contains("--skip"))
    }

    @Test("Resources with data are never skipped without their names")
    func skipStateful() {
        let data = resource(
            "Data", .updateFailed, type: "AWS::RDS::DBInstance", isStateful: true, failedInRollback: true)
        let refused = plan(.updateRollbackFailed, [data], RecoverOptions(skips: true))
        #expect(refused.steps.isEmpty && refused.refusal?.contains("Data") == true)
        let allowed = plan(.updateRollbackFailed, [data], RecoverOptions(skips: true, allowedLosses: ["Data"]))
        #expect(allowed.steps == [.continueRollback(stack: "s", skipping: ["Data"])])
        #expect(plan(.updateRollbackFailed, [], RecoverOptions(skips: true)).refusal != nil)
    }

    @Test("A failed deletion leaves what cannot be deleted, or is forced, only when told")
    func deleteFailed() {
        let resources = [resource("Bucket", .deleteFailed, isStateful: true), resource("Role", .deleteComplete)]
        #expect(plan(.deleteFailed, resources).refusal != nil)
        #expect(
            plan(.deleteFailed, resources, RecoverOptions(retains: true)).steps
                == [.delete(stack: "s", retaining: ["Bucket"], isForced: false)])
        #expect(
            plan(.deleteFailed, resources, RecoverOptions(forces: true)).steps
                == [.delete(stack: "s", retaining: [], isForced: true)])
        let others = resources + [resource("Data", .createComplete, isStateful: true)]
        #expect(plan(.deleteFailed, others, RecoverOptions(retains: true)).refusal?.contains("Data") == true)
    }

    @Test("A running operation is ended only on request: an update by its cancellation, a creation by a deletion")
    func abort() {
        let abort = RecoverOptions(aborts: true)
        #expect(plan(.updateInProgress, [], abort).steps == [.cancelUpdate(stack: "s"), .attach(stack: "s")])
        #expect(plan(.createInProgress, [], abort).steps == [Self.delete])
        let data = resource("Data", .createComplete, isStateful: true)
        #expect(plan(.createInProgress, [data], abort).refusal?.contains("Data") == true)
        #expect(plan(.updateCompleteCleanupInProgress, [], abort).steps == [.attach(stack: "s")])
        #expect(plan(.updateRollbackInProgress, [], abort).steps == [.attach(stack: "s")])
    }
}
