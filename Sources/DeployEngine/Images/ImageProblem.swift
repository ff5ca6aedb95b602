/// A reason why ECS could not run an image, with the remedy.
package typealias ImageProblem = Fault<ImageProblemKind>

/// The kinds of an ``ImageProblem``.
package enum ImageProblemKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The registry has no such repository.
    case repositoryMissing = "image-repository-missing"
    /// The repository has no such image.
    case missing = "image-missing"
    /// The image is archived or being restored, so it cannot be pulled.
    case archived = "image-archived"
    /// The index has no image of the platform.
    case platformMissing = "image-platform-missing"
    /// The index does not state the platform of an image, so ECS does not find it.
    case platformUnstated = "image-platform-unstated"
    /// The image's configuration has another platform.
    case platformWrong = "image-platform-wrong"
    /// The manifest's format is not supported.
    case formatUnsupported = "image-format-unsupported"
    /// A document of the image is missing or malformed.
    case broken = "image-broken"
}
