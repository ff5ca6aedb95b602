internal import Diagnostics

/// The settings for the metadata service of an EC2 instance.
///
/// Source: "IMDS credential provider", AWS SDKs and Tools Reference Guide.
struct InstanceMetadataSettings: Sendable, Hashable {
    /// The service's root.
    let endpoint: MetadataURL
    /// `true` to work without a token if the service has none.
    let allowsVersion1: Bool

    /// Reads each setting from the argument, else the environment, else the profile. An endpoint takes precedence over
    /// a mode.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - configuration: The shared configuration.
    ///   - endpoint: An explicit endpoint.
    ///   - mode: An explicit mode.
    /// - Throws: ``CredentialsError`` if the service is disabled or a setting is invalid.
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
                    "the endpoint is not a URL with a host: got \(SafeDescription.url(address)), expected one such as http://169.254.169.254"
                )
            }
            return url
        }
        guard let text = standard[mode.lowercased()], let url = MetadataURL(text) else {
            throw invalid("\(SafeDescription.word(mode)) is not an endpoint mode; expected IPv4 or IPv6")
        }
        return url
    }

    private static func invalid(_ reason: String) -> CredentialsError {
        CredentialsError(.invalid, source: InstanceMetadataCredentialsProvider.source, reason: reason)
    }

    /// The path of an item of the service, below the endpoint's own path.
    func path(_ name: String) -> String {
        (endpoint.path.hasSuffix("/") ? String(endpoint.path.dropLast()) : endpoint.path) + "/latest/" + name
    }
}
