internal import HTTPCore
internal import HTTPTypes

/// Credentials from the agent beside a container: Amazon ECS, Amazon EKS Pod Identity, and others that follow them.
///
/// "Container credential provider", AWS SDKs and Tools Reference Guide.
public struct ContainerCredentialsProvider: CredentialsProvider {
    static let source = ContainerEndpoint.source

    private let environment: AWSEnvironment
    private let authorization: ContainerAuthorization
    private let client: MetadataClient

    /// Creates a source.
    /// - Parameter context: What it relies on.
    public init(_ context: CredentialsContext) {
        environment = context.environment
        authorization = ContainerAuthorization(environment: context.environment, files: context.files)
        client = MetadataClient(context, timeout: .seconds(2))
    }

    /// Asks the agent.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let endpoint = try ContainerEndpoint(environment: environment)
        var fields: HTTPFields = [.accept: "application/json"]
        if let value = try authorization.value() { fields[.authorization] = value }
        let answer: MetadataClient.Answer
        do throws(TransportError) {
            answer = try await client.send(endpoint.url.request(fields: fields))
        } catch {
            throw CredentialsError(error, source: Self.source, from: endpoint.url.host)
        }
        guard answer.status == .ok else {
            let hint =
                answer.status.code == 401 || answer.status.code == 403 ? "; is the authorization token right?" : ""
            throw CredentialsError(
                .unavailable, source: Self.source,
                reason: "\(endpoint.url.host) answered \(answer.status.code) instead of 200\(hint)")
        }
        return try CredentialsDocument.read(answer.body, source: Self.source)
            .resolved(source: Self.source, expires: true)
    }
}
