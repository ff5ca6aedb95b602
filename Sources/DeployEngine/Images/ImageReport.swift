#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The facts about an image in the account's registry, and what is wrong with it.
package struct ImageReport: Sendable, Hashable, Codable {
    /// The repository's name.
    package var repository: String
    /// The tag that was asked for; nil with a digest.
    package var tag: String?
    /// The digest; nil if there is no such image.
    package var digest: String?
    /// The digest of the manifest that a task pulls, which differs from the digest of an index.
    package var manifestDigest: String?
    /// The platform of the tasks.
    package var wanted: ImagePlatform
    /// The platforms that the index states; empty without an index.
    package var platforms: [ImagePlatform]
    /// The configuration; nil if it was not read.
    package var configuration: ImageConfiguration?
    /// The size of the layers in bytes.
    package var bytes: Int?
    /// The time of the push.
    package var pushedAt: Date?
    /// The problems; empty for an image that ECS can run.
    package var problems: [ImageProblem]
    /// The parts that could not be checked, with the reason.
    package var unchecked: [String]

    /// Creates a report.
    package init(
        repository: String, tag: String? = nil, digest: String? = nil, manifestDigest: String? = nil,
        wanted: ImagePlatform,
        platforms: [ImagePlatform] = [], configuration: ImageConfiguration? = nil, bytes: Int? = nil,
        pushedAt: Date? = nil,
        problems: [ImageProblem] = [], unchecked: [String] = []
    ) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
        self.manifestDigest = manifestDigest
        self.wanted = wanted
        self.platforms = platforms
        self.configuration = configuration
        self.bytes = bytes
        self.pushedAt = pushedAt
        self.problems = problems
        self.unchecked = unchecked
    }

    /// The image's name, such as `weir:1.3.0`.
    package var name: String { repository + (tag.map { ":" + $0 } ?? digest.map { "@" + $0 } ?? "") }

    /// The platform of the image, or those of an index without the wanted one; nil if no document states it.
    var platform: String? {
        if let configuration { return "\(configuration.platform)" }
        if platforms.contains(wanted) { return "\(wanted)" }
        return platforms.isEmpty ? nil : platforms.map(\.description).joined(separator: ", ")
    }

    /// The report in lines.
    package var lines: [String] {
        var lines = ["\(name): \(problems.isEmpty ? "ECS can run it on \(wanted)" : "ECS cannot run it on \(wanted)")"]
        func add(_ title: String, _ value: String?) {
            if let value, !value.isEmpty { lines.append("  \(title): \(value)") }
        }
        add("digest", digest)
        if manifestDigest != digest { add("manifest", manifestDigest) }
        add("index", platforms.map(\.description).joined(separator: ", "))
        add("platform", configuration?.platform.description)
        if let configuration {
            add("user", configuration.user.flatMap { $0.isEmpty ? nil : $0 } ?? "root")
            add("ports", configuration.ports.joined(separator: ", "))
            add("command", (configuration.entryPoint + configuration.arguments).joined(separator: " "))
            add("revision", configuration.labels["org.opencontainers.image.revision"])
        }
        add("size", bytes.map { "\(($0 + 524_288) / 1_048_576) MiB" })
        lines += problems.map { "  problem \($0.kind.rawValue): \($0)" }
        lines += unchecked.map { "  not checked: \($0)" }
        return lines
    }
}
