/// The configuration of an image: its platform and the defaults of its process.
///
/// Source: "OCI Image Configuration Specification".
package struct ImageConfiguration: Sendable, Hashable, Codable {
    /// The platform.
    package var platform: ImagePlatform
    /// The user of the process; nil or empty is root.
    package var user: String?
    /// The exposed ports, such as `8080/tcp`, in order.
    package var ports: [String]
    /// The entry point.
    package var entryPoint: [String]
    /// The default arguments.
    package var arguments: [String]
    /// The labels.
    package var labels: [String: String]
    /// `true` if the image has a health check of its own, which ECS ignores.
    package var hasHealthCheck: Bool

    /// Creates a configuration.
    package init(
        platform: ImagePlatform, user: String? = nil, ports: [String] = [], entryPoint: [String] = [],
        arguments: [String] = [], labels: [String: String] = [:], hasHealthCheck: Bool = false
    ) {
        self.platform = platform
        self.user = user
        self.ports = ports
        self.entryPoint = entryPoint
        self.arguments = arguments
        self.labels = labels
        self.hasHealthCheck = hasHealthCheck
    }
}

/// The documents of a registry as they are written.
enum ImageDocuments {
    /// The media types that a registry is asked for. ECR may convert a manifest to an accepted type, so all of them are named.
    static let mediaTypes = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ]

    /// A manifest or an index.
    struct Manifest: Decodable {
        let schemaVersion: Int?
        let mediaType: String?
        let manifests: [Entry]?
        let config: Descriptor?
    }

    /// A manifest of an index.
    struct Entry: Decodable {
        let mediaType: String?
        let digest: String
        let platform: Platform?
        let annotations: [String: String]?

        /// `true` for a manifest about an image, such as its provenance.
        var isAttestation: Bool {
            annotations?["vnd.docker.reference.type"] == "attestation-manifest" || platform?.value?.isUnknown == true
        }
    }

    struct Platform: Decodable {
        let os: String?
        let architecture: String?
        let variant: String?

        /// Nil if it states neither, as the empty platform of an incomplete index.
        var value: ImagePlatform? {
            guard let architecture, !architecture.isEmpty, let os, !os.isEmpty else { return nil }
            return ImagePlatform(system: os, architecture: architecture, variant: variant)
        }
    }

    struct Descriptor: Decodable {
        let mediaType: String?
        let digest: String
    }

    struct Configuration: Decodable {
        let os: String?
        let architecture: String?
        let variant: String?
        let config: Process?

        struct Process: Decodable {
            let user: String?
            let ports: [String: Empty]?
            let entryPoint: [String]?
            let arguments: [String]?
            let labels: [String: String]?
            let healthCheck: Empty?

            enum CodingKeys: String, CodingKey {
                case user = "User", ports = "ExposedPorts", entryPoint = "Entrypoint", arguments = "Cmd"
                case labels = "Labels", healthCheck = "Healthcheck"
            }
        }

        struct Empty: Decodable {}
    }
}
