#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The images and task definitions that no rollback can need any more.
///
/// Nothing is selected by count alone: an image that a release in the window, an open release or a live service refers to stays,
/// whatever its age, and so does everything that it consists of.
package struct RetentionPlan: Sendable, Hashable {
    /// The digests and task definitions that must stay, with the reason.
    package let keptDigests: [String: String]
    /// The task definitions that must stay, with the reason.
    package let keptTaskDefinitions: [String: String]
    /// The releases whose content must stay, with the reason.
    package let keptReleases: [Int: String]
    /// The oldest release that must stay for itself and not only for the content that a later one restored; nil without any.
    package let oldestRelease: Int?
    /// The images that may be deleted, sorted by digest.
    package let prunableImages: [String]
    /// The task definitions that may be deregistered, in the order given.
    package let prunableTaskDefinitions: [String]

    /// Plans the retention.
    /// - Parameters:
    ///   - histories: The histories of all environments that share the repository.
    ///   - targets: The number of rollback targets to keep for each environment, besides the current release.
    ///   - images: The images of the repository.
    ///   - taskDefinitions: The ARNs of the active task definitions of the environments' families.
    ///   - liveDigests: The digests that services run or are being deployed with.
    ///   - referencedDigests: The digests that task definitions refer to which stay, with the reason.
    ///   - liveTaskDefinitions: The task definitions that services or stacks refer to.
    ///   - now: The time.
    ///   - grace: The time after a push in which an image stays although no release refers to it yet.
    package init(
        histories: [ReleaseHistory], targets: Int, images: [StoredImage] = [], taskDefinitions: [String] = [],
        liveDigests: Set<String> = [], referencedDigests: [String: String] = [:],
        liveTaskDefinitions: Set<String> = [], now: Date,
        grace: Duration = .seconds(14 * 86_400)
    ) {
        var digests: [String: String] = [:]
        var definitions: [String: String] = [:]
        var releases: [Int: String] = [:]
        var oldest: Int?
        for history in histories {
            for (release, reason, isOrigin) in Self.kept(history, targets: max(0, targets)) {
                releases[release.number] = releases[release.number] ?? reason
                if !isOrigin { oldest = min(oldest ?? release.number, release.number) }
                if let digest = release.image?.digest { digests[digest] = digests[digest] ?? reason }
                for definition in release.taskDefinitions {
                    definitions[definition] = definitions[definition] ?? reason
                }
            }
        }
        keptReleases = releases
        oldestRelease = oldest
        for digest in liveDigests { digests[digest] = digests[digest] ?? "a service runs it" }
        digests.merge(referencedDigests) { first, _ in first }
        for definition in liveTaskDefinitions {
            definitions[definition] = definitions[definition] ?? "a service or a stack refers to it"
        }
        for image in images where image.pushed.advanced(by: grace) > now {
            digests[image.digest] = digests[image.digest] ?? "it was pushed recently"
        }
        Self.close(&digests, over: images)
        keptDigests = digests
        keptTaskDefinitions = definitions
        prunableImages = images.map(\.digest).filter { digests[$0] == nil }.sorted()
        prunableTaskDefinitions = taskDefinitions.filter { definitions[$0] == nil }
    }

    /// The releases whose content must stay.
    private static func kept(_ history: ReleaseHistory, targets: Int) -> [(Release, String, isOrigin: Bool)] {
        var kept: [(Release, String, isOrigin: Bool)] = []
        func keep(_ release: Release, _ reason: String) {
            kept.append((release, reason, false))
            let origin = history.origin(of: release)
            if origin.number != release.number { kept.append((origin, reason, true)) }
        }
        if let current = history.current { keep(current, "release \(current.number) is deployed") }
        // Behind a detour, the stack still describes another release.
        if let described = history.currentOfStacks {
            keep(described, "the stacks describe release \(described.number)")
        }
        for open in history.open { keep(open, "release \(open.number) has no outcome yet") }
        for target in history.rollbackTargets(limit: targets) {
            keep(target, "a rollback to release \(target.number) needs it")
        }
        // A failed release may be half in place until a later one succeeds.
        let last = history.current?.number ?? 0
        for release in history.releases where release.number > last {
            keep(release, "release \(release.number) is newer than the last success")
        }
        return kept
    }

    /// Adds the parts of kept images, and the signatures and descriptions of them.
    private static func close(_ digests: inout [String: String], over images: [StoredImage]) {
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for image in images {
                if digests[image.digest] != nil {
                    for part in image.references where digests[part] == nil {
                        digests[part] = "a part of \(image.digest)"
                        isGrowing = true
                    }
                } else if image.tags.isEmpty || image.tags.allSatisfy(isReferrerTag),
                    let subject = image.references.first(where: { digests[$0] != nil })
                {
                    digests[image.digest] = "it describes \(subject)"
                    isGrowing = true
                }
            }
        }
    }

    /// `true` for the tag of a signature or description, `sha256-<digest>` with a suffix ("OCI Distribution Specification", referrers tag schema).
    private static func isReferrerTag(_ tag: String) -> Bool { tag.hasPrefix("sha256-") }

    /// The tag that pins an image of a release, such as `release-production-42`: the repository's lifecycle policy only deletes
    /// images without tags.
    package static func pin(environment: String, release: Int) -> String { "release-\(environment)-\(release)" }
}

extension Release {
    /// The task definitions of the release: the service's, and those that the outputs of its stacks name, such as the
    /// migration's.
    var taskDefinitions: [String] {
        var found = service.map { [$0.taskDefinition] } ?? []
        for stack in stacks {
            found += stack.outputs.values.filter { $0.contains(":task-definition/") }.sorted()
        }
        return found
    }
}
