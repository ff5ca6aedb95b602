#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The releases of an environment, newest first, and what follows from them.
package struct ReleaseHistory: Sendable, Hashable {
    /// The releases, newest first.
    package let releases: [Release]

    /// Creates a history from releases in any order.
    package init(_ releases: [Release]) {
        self.releases = releases.sorted { $0.number > $1.number }
    }

    /// The newest release; nil without any.
    package var latest: Release? { releases.first }

    /// The newest release that succeeded: the environment's intended state.
    package var current: Release? { releases.first { $0.outcome == .succeeded } }

    /// The newest release through CloudFormation that succeeded: what the stacks' templates describe.
    package var currentOfStacks: Release? {
        releases.first { $0.outcome == .succeeded && !$0.stacks.isEmpty && !$0.kind.bypassesStacks }
    }

    /// The release with a number; nil if it is not in the history.
    package func release(_ number: Int) -> Release? { releases.first { $0.number == number } }

    /// The releases without a final outcome, newest first.
    package var open: [Release] { releases.filter(\.outcome.isOpen) }

    /// The detour that the next deployment closes: a service rollback or a fast deployment that is newer than every successful
    /// deployment of the service's stack.
    package var detour: Release? { current.flatMap { $0.kind.bypassesStacks ? $0 : nil } }

    /// The release whose content a release put in place: itself, or the one that it restored.
    package func origin(of release: Release) -> Release {
        var result = release
        var seen: Set<Int> = [release.number]
        while let number = result.restores, let next = self.release(number), seen.insert(number).inserted {
            result = next
        }
        return result
    }

    /// The releases that a rollback can restore, newest first: they succeeded, describe stacks, were not pruned, and differ from
    /// the current content and from each other.
    /// - Parameter limit: The maximum number; nil for all.
    package func rollbackTargets(limit: Int? = nil) -> [Release] {
        guard let current else { return [] }
        var seen: Set<Content> = [Content(origin(of: current))]
        var targets: [Release] = []
        for release in releases where release.number < current.number && release.outcome == .succeeded {
            guard limit.map({ targets.count < $0 }) ?? true else { break }
            let origin = origin(of: release)
            // A number that can be asked for: the origin, unless it never succeeded itself.
            if !origin.stacks.isEmpty, origin.pruned == nil, seen.insert(Content(origin)).inserted {
                targets.append(origin.outcome == .succeeded ? origin : release)
            }
        }
        return targets
    }

    /// The deployed content, whatever its number.
    private struct Content: Hashable {
        let image: String?
        let stacks: [String: [String: String]]

        init(_ release: Release) {
            image = release.image?.digest
            stacks = Dictionary(
                release.stacks.map { ($0.name, $0.parameters.merging(["template": $0.templateDigest]) { $1 }) },
                uniquingKeysWith: { $1 })
        }
    }

    /// The estimate of a phase: the median of the newest five successful releases; nil without any.
    package func estimate(of phase: ProgressEvent.Phase) -> Duration? {
        median { release in
            let durations = release.phases.filter { $0.phase == phase }.compactMap(\.duration)
            return durations.isEmpty ? nil : durations.reduce(.zero, +)
        }
    }

    /// The estimate of a stack's operation: the median of the newest five successful releases that changed it; nil without any.
    package func estimate(ofStack name: String) -> Duration? {
        median { release in
            guard let stack = release.stacks.first(where: { $0.name == name }), let began = stack.began,
                let ended = stack.ended
            else { return nil }
            return .seconds(ended.timeIntervalSince(began))
        }
    }

    /// The estimate of a whole release; nil without an earlier one. It is compared with the expiry of credentials.
    package func estimate() -> Duration? {
        median { release in release.kind == .deploy || release.kind == .rollback ? release.duration : nil }
    }

    private func median(_ duration: (Release) -> Duration?) -> Duration? {
        let found = releases.lazy.filter { $0.outcome == .succeeded }.compactMap(duration).prefix(5).sorted()
        return found.isEmpty ? nil : found[found.count / 2]
    }
}
