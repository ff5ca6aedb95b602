#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The contents of an environment's account that no rollback within the retention can need: images, task definitions, templates
/// and evidence.
///
///     let plan = PrunePlan(facts, options: options, environment: "dev", repository: "weir", now: now)
///     guard plan.refusals.isEmpty else { … }
package struct PrunePlan: Sendable, Hashable {
    /// The environment's name.
    package let environment: String
    /// The repository's name; nil if no image is removed.
    package let repository: String?
    /// The releases that cannot be restored afterwards, ascending. Their records stay.
    package private(set) var releases: [Int] = []
    /// The ARNs of the task definitions to deregister.
    package private(set) var taskDefinitions: [String] = []
    /// The images to delete, sorted by digest.
    package private(set) var images: [StoredImage] = []
    /// The keys of the objects to delete, sorted.
    package private(set) var objects: [String] = []
    /// The releases that stay, with the reason.
    package private(set) var kept: [Int: String] = [:]
    /// The reasons to refuse, with their remedies.
    package private(set) var refusals: [String] = []
    /// The reasons why a kind of content stays altogether.
    package private(set) var notes: [String] = []

    /// Plans the removal.
    /// - Parameters:
    ///   - facts: The contents.
    ///   - options: The operator's choices.
    ///   - environment: The environment's name.
    ///   - repository: The repository's name in the account's registry; nil for images of another registry.
    ///   - now: The time.
    package init(
        _ facts: PruneFacts, options: PruneOptions, environment: String, repository: String?, now: Date
    ) {
        self.environment = environment
        self.repository = options.leavesImages == nil ? repository : nil
        refuse(facts)
        if let reason = options.leavesImages {
            notes.append("images stay: \(reason)")
        } else if repository == nil {
            notes.append("images stay: they are in another registry")
        }
        guard refusals.isEmpty else { return }
        let first = Self.retention(facts, options, now)
        kept = first.keptReleases
        taskDefinitions = first.prunableTaskDefinitions
        let oldest = first.oldestRelease ?? 0
        let expired = facts.history.releases.filter { $0.number < oldest && kept[$0.number] == nil }
        // A pruned release has its mark already, and may have contents that an interrupted run left.
        releases = expired.filter { $0.pruned == nil }.map(\.number).sorted()
        objects = Self.objects(facts, expired: Set(expired.map(\.number)), environment: environment)
        guard let repository = self.repository else { return }
        var digests: [String: String] = [:]
        let removed = Set(taskDefinitions)
        for arn in facts.taskDefinitions where !removed.contains(arn) {
            for digest in (facts.containerImages[arn] ?? []).flatMap({
                Self.digests(of: $0, in: repository, facts.images)
            }) {
                digests[digest] = digests[digest] ?? "the task definition \(Self.name(arn)) refers to it"
            }
        }
        let prunable = Set(Self.retention(facts, options, now, referenced: digests).prunableImages)
        images = facts.images.filter { prunable.contains($0.digest) }.sorted { $0.digest < $1.digest }
    }

    private static func retention(
        _ facts: PruneFacts, _ options: PruneOptions, _ now: Date, referenced: [String: String] = [:]
    ) -> RetentionPlan {
        RetentionPlan(
            histories: [facts.history], targets: options.targets, images: facts.images,
            taskDefinitions: facts.ownTaskDefinitions, liveDigests: facts.liveDigests, referencedDigests: referenced,
            liveTaskDefinitions: facts.liveTaskDefinitions, now: now, grace: options.grace)
    }

    private mutating func refuse(_ facts: PruneFacts) {
        if !facts.unreadable.isEmpty {
            refusals.append(
                "the records of the releases \(facts.unreadable.map(String.init).joined(separator: ", ")) cannot be read, so nothing is known about what they need. Use the version of infra-cli that wrote them"
            )
        }
        for open in facts.history.open {
            refusals.append(
                "release \(open.number) has no outcome (\(open.outcome)). Run 'infra-cli attach \(environment)' or 'infra-cli recover \(environment)' first"
            )
        }
        if facts.history.current == nil {
            refusals.append("no release of \(environment) has succeeded yet, so nothing is known about what it needs")
        }
    }

    /// The templates that no remaining release has, and the evidence of expired releases.
    private static func objects(_ facts: PruneFacts, expired: Set<Int>, environment: String) -> [String] {
        let remaining = facts.history.releases.filter { !expired.contains($0.number) }
        let templates = Set(remaining.flatMap(\.stacks).map { ReleaseLedger.templateKey($0.templateDigest) })
        return facts.objects.filter { key in
            if key.hasPrefix("templates/") { return !templates.contains(key) }
            let parts = key.split(separator: "/")
            guard key.hasPrefix(BucketEvidenceStore.prefix), parts.count == 4, parts[1] == environment,
                let number = Int(parts[2])
            else { return false }
            return expired.contains(number)
        }.sorted()
    }

    /// The digests that a container's image stands for: the one that it names, or that of its tag.
    private static func digests(of image: String, in repository: String, _ images: [StoredImage]) -> [String] {
        if let at = image.firstIndex(of: "@") { return [String(image[image.index(after: at)...])] }
        let slash = image.firstIndex(of: "/").map(image.index(after:)) ?? image.startIndex
        let path = image[slash...]
        let colon = path.lastIndex(of: ":") ?? path.endIndex
        guard path[..<colon] == repository else { return [] }
        let tag = colon == path.endIndex ? "latest" : String(path[path.index(after: colon)...])
        return images.filter { $0.tags.contains(tag) }.map(\.digest)
    }

    /// The family and the revision of a task definition's ARN.
    private static func name(_ arn: String) -> Substring {
        arn.lastIndex(of: "/").map { arn[arn.index(after: $0)...] } ?? arn[...]
    }

    /// `true` if there is nothing to remove.
    package var isEmpty: Bool { releases.isEmpty && taskDefinitions.isEmpty && images.isEmpty && objects.isEmpty }

    /// The sum of the sizes of the images, in bytes.
    package var bytes: Int { images.compactMap(\.bytes).reduce(0, +) }

    /// The part of the plan that another plan has too.
    package func limited(to other: PrunePlan) -> PrunePlan {
        var plan = self
        let digests = Set(other.images.map(\.digest))
        plan.releases = releases.filter(Set(other.releases).contains)
        plan.taskDefinitions = taskDefinitions.filter(Set(other.taskDefinitions).contains)
        plan.images = images.filter { digests.contains($0.digest) }
        plan.objects = objects.filter(Set(other.objects).contains)
        return plan
    }

    /// The plan in lines.
    package var lines: [String] {
        var lines = refusals.map { "refused: \($0)" } + notes.map { "note: \($0)" }
        guard refusals.isEmpty else { return lines }
        lines += kept.sorted { $0.key > $1.key }.map { "keeps release \($0.key): \($0.value)" }
        if !releases.isEmpty { lines.append("- releases that cannot be restored afterwards: \(Self.ranges(releases))") }
        lines += taskDefinitions.map { "- deregister \(Self.name($0))" }
        for image in images {
            let tags = image.tags.isEmpty ? "no tag" : image.tags.joined(separator: ", ")
            let size = image.bytes.map { ", \($0 / 1_000_000) MB" } ?? ""
            let day = image.pushed.formatted(.iso8601).prefix(10)
            lines.append("- delete the image \(image.digest.prefix(19)) (\(tags)), pushed \(day)\(size)")
        }
        let templates = objects.count { $0.hasPrefix("templates/") }
        if templates > 0 { lines.append("- delete \(templates) templates") }
        if objects.count > templates { lines.append("- delete the evidence of \(objects.count - templates) releases") }
        return lines
    }

    /// Ascending numbers, with runs as ranges: `1 to 4, 6`.
    private static func ranges(_ numbers: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
            .joined(separator: ", ")
    }
}
