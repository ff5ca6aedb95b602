#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The decision whether ECS can run an image, over its documents: the index, the manifest and the configuration.
///
/// It names the next document to fetch and takes it, until the decision is made. It reads the platform in the index and in the
/// configuration, because either alone may be wrong: an index can lack it, and a single manifest has none.
package struct ImageInspection: Sendable, Hashable {
    /// The next document.
    package enum Step: Sendable, Hashable {
        /// A manifest by its digest.
        case fetchManifest(String)
        /// The configuration by its digest.
        case fetchConfiguration(String)
        /// No document: the decision is made.
        case done
    }

    /// The next document.
    package private(set) var step: Step
    /// The problems.
    package private(set) var problems: [ImageProblem] = []
    /// The platforms that the index states; empty without an index.
    package private(set) var indexed: [ImagePlatform] = []
    /// The configuration; nil if it was not read.
    package private(set) var configuration: ImageConfiguration?
    /// The digest of the manifest that a task would pull.
    package private(set) var manifestDigest: String

    private let wanted: ImagePlatform
    private let name: String
    private var depth = 0

    /// Begins with the image's own manifest.
    /// - Parameters:
    ///   - name: The image's name for messages, such as `weir:1.3.0`.
    ///   - digest: The digest.
    ///   - wanted: The platform of the tasks.
    package init(_ name: String, digest: String, wanted: ImagePlatform) {
        self.name = name
        self.wanted = wanted
        manifestDigest = digest
        step = .fetchManifest(digest)
    }

    /// Takes the manifest that was asked for.
    /// - Parameters:
    ///   - text: The manifest; nil if the registry has none of this digest.
    ///   - mediaType: The type that the registry states.
    package mutating func take(manifest text: String?, mediaType: String? = nil) {
        guard case .fetchManifest(let digest) = step else { return }
        step = .done
        guard let text else { return fail(.broken, "the manifest \(digest) of \(name) is missing", Self.complete) }
        guard let manifest = try? JSONDecoder().decode(ImageDocuments.Manifest.self, from: Data(text.utf8)) else {
            return fail(.broken, "the manifest \(digest) of \(name) is no JSON document of a manifest", Self.complete)
        }
        if let entries = manifest.manifests {
            choose(entries)
        } else if manifest.schemaVersion == 2, let config = manifest.config {
            manifestDigest = digest
            let isImage =
                config.mediaType.map { $0.contains("image.config") || $0.contains("container.image.v1") } ?? true
            guard isImage else {
                return fail(
                    .formatUnsupported, "\(name) is \(config.mediaType ?? "an artifact") and no image",
                    "an image of \(wanted)")
            }
            step = .fetchConfiguration(config.digest)
        } else {
            fail(
                .formatUnsupported,
                "the manifest of \(name) has the type \(manifest.mediaType ?? mediaType ?? "unknown")",
                "an OCI image or Docker image manifest, version 2")
        }
    }

    /// Takes the configuration that was asked for.
    /// - Parameter bytes: The configuration; nil if the registry has none of this digest.
    package mutating func take(configuration bytes: [UInt8]?) {
        guard case .fetchConfiguration(let digest) = step else { return }
        step = .done
        guard let bytes else {
            return fail(.broken, "the configuration \(digest) of \(name) is missing", Self.complete)
        }
        guard digest == "sha256:" + ContentDigest.sha256(of: bytes) else {
            return fail(.broken, "the configuration of \(name) does not have the digest \(digest)", Self.complete)
        }
        let document = try? JSONDecoder().decode(ImageDocuments.Configuration.self, from: Data(bytes))
        let stated = ImageDocuments.Platform(
            os: document?.os, architecture: document?.architecture, variant: document?.variant
        ).value
        guard let document, let platform = stated else {
            return fail(.broken, "the configuration of \(name) states no platform", "\(wanted)")
        }
        let process = document.config
        configuration = ImageConfiguration(
            platform: platform, user: process?.user, ports: process?.ports?.keys.sorted() ?? [],
            entryPoint: process?.entryPoint ?? [], arguments: process?.arguments ?? [], labels: process?.labels ?? [:],
            hasHealthCheck: process?.healthCheck != nil)
        if !platform.runs(on: wanted) {
            let index = indexed.isEmpty ? "" : ", although its index promises \(wanted)"
            fail(.platformWrong, "\(name) is built for \(platform)\(index)", "\(wanted)")
        }
    }

    /// Ends without the configuration, which could not be fetched.
    package mutating func skipConfiguration() {
        if case .fetchConfiguration = step { step = .done }
    }

    private mutating func choose(_ entries: [ImageDocuments.Entry]) {
        let images = entries.filter { !$0.isAttestation }
        indexed = images.compactMap { $0.platform?.value }
        if let match = images.first(where: { $0.platform?.value?.runs(on: wanted) == true }) {
            depth += 1
            guard depth < 4 else { return fail(.broken, "the index of \(name) is nested too deeply", Self.complete) }
            step = .fetchManifest(match.digest)
        } else if images.contains(where: { $0.platform?.value == nil }) {
            fail(
                .platformUnstated, "the index of \(name) does not state the platform of its images",
                "an entry with the platform \(wanted)")
        } else if images.isEmpty {
            fail(.platformMissing, "the index of \(name) has no image", "an image of \(wanted)")
        } else {
            let found = indexed.map(\.description).joined(separator: ", ")
            fail(.platformMissing, "the index of \(name) has images of \(found)", "an image of \(wanted)")
        }
    }

    private static let complete = "a complete image"

    private mutating func fail(_ kind: ImageProblem.Kind, _ got: String, _ expected: String) {
        problems.append(ImageProblem(kind, got: got, expected: expected, remedy: remedy(kind)))
    }

    private func remedy(_ kind: ImageProblem.Kind) -> String {
        switch kind {
        case .platformMissing, .platformWrong:
            "Build it with --platform \(wanted), or set the architecture of the service to the image's"
        case .platformUnstated:
            "Push it again with `infra-cli image push`, which states the platform; with buildah, push the image itself instead of a manifest list"
        case .formatUnsupported: "Push it in the OCI format"
        default: "Push it again"
        }
    }
}
