internal import HTTPCore
internal import HTTPTypes

/// A provider of credentials from a container's agent: Amazon ECS, Amazon EKS Pod Identity and compatible ones.
///
/// Source: "Container credential provider", AWS SDKs and Tools Reference Guide.
package struct ContainerCredentialsProvider: CredentialsProvider {
    static let source = ContainerEndpoint.source

    private let environment: AWSEnvironment
    private let authorization: ContainerAuthorization
    private let client: MetadataClient

    /// Creates a provider.
    /// - Parameter context: The provider's dependencies.
    package init(_ context: CredentialsContext) {
        environment = context.environment
        authorization = ContainerAuthorization(environment: context.environment, files: context.files)
        client = MetadataClient(context, timeout: .seconds(2))
    }

    /// Returns the agent's credentials.
    package func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let endpoint = try ContainerEndpoint(environment: environment)
        var fields: HTTPFields = [.accept: "application/json"]
        if let value = try authorization.value() { fields[.authorization] = value }
        let response: MetadataClient.Response
        do throws(TransportError) {
            response = try await client.send(endpoint.url.request(fields: fields))
        } catch {
            throw CredentialsError(error, source: Self.source, from: endpoint.url.host)
        }
        guard response.status == .ok else {
            let hint =
                response.status.code == 401 || response.status.code == 403 ? "; check the authorization token" : ""
            throw CredentialsError(
                .unavailable, source: Self.source,
                reason: "\(endpoint.url.host) responded with status \(response.status.code), expected 200\(hint)")
        }
        return try CredentialsDocument.read(response.body, source: Self.source)
            .resolved(source: Self.source, expires: true)
    }
}
