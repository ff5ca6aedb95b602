import DeployEngine
import Foundation
import Testing

@Suite
struct RollbackPlanTests {
    private let history = ReleaseHistory([.sample(1), .sample(2), .sample(3), .sample(4)])

    private func plan(
        _ number: Int, _ scope: RollbackScope = .stacks, _ facts: RollbackFacts = RollbackFacts(),
        history: ReleaseHistory? = nil
    ) -> RollbackPlan {
        RollbackPlan(to: number, scope: scope, history: history ?? self.history, facts: facts)
    }

    @Test("A rollback restores templates, parameters and the image, and says what it does not restore")
    func restores() {
        let plan = plan(2)
        #expect(plan.refusals.isEmpty && plan.target?.number == 2 && plan.current?.number == 4)
        #expect(plan.stacks.map(\.templateDigest) == ["f", "s2"])
        #expect(plan.restored.contains { $0.contains("sha256:2") })
        for part in ["data:", "schema:", "secrets:"] {
            #expect(plan.notRestored.contains { $0.contains(part) || $0.contains("the " + part.dropLast()) })
        }
    }

    @Test("A rollback to a rollback restores the content of the release that it restored")
    func origin() {
        let history = ReleaseHistory(
            history.releases + [.sample(5, content: 1, kind: .rollback, restores: 1), .sample(6)])
        #expect(plan(5, history: history).target?.number == 1)
        #expect(plan(5, history: history).refusals.isEmpty)
    }

    /// A refused rollback and a part of the reason.
    struct Refusal: Sendable {
        var number = 2
        var scope = RollbackScope.stacks
        var facts = RollbackFacts()
        var history: ReleaseHistory
        var part: String
    }

    private static let four: [Release] = [.sample(1), .sample(2), .sample(3), .sample(4)]

    static let refusals: [Refusal] = [
        Refusal(number: 9, history: .init(four), part: "not in the ledger; these can be restored: 3, 2, 1"),
        Refusal(number: 4, history: .init(four), part: "is what is deployed"),
        Refusal(
            history: .init([.sample(2, .failed(phase: .service, cause: "x")), .sample(3)]), part: "never verified"),
        Refusal(history: .init(four + [.sample(5, .inProgress)]), part: "release 5 has no outcome"),
        Refusal(history: .init(four + [.sample(5, .detached(phase: .service))]), part: "infra-cli attach dev"),
        Refusal(
            facts: .init(image: .missing), history: .init(four), part: "the image sha256:2 does not exist any more"),
        Refusal(
            facts: .init(image: .unusable("it is archived; restore it first")), history: .init(four),
            part: "cannot be used: it is archived"),
        Refusal(facts: .init(image: .unknown("AccessDenied")), history: .init(four), part: "could not be checked"),
        Refusal(
            facts: .init(missingTemplates: ["weir-dev-service"]), history: .init(four),
            part: "the template of weir-dev-service in release 2"),
        Refusal(
            scope: .service, facts: .init(taskDefinition: .missing), history: .init(four),
            part: "without --service-only, which registers it again"),
        Refusal(
            scope: .service, facts: .init(taskDefinition: .unusable("it was deregistered")), history: .init(four),
            part: "task-definition/weir:2 cannot be used"),
        Refusal(
            scope: .service,
            facts: .init(runningTaskDefinition: "arn:aws:ecs:eu-west-1:1:task-definition/weir:2"), history: .init(four),
            part: "runs arn:aws:ecs:eu-west-1:1:task-definition/weir:2 already"),
    ]

    @Test("A rollback that cannot work is refused with its reason", arguments: refusals)
    func refused(refusal: Refusal) {
        let plan = RollbackPlan(
            to: refusal.number, scope: refusal.scope, history: refusal.history, facts: refusal.facts)
        #expect(plan.refusals.contains { $0.contains(refusal.part) }, "\(plan.refusals)")
    }

    @Test("A deregistered task definition is no obstacle to a rollback of the stacks")
    func registered() {
        #expect(plan(2, .stacks, RollbackFacts(taskDefinition: .missing)).refusals.isEmpty)
    }

    @Test("A service rollback warns of what changed around the task definition")
    func serviceWarning() {
        let plan = plan(2, .service)
        #expect(plan.refusals.isEmpty && plan.stacks.isEmpty)
        #expect(plan.warnings.contains { $0.contains("the template of weir-dev-service changed") })
        #expect(plan.restored.contains { $0.contains("task-definition/weir:2") })
        #expect(plan.notRestored.contains { $0.contains("detour") })
    }

