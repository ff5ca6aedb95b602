import DeployEngine
import Foundation
import TestSupport
import Testing

@Suite
struct RetentionPlanTests {
    private let now = Date(timeIntervalSince1970: 1_900_000_000)
    private let old = Date(timeIntervalSince1970: 1_890_000_000)

    private func image(_ digest: String, tags: [String] = [], references: [String] = []) -> StoredImage {
        StoredImage(digest: digest, tags: tags, pushed: old, references: references)
    }

    @Test("The current release and its rollback targets keep their images and task definitions")
    func window() {
        let history = ReleaseHistory((1...6).map { .sample($0) })
        let plan = RetentionPlan(
            histories: [history], targets: 2, images: (1...6).map { image("sha256:\($0)") },
            taskDefinitions: (1...6).map { "arn:aws:ecs:eu-west-1:1:task-definition/weir:\($0)" }, now: now)
        #expect(plan.prunableImages == ["sha256:1", "sha256:2", "sha256:3"])
        #expect(
            plan.prunableTaskDefinitions
                == (1...3).map { "arn:aws:ecs:eu-west-1:1:task-definition/weir:\($0)" })
        #expect(plan.keptDigests["sha256:6"] == "release 6 is deployed")
        #expect(plan.keptDigests["sha256:5"] == "a rollback to release 5 needs it")
    }

    @Test("The images of an index stay with it, and so do signatures of a kept image")
    func parts() {
        let history = ReleaseHistory([.sample(1), .sample(2)])
        let plan = RetentionPlan(
            histories: [history], targets: 0,
            images: [
                image("sha256:2", tags: ["v2"], references: ["sha256:arm", "sha256:attestation"]),
                image("sha256:arm"), image("sha256:attestation"),
                image("sha256:signature", tags: ["sha256-arm.sig"], references: ["sha256:arm"]),
                image("sha256:1", tags: ["v1"], references: ["sha256:old"]), image("sha256:old"),
                image("sha256:old-signature", references: ["sha256:old"]),
            ], now: now)
        #expect(plan.prunableImages == ["sha256:1", "sha256:old", "sha256:old-signature"])
    }

    @Test("An image that was pushed recently stays although no release has it yet")
    func recent() {
        var pushed = image("sha256:new")
        pushed.pushed = now.addingTimeInterval(-86_400)
        let plan = RetentionPlan(histories: [], targets: 3, images: [pushed, image("sha256:lost")], now: now)
        #expect(plan.prunableImages == ["sha256:lost"])
    }

    @Test("Environments that share a repository keep each other's images")
    func shared() {
        let dev = ReleaseHistory([.sample(1), .sample(5)])
        let production = ReleaseHistory([.sample(2)])
        let images = [1, 2, 3, 5].map { image("sha256:\($0)") }
        let plan = RetentionPlan(histories: [dev, production], targets: 0, images: images, now: now)
        #expect(plan.prunableImages == ["sha256:1", "sha256:3"])
    }

    @Test(
        "Whatever the history, nothing that is deployed, live, open or a rollback target is pruned", arguments: 0..<60)
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let outcomes: [ReleaseOutcome] = [
            .succeeded, .succeeded, .succeeded, .failed(phase: .service, cause: "x"),
            .rolledBack(phase: .service, cause: "x"), .cancelled(phase: .migrate), .inProgress,
            .detached(phase: .service),
            .superseded(by: 99),
        ]
        var releases: [Release] = []
        for number in 1...Int.random(in: 1...30, using: &random) {
            let outcome = outcomes.randomElement(using: &random) ?? .succeeded
            let target = releases.randomElement(using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                if let target {
                    releases.append(
                        .sample(number, outcome, content: target.content, kind: .rollback, restores: target.number));
                    continue
                }
            case 1:
                if let target {
                    releases.append(
                        .sample(
                            number, outcome, content: target.content, kind: .serviceRollback, restores: target.number));
                    continue
                }
            default: break
            }
            releases.append(.sample(number, outcome))
        }
        let history = ReleaseHistory(releases)
        let targets = Int.random(in: 0...5, using: &random)
        let live = Set((0..<2).compactMap { _ in releases.randomElement(using: &random)?.image?.digest })
        let images = (1...30).map { image("sha256:\($0)", tags: Bool.random(using: &random) ? ["v\($0)"] : []) }
        let definitions = (1...30).map { "arn:aws:ecs:eu-west-1:1:task-definition/weir:\($0)" }
        let plan = RetentionPlan(
            histories: [history], targets: targets, images: images, taskDefinitions: definitions, liveDigests: live,
            now: now)
        let pruned = Set(plan.prunableImages)
        #expect(pruned.isDisjoint(with: live), "seed \(seed)")
        for number in [history.current, history.currentOfStacks].compactMap({ $0 }) + history.open
            + history.rollbackTargets(limit: targets)
        {
            #expect(!pruned.contains(number.image?.digest ?? ""), "seed \(seed), release \(number.number)")
            #expect(!plan.prunableTaskDefinitions.contains(number.service?.taskDefinition ?? ""), "seed \(seed)")
        }
        // A rollback to each target is possible with what is left.
        for target in history.rollbackTargets(limit: targets) where history.open.isEmpty {
            let image: RollbackFacts.Presence = pruned.contains(target.image?.digest ?? "") ? .missing : .present
            let rollback = RollbackPlan(
                to: target.number, scope: .stacks, history: history, facts: RollbackFacts(image: image))
            #expect(rollback.refusals.isEmpty, "seed \(seed): \(rollback.refusals)")
        }
    }

    @Test("The tag that pins an image names its environment and release")
    func pin() {
        #expect(RetentionPlan.pin(environment: "production", release: 42) == "release-production-42")
    }
}

extension Release {
    /// The number of the content of a sample.
    fileprivate var content: Int { image.flatMap { Int($0.digest.dropFirst(7)) } ?? number }
}
