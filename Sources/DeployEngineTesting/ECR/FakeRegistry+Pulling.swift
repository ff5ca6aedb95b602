#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension FakeRegistry {
    /// A reference to an image: registry, repository, tag and digest.
    package struct Reference: Sendable, Hashable {
        /// The registry's host; empty for Docker Hub.
        package var host: String
        /// The repository.
        package var repository: String
        /// The tag.
        package var tag: String?
        /// The digest.
        package var digest: String?

        /// Parses `host/repository:tag@digest`.
        package init(_ text: String) {
            let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
            var name = parts.first ?? ""
            digest = parts.count > 1 ? parts[1] : nil
            if let slash = name.firstIndex(of: "/"), name[..<slash].contains(where: { $0 == "." || $0 == ":" }) {
                host = String(name[..<slash])
                name = String(name[name.index(after: slash)...])
            } else {
                host = ""
            }
            if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
                tag = String(name[name.index(after: colon)...])
                name = String(name[..<colon])
            }
            repository = name
        }
    }

    /// The result of pulling an image.
    package enum Pull: Sendable, Hashable {
        /// The image with its digest, and the platform of its configuration if the registry knows it.
        case image(digest: String, platform: FakeImage.Platform?)
        /// The text after `CannotPullContainerError: `.
        case failure(String)
    }

    /// Resolves a reference to a digest, as Elastic Container Service does once for a deployment; nil for an image that does not
    /// exist.
    package func resolve(_ text: String) -> String? {
        let reference = Reference(text)
        guard reference.host == account.registry else {
            return reference.digest ?? FakeAccountNames.digest(of: text)
        }
        guard let repository = repositories[reference.repository] else { return nil }
        return image(reference, in: repository)?.digest
    }

    /// Pulls an image for a platform.
    ///
    /// Images of other registries always exist. Sources: texts in "CannotPullContainer task errors in Amazon ECS", AWS;
    /// containers-roadmap#1120 for an index without the platform.
    package mutating func pull(_ text: String, digest: String?, for platform: FakeImage.Platform, at now: Date) -> Pull
    {
        var reference = Reference(text)
        guard reference.host == account.registry else {
            return .image(digest: digest ?? reference.digest ?? FakeAccountNames.digest(of: text), platform: nil)
        }
        if let digest { reference.digest = digest }
        guard let repository = repositories[reference.repository] else {
            return .failure(
                "pull image manifest has been retried 1 time(s): failed to resolve ref \(text): \(text): not found: "
                    + "name unknown: The repository with name '\(reference.repository)' does not exist in the registry")
        }
        guard let image = image(reference, in: repository) else {
            return .failure(
                "pull image manifest has been retried 1 time(s): failed to resolve ref \(text): \(text): not found")
        }
        guard image.status == "ACTIVE" else {
            return .failure(
                "pull image manifest has been retried 1 time(s): failed to resolve ref \(text): the image is archived")
        }
        var found = image.platform
        var pulled = [image.digest]
        if image.mediaType == FakeImage.indexType {
            guard let child = image.children.first(where: { $0.platform == platform }),
                let manifest = repository.images[child.digest]
            else {
                return .failure(
                    "pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching "
                        + "platform '\(platform.text)'")
            }
            found = manifest.platform
            pulled.append(child.digest)
        }
        for digest in pulled { repositories[reference.repository]?.images[digest]?.lastPull = now }
        return .image(digest: image.digest, platform: found)
    }

    private func image(_ reference: Reference, in repository: Repository) -> FakeImage? {
        if let digest = reference.digest { return repository.images[digest] }
        let tag = reference.tag ?? "latest"
        return repository.images.values.first { $0.tags.contains(tag) }
    }
}
