#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An image of a repository.
package struct StoredImage: Sendable, Hashable {
    /// The digest.
    package var digest: String
    /// The tags.
    package var tags: [String]
    /// The time of the push.
    package var pushed: Date
    /// The digests that an index or an artifact refers to: images of platforms, or the image that a signature is about.
    package var references: [String]
    /// The size in bytes; nil if the registry does not state it.
    package var bytes: Int?

    /// Creates an image.
    package init(digest: String, tags: [String] = [], pushed: Date, references: [String] = [], bytes: Int? = nil) {
        self.digest = digest
        self.tags = tags
        self.pushed = pushed
        self.references = references
        self.bytes = bytes
    }
}
