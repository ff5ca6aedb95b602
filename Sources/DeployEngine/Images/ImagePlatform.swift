/// The operating system and CPU architecture of an image.
package struct ImagePlatform: Sendable, Hashable, Codable {
    /// The operating system, such as `linux`.
    package var system: String
    /// The architecture in the terms of images, such as `amd64` or `arm64`.
    package var architecture: String
    /// The variant, such as `v8`; nil for none.
    package var variant: String?

    /// Creates a platform.
    package init(system: String = "linux", architecture: String, variant: String? = nil) {
        self.system = system
        self.architecture = architecture
        self.variant = variant
    }

    /// The platform of the containers that this machine starts; nil for an unknown processor.
    package static var host: ImagePlatform? {
        #if arch(x86_64)
            ImagePlatform(architecture: "amd64")
        #elseif arch(arm64)
            ImagePlatform(architecture: "arm64")
        #else
            nil
        #endif
    }

    /// `true` if a task of the other platform can run the image. The variant of 64-bit architectures does not matter.
    package func runs(on other: ImagePlatform) -> Bool {
        system == other.system && Self.usual(architecture) == Self.usual(other.architecture)
    }

    /// `true` for the placeholder of manifests that are not images, such as attestations.
    var isUnknown: Bool { system == "unknown" || architecture == "unknown" }

    /// The name that images use for an architecture.
    private static func usual(_ architecture: String) -> String {
        switch architecture.lowercased() {
        case "x86_64", "x86-64": "amd64"
        case "aarch64": "arm64"
        case let name: name
        }
    }
}

extension ImagePlatform: CustomStringConvertible {
    /// The platform as container engines write it: `linux/arm64/v8`.
    package var description: String { [system, architecture, variant].compactMap(\.self).joined(separator: "/") }
}
