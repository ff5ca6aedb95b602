#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The model of Elastic Container Registry: repositories with manifests, configurations and lifecycle rules.
package struct FakeRegistry: Sendable {
    /// A repository.
    package struct Repository: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The time of creation.
        package var createdAt: Date
        /// A Boolean value that indicates whether tags are immutable.
        package var isImmutable = true
        /// A Boolean value that indicates whether images are scanned after a push.
        package var scansOnPush = true
        /// The lifecycle policy's text.
        package var lifecyclePolicy: String?
        /// The images by digest.
        package var images: [String: FakeImage] = [:]
        /// The configurations and layers by digest.
        package var blobs: [String: [UInt8]] = [:]
    }

    /// The contents of a new image.
    package struct Contents: Sendable {
        /// The platforms: one makes a single manifest, several an index.
        package var platforms: [FakeImage.Platform] = [.amd64]
        /// A Boolean value that indicates whether there is an index even for one platform.
        package var hasIndex = false
        /// A Boolean value that indicates whether the index states the platforms. Some versions of buildah omit them
        /// (containers-roadmap#1120).
        package var statesPlatforms = true
        /// A Boolean value that indicates whether the index contains an attestation, which is not an image.
        package var hasAttestation = false
        /// The user of the process.
        package var user = "10001"
        /// The exposed ports, such as `8080/tcp`.
        package var ports = ["8080/tcp"]
        /// The labels.
        package var labels: [String: String] = [:]
        /// The entry point.
        package var entryPoint = ["/usr/bin/api-server"]
        /// The default arguments.
        package var arguments: [String] = []
        /// A text that makes the image differ from others.
        package var seed = ""

        /// Creates the contents of an image for 64-bit x86.
        package init(_ change: (inout Contents) -> Void = { _ in }) { change(&self) }
    }

    /// The repositories by name.
    package var repositories: [String: Repository] = [:]
    let account: FakeAccountNames

    init(account: FakeAccountNames) { self.account = account }

    /// Creates a repository and returns its URI.
    @discardableResult
    package mutating func addRepository(
        _ name: String, at now: Date, _ change: (inout Repository) -> Void = { _ in }
    ) -> String {
        var repository = Repository(name: name, createdAt: now)
        change(&repository)
        repositories[name] = repository
        return uri(of: name)
    }

    /// The URI of a repository.
    package func uri(of repository: String) -> String { "\(account.registry)/\(repository)" }

    /// Pushes an image and returns its digest, or that of its index.
    @discardableResult
    package mutating func push(
        to name: String, tags: [String] = [], _ contents: Contents = Contents(), at now: Date
    ) -> String {
        var repository = repositories[name] ?? Repository(name: name, createdAt: now)
        let images = contents.platforms.map { image(for: $0, contents, in: &repository, at: now) }
        var digest = images.first ?? ""
        if contents.hasIndex || images.count > 1 || contents.hasAttestation || images.isEmpty {
            digest = index(of: images, contents, in: &repository, at: now)
        }
        for tag in tags {
            for key in repository.images.keys { repository.images[key]?.tags.removeAll { $0 == tag } }
            repository.images[digest]?.tags.append(tag)
        }
        repositories[name] = repository
        return digest
    }

    private func image(
        for platform: FakeImage.Platform, _ contents: Contents, in repository: inout Repository, at now: Date
    ) -> String {
        var settings: FakeValue = [
            "User": .string(contents.user), "Entrypoint": FakeValue(contents.entryPoint),
            "Cmd": FakeValue(contents.arguments),
            "Labels": FakeValue(contents.labels),
        ]
        settings["ExposedPorts"] = .object(Dictionary(contents.ports.map { ($0, .object([:])) }) { $1 })
        let configuration: FakeValue = [
            "architecture": .string(platform.architecture), "os": .string(platform.system), "config": settings,
            "rootfs": ["type": "layers", "diff_ids": [.string(FakeAccountNames.digest(of: "layer" + contents.seed))]],
        ]
        let blob = Array(configuration.json.utf8)
        let digest = FakeImage.digest(of: blob)
        repository.blobs[digest] = blob
        let layer = Array("layer \(platform.text) \(contents.seed)".utf8)
        repository.blobs[FakeImage.digest(of: layer)] = layer
        let manifest: FakeValue = [
            "schemaVersion": 2, "mediaType": .string(FakeImage.manifestType),
            "config": [
                "mediaType": .string(FakeImage.configurationType), "digest": .string(digest),
                "size": FakeValue(blob.count),
            ],
            "layers": [
                [
                    "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                    "digest": .string(FakeImage.digest(of: layer)), "size": FakeValue(layer.count),
                ]
            ],
        ]
        return add(manifest, FakeImage.manifestType, to: &repository, at: now) { $0.platform = platform }
    }

    private func index(
        of images: [String], _ contents: Contents, in repository: inout Repository, at now: Date
    ) -> String {
        var entries: [FakeValue] = []
        var children: [FakeImage.Child] = []
        for (digest, platform) in zip(images, contents.platforms) {
            var entry: FakeValue = [
                "mediaType": .string(FakeImage.manifestType), "digest": .string(digest),
                "size": FakeValue(repository.images[digest]?.manifest.utf8.count),
            ]
            if contents.statesPlatforms {
                entry["platform"] = ["architecture": .string(platform.architecture), "os": .string(platform.system)]
            }
            entries.append(entry)
            children.append(.init(digest: digest, platform: contents.statesPlatforms ? platform : nil))
        }
        if contents.hasAttestation {
            let manifest: FakeValue = [
                "schemaVersion": 2, "mediaType": .string(FakeImage.manifestType), "layers": [],
                "annotations": ["seed": .string(contents.seed)],
            ]
            let digest = add(manifest, FakeImage.manifestType, to: &repository, at: now)
            entries.append([
                "mediaType": .string(FakeImage.manifestType), "digest": .string(digest),
                "size": FakeValue(manifest.json.utf8.count), "platform": ["architecture": "unknown", "os": "unknown"],
                "annotations": [
                    "vnd.docker.reference.type": "attestation-manifest",
                    "vnd.docker.reference.digest": FakeValue(images.first),
                ],
            ])
        }
        let manifest: FakeValue = [
            "schemaVersion": 2, "mediaType": .string(FakeImage.indexType), "manifests": .array(entries),
        ]
        return add(manifest, FakeImage.indexType, to: &repository, at: now) { $0.children = children }
    }

    private func add(
        _ manifest: FakeValue, _ mediaType: String, to repository: inout Repository, at now: Date,
        _ change: (inout FakeImage) -> Void = { _ in }
    ) -> String {
        let text = manifest.json
        let digest = FakeImage.digest(of: text.utf8)
        guard repository.images[digest] == nil else { return digest }
        var image = FakeImage(
            digest: digest, mediaType: mediaType, manifest: text, pushedAt: now, size: text.utf8.count + 40_000_000)
        change(&image)
        repository.images[digest] = image
        return digest
    }

    /// Deletes an image, as a lifecycle rule or another tool would.
    package mutating func delete(_ digest: String, from repository: String) {
        repositories[repository]?.images[digest] = nil
    }

    /// Archives an image, which then cannot be pulled.
    package mutating func archive(_ digest: String, in repository: String) {
        repositories[repository]?.images[digest]?.status = "ARCHIVED"
    }
}
