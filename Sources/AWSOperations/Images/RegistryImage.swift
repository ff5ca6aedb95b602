package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An image with its manifest.
package struct RegistryImage: Sendable, Hashable, Codable {
    /// The repository's name.
    package var repository: String?
    /// The image.
    package var id: ImageIdentifier?
    /// The manifest.
    package var manifest: String
    /// The manifest's type.
    package var mediaType: String?

    enum CodingKeys: String, CodingKey {
        case repository = "repositoryName", id = "imageId", manifest = "imageManifest"
        case mediaType = "imageManifestMediaType"
    }

    /// Creates the value.
    package init(repository: String? = nil, id: ImageIdentifier? = nil, manifest: String, mediaType: String? = nil) {
        self.repository = repository
        self.id = id
        self.manifest = manifest
        self.mediaType = mediaType
    }
}

/// A digest, a tag or both.
package struct ImageIdentifier: Sendable, Hashable, Codable {
    /// The digest.
    package var digest: String?
    /// The tag.
    package var tag: String?

    enum CodingKeys: String, CodingKey { case digest = "imageDigest", tag = "imageTag" }

    /// Creates the value.
    package init(digest: String? = nil, tag: String? = nil) {
        self.digest = digest
        self.tag = tag
    }
}

/// An image that could not be read or deleted.
package struct ImageFailure: Sendable, Hashable, Codable {
    /// The image.
    package var id: ImageIdentifier?
    /// The code, such as `ImageNotFound`.
    package var code: String?
    /// The reason.
    package var reason: String?

    enum CodingKeys: String, CodingKey { case id = "imageId", code = "failureCode", reason = "failureReason" }

    /// Creates the value.
    package init(id: ImageIdentifier? = nil, code: String? = nil, reason: String? = nil) {
        self.id = id
        self.code = code
        self.reason = reason
    }
}

/// A selection of images.
package struct ImageFilter: Sendable, Hashable, Codable {
    /// `TAGGED`, `UNTAGGED` or `ANY`.
    package var tagStatus: String?
    /// `ACTIVE`, `ARCHIVED`, `ACTIVATING` or `ANY`.
    package var status: String?

    enum CodingKeys: String, CodingKey { case tagStatus, status = "imageStatus" }

    /// Creates the value.
    package init(tagStatus: String? = nil, status: String? = nil) {
        self.tagStatus = tagStatus
        self.status = status
    }
}

/// An image without its manifest.
package struct ImageDetail: Sendable, Hashable, Codable {
    /// The repository's name.
    package var repository: String?
    /// The digest.
    package var digest: String
    /// The tags.
    package var tags: [String]
    /// The size in bytes.
    package var bytes: Int?
    /// The time of the push.
    package var pushedAt: Date?
    /// The manifest's type.
    package var mediaType: String?
    /// The type of the manifest's configuration.
    package var artifactMediaType: String?
    /// The status; nil stands for an active image.
    package var status: ImageStatus?
    /// The time of the last pull.
    package var lastPulledAt: Date?
    /// The time at which it was archived.
    package var lastArchivedAt: Date?
    /// The digest of the image that this one describes, as a signature or an attestation does.
    package var subjectDigest: String?

    enum CodingKeys: String, CodingKey {
        case repository = "repositoryName", digest = "imageDigest", tags = "imageTags", bytes = "imageSizeInBytes"
        case pushedAt = "imagePushedAt", mediaType = "imageManifestMediaType", artifactMediaType
        case status = "imageStatus", lastPulledAt = "lastRecordedPullTime", lastArchivedAt
        case subjectDigest = "subjectManifestDigest"
    }

    /// Creates the value.
    package init(
        repository: String? = nil, digest: String, tags: [String] = [], bytes: Int? = nil, pushedAt: Date? = nil,
        mediaType: String? = nil, artifactMediaType: String? = nil, status: ImageStatus? = nil,
        lastPulledAt: Date? = nil, lastArchivedAt: Date? = nil, subjectDigest: String? = nil
    ) {
        self.repository = repository
        self.digest = digest
        self.tags = tags
        self.bytes = bytes
        self.pushedAt = pushedAt
        self.mediaType = mediaType
        self.artifactMediaType = artifactMediaType
        self.status = status
        self.lastPulledAt = lastPulledAt
        self.lastArchivedAt = lastArchivedAt
        self.subjectDigest = subjectDigest
    }
}

/// A repository.
package struct RepositoryDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The registry's account.
    package var registry: String?
    /// The name.
    package var name: String
    /// The address for pulls.
    package var uri: String?
    /// `MUTABLE`, `IMMUTABLE`, or either with exclusions.
    package var tagMutability: String?

    enum CodingKeys: String, CodingKey {
        case arn = "repositoryArn", registry = "registryId", name = "repositoryName", uri = "repositoryUri"
        case tagMutability = "imageTagMutability"
    }

    /// Creates the value.
    package init(arn: String, registry: String? = nil, name: String, uri: String? = nil, tagMutability: String? = nil) {
        self.arn = arn
        self.registry = registry
        self.name = name
        self.uri = uri
        self.tagMutability = tagMutability
    }
}

/// A password for a registry.
package struct RegistryAuthorization: Sendable, Hashable, Codable {
    /// `AWS:PASSWORD` in Base64.
    package var token: SensitiveText?
    /// The time of its expiry.
    package var expiresAt: Date?
    /// The registry's address.
    package var endpoint: String?

    enum CodingKeys: String, CodingKey { case token = "authorizationToken", expiresAt, endpoint = "proxyEndpoint" }

    /// Creates the value.
    package init(token: SensitiveText? = nil, expiresAt: Date? = nil, endpoint: String? = nil) {
        self.token = token
        self.expiresAt = expiresAt
        self.endpoint = endpoint
    }
}

/// The status of an image. ECS pulls active ones only.
package enum ImageStatus: OpenEnumeration {
    case active, archived, activating
    /// A status that this version does not know.
    case unknown(String)

    /// The known statuses and their texts.
    package static let texts: [Self: String] = [
        .active: "ACTIVE", .archived: "ARCHIVED", .activating: "ACTIVATING",
    ]

    /// The text of an unknown status.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
