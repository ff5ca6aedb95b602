import AWSClient
import AWSClientTesting
import AWSSecretsManager
import AWSSigV4
import HTTPCore
import HTTPCoreTesting
import SecretsClient
import Synchronization
import Testing

/// Factories of providers that use the emulator or a fake transport.
enum SecretsManagerUnderTest {
    /// The regions for tests: each test uses its own, to see its own secrets only. Other suites use other regions.
    private static let regions = Mutex([
        "us-east-2", "us-west-1", "us-west-2", "eu-west-2", "eu-west-3", "eu-north-1", "eu-south-1", "ap-south-1",
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
        "sa-east-1", "me-south-1", "af-south-1",
    ])

    struct NoRegionLeftError: Error {}

    /// Returns a store at the emulator, in its own region.
    static func store() async throws -> AWSSecretProvider {
        guard let region = regions.withLock({ $0.popLast() }) else { throw NoRegionLeftError() }
        let server = try #require(await MotoServer.shared, MotoServer.absence)
        return try provider(
            url: server.url, region: region, transport: try CurlTransport(), credentials: .success(server.credentials))
    }

    /// Returns a provider with an endpoint.
    static func provider(
        url: String = "http://127.0.0.1:1", region: String = "eu-central-1", transport: any HTTPTransport,
        credentials: Result<AWSCredentials, CredentialsError>
    ) throws -> AWSSecretProvider {
        AWSSecretProvider(
            client: try client(url: url, region: region, transport: transport, credentials: credentials))
    }

    /// Returns a client of Secrets Manager with an endpoint.
    static func client(
        url: String = "http://127.0.0.1:1", region: String = "eu-central-1", transport: any HTTPTransport,
        credentials: Result<AWSCredentials, CredentialsError>
    ) throws -> ServiceClient {
        let settings = EndpointSettings(environment: ["AWS_ENDPOINT_URL": url, "AWS_REGION": region])
        var configuration = ClientConfiguration(
            credentials: Fixed(result: credentials), transport: transport, endpoints: settings)
        configuration.clock = StepClock()
        return try configuration.client(for: .secretsManager)
    }

    /// Fixed credentials, or a fixed error.
    private struct Fixed: CredentialsProvider {
        let result: Result<AWSCredentials, CredentialsError>

        func credentials() async throws(CredentialsError) -> ResolvedCredentials {
            ResolvedCredentials(credentials: try result.get(), source: "the test")
        }
    }
}
