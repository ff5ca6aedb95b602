internal import AWSSigV4

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An image or an image index in a repository.
package struct FakeImage: Sendable, Hashable {
    /// A platform of an image.
    package struct Platform: Sendable, Hashable {
        /// The CPU architecture, such as `amd64`.
        package var architecture: String
        /// The operating system.
        package var system: String

        /// Creates a platform.
        package init(_ architecture: String, system: String = "linux") {
            self.architecture = architecture
            self.system = system
        }

        /// The platform as a container engine prints it.
        package var text: String { "\(system)/\(architecture)" }
        /// 64-bit x86.
        package static let amd64 = Platform("amd64")
        /// 64-bit Arm.
        package static let arm64 = Platform("arm64")
    }

    /// The digest of the manifest.
    package var digest: String
    /// The tags.
    package var tags: [String] = []
    /// The media type of the manifest.
    package var mediaType: String
    /// The manifest.
    package var manifest: String
    /// The platform in the configuration; nil for an index and for an attestation.
    package var platform: Platform?
    /// The platforms of an index with the digests of their manifests; a nil platform is one that the index does not state.
    package var children: [Child] = []
    /// The time of the push.
    package var pushedAt: Date
    /// The size in bytes.
    package var size: Int
    /// The status: `ACTIVE`, `ARCHIVED` or `ACTIVATING`.
    package var status = "ACTIVE"
    /// The time of the last pull.
    package var lastPull: Date?

    /// A manifest of an index.
    package struct Child: Sendable, Hashable {
        /// The digest of the manifest.
        package var digest: String
        /// The platform that the index states.
        package var platform: Platform?
    }

    /// The media type of an OCI index.
    package static let indexType = "application/vnd.oci.image.index.v1+json"
    /// The media type of an OCI manifest.
    package static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    /// The media type of an OCI configuration.
    package static let configurationType = "application/vnd.oci.image.config.v1+json"

    /// Returns the digest of bytes.
    package static func digest(of bytes: some Sequence<UInt8>) -> String {
        "sha256:" + PayloadHash.sha256(of: bytes).value
    }
}
