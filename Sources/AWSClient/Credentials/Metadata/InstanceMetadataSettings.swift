internal import Diagnostics

/// How to reach the metadata service of an EC2 instance.
///
/// "IMDS credential provider", AWS SDKs and Tools Reference Guide.
struct InstanceMetadataSettings: Sendable, Hashable {
    /// The service's root.
    let endpoint: MetadataURL
    /// Whether to do without a token if the service gives none.
    let allowsVersion1: Bool

    /// Reads the settings. Each is taken from the argument, else the environment, else the profile; an endpoint from
    /// anywhere goes before a mode.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - configuration: The shared configuration.
    ///   - endpoint: An endpoint asked for.
    ///   - mode: A mode asked for.
    /// - Throws: ``CredentialsError`` if the service is switched off, or a setting has no meaning.
    init(
        environment: AWSEnvironment, configuration: SharedConfiguration, endpoint: String? = nil, mode: String? = nil
    ) throws(CredentialsError) {
        if environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" {
            throw CredentialsError(
                .notConfigured, source: InstanceMetadataCredentialsProvider.source,
                reason: "AWS_EC2_METADATA_DISABLED is true")
        }
        let disabled =
            environment["AWS_EC2_METADATA_V1_DISABLED"] ?? configuration.setting("ec2_metadata_v1_disabled") ?? "false"
        allowsVersion1 = disabled.lowercased() != "true"
        let address =
            endpoint ?? environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
            ?? configuration.setting("ec2_metadata_service_endpoint")
        let mode =
            mode ?? environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]
            ?? configuration.setting("ec2_metadata_service_endpoint_mode") ?? "IPv4"
        self.endpoint = try Self.url(address: address, mode: mode)
    }

    private static func url(address: String?, mode: String) throws(CredentialsError) -> MetadataURL {
        let standard = ["ipv4": "http://169.254.169.254", "ipv6": "http://[fd00:ec2::254]"]
        if let address {
            guard let url = MetadataURL(address), !url.path.contains("?") else {
                throw invalid(
                    "the endpoint is no URL with a host: got \(SafeDescription.url(address)), expected one such as http://169.254.169.254"
                )
            }
            return url
        }
        guard let text = standard[mode.lowercased()], let url = MetadataURL(text) else {
            throw invalid("\(SafeDescription.word(mode)) is no endpoint mode; expected IPv4 or IPv6")
        }
        return url
    }

    private static func invalid(_ reason: String) -> CredentialsError {
        CredentialsError(.invalid, source: InstanceMetadataCredentialsProvider.source, reason: reason)
    }

    /// The path of something the service has, below the endpoint's own.
    func path(_ name: String) -> String {
        (endpoint.path.hasSuffix("/") ? String(endpoint.path.dropLast()) : endpoint.path) + "/latest/" + name
    }
}