    @Test("Behind a detour, the stacks can still be rolled back to the release that runs")
    func afterDetour() {
        let history = ReleaseHistory(history.releases + [.sample(5, content: 2, kind: .serviceRollback, restores: 2)])
        #expect(plan(2, history: history).refusals.isEmpty)
        #expect(plan(4, history: history).refusals.isEmpty)
        #expect(plan(2, .service, history: history).refusals.contains { $0.contains("is what is deployed") })
    }

    @Test("A stack that the target did not have stays and is named")
    func newStack() {
        var latest = Release.sample(5)
        latest.stacks.append(.init(role: .migration, name: "weir-dev-cache", templateDigest: "c"))
        let plan = plan(2, history: ReleaseHistory(history.releases + [latest]))
        #expect(plan.warnings.contains { $0.contains("weir-dev-cache did not exist in release 2") })
    }

    /// The schema of the releases 1 to 4, and the answer for a rollback to release 2, which knows level 5.
    static let schemas: [(after: Int, needed: Int?, isRefused: Bool)] = [
        (5, 5, false), (6, 5, false), (9, 3, false), (6, 6, true), (9, 6, true), (6, nil, true), (5, nil, false),
    ]

    @Test(
        "A rollback is refused when the schema has moved past the release, and allowed if it only grew",
        arguments: schemas)
    func schema(after: Int, needed: Int?, isRefused: Bool) {
        let history = ReleaseHistory([
            .sample(1), .sample(2, schema: .init(before: 4, after: 5, neededLevel: 5, knownLevel: 5, servesFrom: 4)),
            .sample(3), .sample(4, schema: .init(before: 5, after: after, neededLevel: needed, knownLevel: 9)),
        ])
        let plan = RollbackPlan(to: 2, scope: .service, history: history, facts: RollbackFacts())
        #expect(plan.refusals.contains { $0.contains("the schema has moved past release 2") } == isRefused)
        let observed = RollbackPlan(
            to: 2, scope: .service, history: history, facts: RollbackFacts(schema: .init(after: 5, neededLevel: 5)))
        #expect(observed.refusals.isEmpty)
        var vouched = RollbackFacts()
        vouched.acceptsSchema = true
        #expect(RollbackPlan(to: 2, scope: .service, history: history, facts: vouched).refusals.isEmpty)
        // The migration task of release 2 checks the schema itself, so only a recorded level is decisive before.
        let stacks = RollbackPlan(to: 2, scope: .stacks, history: history, facts: RollbackFacts())
        #expect(stacks.refusals.isEmpty == !(isRefused && needed != nil))
    }

    @Test("The migration of a failed release counts, because it was not undone")
    func failedMigration() {
        let history = ReleaseHistory([
            .sample(1, schema: .init(after: 5, neededLevel: 5, knownLevel: 5)),
            .sample(2, schema: .init(after: 5, neededLevel: 5, knownLevel: 5)),
            .sample(3, .rolledBack(phase: .service, cause: "x"), schema: .init(before: 5, after: 6, neededLevel: 6)),
        ])
        #expect(!plan(1, history: history).refusals.isEmpty)
    }

    @Test("A migration whose result is not recorded has to be looked at first")
    func uncertainMigration() {
        let history = ReleaseHistory([
            .sample(1, schema: .init(after: 5, knownLevel: 5)), .sample(2, schema: .init(after: 5, knownLevel: 5)),
            .sample(
                3, .failed(phase: .migrate, cause: "x"),
                phases: [.init(phase: .migrate, began: Date(timeIntervalSince1970: 0))]),
        ])
        #expect(plan(1, history: history).refusals.contains { $0.contains("release 3 began a migration") })
        let known = RollbackFacts(schema: .init(after: 5))
        #expect(plan(1, .stacks, known, history: history).refusals.isEmpty)
    }

    @Test("A release that needs migrations which the database lacks is refused")
    func behind() {
        let history = ReleaseHistory([
            .sample(1, schema: .init(after: 7, knownLevel: 9, servesFrom: 8)),
            .sample(2, schema: .init(after: 7, knownLevel: 9)),
        ])
        #expect(plan(1, history: history).refusals.contains { $0.contains("serves level 8 and later") })
    }

    @Test("Doubts about the schema are warnings")
    func doubts() {
        let history = ReleaseHistory([.sample(1), .sample(2, schema: .init(after: 7, knownLevel: 9))])
        #expect(plan(1, history: history).warnings.contains { $0.contains("does not say") })
        #expect(plan(1).warnings.contains { $0.contains("does not say") } == false)
    }

    @Test("A detour is closed by a change of the task definition and by nothing else")
    func detourClosed() {
        #expect(Detour.isClosed(byChangeOf: ["DesiredCount", "TaskDefinition"]))
        #expect(Detour.isClosed(byChangeOf: ["/Properties/TaskDefinition"]))
        #expect(!Detour.isClosed(byChangeOf: ["DesiredCount", "Tags"]))
    }
}
