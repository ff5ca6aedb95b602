import AWSClient
import Foundation
import Testing

@Suite(.enabled(if: TestVectors.arePresent, TestVectors.comment))
struct EndpointVectorTests {
    private struct RuleVectors: Decodable {
        struct Case: Decodable {
            struct Parameters: Decodable {
                var region: String?
                var usesFIPS: Bool?
                var usesDualStack: Bool?
                var endpoint: String?

                enum CodingKeys: String, CodingKey {
                    case region = "Region", usesFIPS = "UseFIPS", usesDualStack = "UseDualStack", endpoint = "Endpoint"
                }
            }
            struct Expected: Decodable {
                struct URL: Decodable { var url: String }
                var endpoint: URL?
                var error: String?
            }
            var documentation: String?
            var params: Parameters?
            var expect: Expected
        }
        var testCases: [Case]
    }

    @Test("Secrets Manager's endpoints are those of its published rules")
    func secretsManager() throws {
        let vectors = try JSONDecoder().decode(
            RuleVectors.self, from: TestVectors.data("endpoints/secretsmanager-endpoint-tests-1.json"))
        #expect(vectors.testCases.count > 40)
        for vector in vectors.testCases {
            guard let parameters = vector.params else {
                // The only case without parameters: a missing region is an error.
                #expect(throws: EndpointError.self) { try EndpointSettings().endpoint(for: .secretsManager) }
                continue
            }
            var environment: [String: String] = [:]
            // The rules allow a custom endpoint without a region, but a signature needs one.
            environment["AWS_REGION"] = parameters.region ?? "us-east-1"
            if parameters.usesFIPS == true { environment["AWS_USE_FIPS_ENDPOINT"] = "true" }
            if parameters.usesDualStack == true { environment["AWS_USE_DUALSTACK_ENDPOINT"] = "true" }
            let settings = EndpointSettings(explicitURL: parameters.endpoint, environment: environment)
            if let expected = vector.expect.endpoint {
                #expect(
                    try settings.endpoint(for: .secretsManager).url == expected.url, "\(vector.documentation ?? "")")
            } else {
                #expect(throws: EndpointError.self, "\(vector.documentation ?? "")") {
                    try settings.endpoint(for: .secretsManager)
                }
            }
        }
    }

    private struct ConfiguredVectors: Decodable {
        struct Suite: Decodable {
            struct Client: Decodable {
                var url: String?
                var ignoresConfigured: Bool?

                enum CodingKeys: String, CodingKey {
                    case url = "endpoint_url", ignoresConfigured = "ignore_configured_endpoint_urls"
                }
            }
            struct Case: Decodable {
                struct Output: Decodable {
                    var url: String

                    enum CodingKeys: String, CodingKey { case url = "endpointUrl" }
                }
                var name: String
                var profile: String
                var client: String
                var environment: String
                var service: String
                var output: Output

                enum CodingKeys: String, CodingKey {
                    case name, profile, client = "client_config", environment, service, output
                }
            }
            var profiles: [String: [String: String]]
            var services: [String: [String: [String: String]]]
            var clients: [String: Client]
            var environments: [String: [String: String]]
            var cases: [Case]

            enum CodingKeys: String, CodingKey {
                case profiles, services, clients = "client_configs", environments, cases = "endpointUrlTests"
            }
        }
        var testSuites: [Suite]
    }

    @Test("A configured endpoint is that of the published vectors")
    func configured() throws {
        let dynamoDB = AWSService(
            name: "DynamoDB", signingName: "dynamodb", wire: .json(version: "1.0", target: "DynamoDB_20120810"),
            rule: .s3)
        let vectors = try JSONDecoder().decode(
            ConfiguredVectors.self, from: TestVectors.data("endpoints/configured-endpoint-url-profile-tests.json"))
        let suite = try #require(vectors.testSuites.first)
        #expect(suite.cases.count == 39)
        for vector in suite.cases {
            let profile = try #require(suite.profiles[vector.profile])
            let client = try #require(suite.clients[vector.client])
            let services = profile["services"].flatMap { suite.services[$0] } ?? [:]
            let settings = EndpointSettings(
                explicitURL: client.url, ignoresConfigured: client.ignoresConfigured ?? false,
                environment: try #require(suite.environments[vector.environment]), profile: { profile[$0] },
                service: { services[$0]?[$1] })
            let endpoint = try settings.endpoint(for: vector.service == "s3" ? .s3 : dynamoDB)
            #expect(endpoint.url == vector.output.url, "\(vector.name)")
        }
    }
}
