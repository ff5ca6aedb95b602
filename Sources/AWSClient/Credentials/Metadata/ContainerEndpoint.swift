/// The endpoint of a container's agent for credentials.
///
/// Source: "Container credential provider", AWS SDKs and Tools Reference Guide.
struct ContainerEndpoint: Sendable, Hashable {
    static let source = "container"

    private static let taskAgent = "169.254.170.2"
    /// The agents allowed without TLS in addition to loopback: those of Amazon ECS and Amazon EKS.
    private static let agents = [taskAgent, "169.254.170.23", "fd00:ec2::23"]

    /// The agent's URL.
    let url: MetadataURL

    /// Reads the environment. The relative URI takes precedence over the full one.
    /// - Throws: ``CredentialsError`` if neither is set, or the URI is not allowed.
    init(environment: AWSEnvironment) throws(CredentialsError) {
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            guard path.hasPrefix("/"), let url = MetadataURL("http://" + Self.taskAgent + path) else {
                throw Self.invalid(
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path; expected one such as /v2/credentials/id")
            }
            self.url = url
            return
        }
        guard let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] else {
            throw CredentialsError(
                .notConfigured, source: Self.source,
                reason: "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set")
        }
        guard let url = MetadataURL(full) else {
            throw Self.invalid(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URL with a host; expected one such as https://host/path")
        }
        guard url.scheme == "https" || url.isLoopback || Self.agents.contains(where: url.isAddress) else {
            throw Self.invalid(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI is \(url.host) without TLS; expected https, localhost, or one of "
                    + Self.agents.joined(separator: ", "))
        }
        self.url = url
    }

    private static func invalid(_ reason: String) -> CredentialsError {
        CredentialsError(.invalid, source: source, reason: reason)
    }
}
