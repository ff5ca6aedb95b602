import Testing

@testable import AWSClient

@Suite struct InstanceMetadataSettingsTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        struct Outcome: Decodable, Sendable {
            let ok: String?
            let err: String?
        }

        let docs: String
        let env: [String: String]
        let fs: [String: String]
        let endpointOverride: String?
        let modeOverride: String?
        let result: Outcome

        var testDescription: String { docs }
    }

    struct Vectors: Decodable {
        let tests: [Vector]
    }

    static func vectors() -> [Vector] {
        (try? TestVectors.decode(Vectors.self, from: "chain/imds-endpoint-tests.json").tests) ?? []
    }

    /// The messages expected for the vectors' errors, which quote another program.
    static let reasons = [
        "`error` is not a valid endpoint mode": "\"error\" is not an endpoint mode",
        "`IPv7` is not a valid endpoint mode": "\"IPv7\" is not an endpoint mode",
        "invalid uri character": "is not a URL with a host: got a text of 9 characters",
    ]

    static func settings(
        _ variables: [String: String], _ files: [String: String] = [:], endpoint: String? = nil, mode: String? = nil
    ) throws -> InstanceMetadataSettings {
        let environment = AWSEnvironment(variables)
        return try InstanceMetadataSettings(
            environment: environment,
            configuration: SharedConfiguration.load(environment: environment, files: .testing(files)),
            endpoint: endpoint, mode: mode)
    }

    @Test(
        "The metadata service's endpoint is that of the published tests",
        .enabled(if: TestVectors.arePresent, TestVectors.comment), arguments: vectors())
    func vector(_ vector: Vector) throws {
        let result = Result {
            try Self.settings(vector.env, vector.fs, endpoint: vector.endpointOverride, mode: vector.modeOverride)
        }
        switch result {
        case .success(let settings):
            let url = "\(settings.endpoint.scheme)://\(settings.endpoint.authority)\(settings.path("api/token"))"
            #expect(url == vector.result.ok)
        case .failure(let error):
            let words = try #require(vector.result.err, "\(error)")
            let expected = try #require(Self.reasons[words])
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    @Test(
        "The number of published tests of the metadata service's endpoint is as expected",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func count() {
        #expect(Self.vectors().count == 14)
    }

    @Test("The environment, then the profile, can disable version 1")
    func version1() throws {
        let forbidding = ["c": "[default]\nec2_metadata_v1_disabled = true"]
        #expect(try Self.settings([:]).allowsVersion1)
        #expect(try Self.settings(["AWS_EC2_METADATA_V1_DISABLED": "True"]).allowsVersion1 == false)
        #expect(try Self.settings(["AWS_CONFIG_FILE": "c"], forbidding).allowsVersion1 == false)
        let both = ["AWS_CONFIG_FILE": "c", "AWS_EC2_METADATA_V1_DISABLED": "false"]
        #expect(try Self.settings(both, forbidding).allowsVersion1)
    }

    @Test("The service's paths are below the endpoint's own path")
    func paths() throws {
        for endpoint in ["http://proxy.example:1/imds", "http://proxy.example:1/imds/"] {
            #expect(try Self.settings([:], endpoint: endpoint).path("api/token") == "/imds/latest/api/token")
        }
    }
}
