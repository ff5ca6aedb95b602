import Testing

@testable import AWSClient

@Suite struct ConfigurationFileLocationsTests {
    /// A case of the published tests.
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let environment: [String: String]
        let platform: String
        let profile: String?
        let configLocation: String
        let credentialsLocation: String

        var testDescription: String { name }
    }

    struct Vectors: Decodable {
        let tests: [Vector]
    }

    static func vectors() -> [Vector] {
        (try? TestVectors.decode(Vectors.self, from: "profile/file-location-tests.json").tests) ?? []
    }

    @Test(
        "The files' paths are those of the published tests",
        .enabled(if: TestVectors.arePresent, TestVectors.comment),
        // The others concern Windows, which Weir does not support: separators, USERPROFILE and HOMEDRIVE.
        arguments: vectors().filter { $0.platform != "windows" })
    func vector(_ vector: Vector) {
        let environment = AWSEnvironment(vector.environment)
        let locations = ConfigurationFileLocations(environment: environment)
        #expect(locations.configuration == vector.configLocation)
        #expect(locations.credentials == vector.credentialsLocation)
        #expect(SharedConfiguration.Selection(environment: environment).name == vector.profile ?? "default")
    }

    @Test(
        "The number of published tests of the files' paths is as expected",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func count() {
        #expect(Self.vectors().count == 9)
        #expect(Self.vectors().count { $0.platform == "windows" } == 5)
    }

    @Test(
        "HOME and the files' own variables determine the paths",
        arguments: [
            (["HOME": "/h"], "/h/.aws/config", "/h/.aws/credentials"),
            (["HOME": "/h/"], "/h/.aws/config", "/h/.aws/credentials"),
            (["HOME": "/"], "/.aws/config", "/.aws/credentials"),
            (["HOME": "/h", "AWS_CONFIG_FILE": "~/c"], "/h/c", "/h/.aws/credentials"),
            (["HOME": "/h", "AWS_CONFIG_FILE": "~other/c"], "~other/c", "/h/.aws/credentials"),
            (["HOME": "/h", "AWS_CONFIG_FILE": " "], "/h/.aws/config", "/h/.aws/credentials"),
            (["AWS_SHARED_CREDENTIALS_FILE": "/s"], nil, "/s"),
            ([:], nil, nil),
        ] as [([String: String], String?, String?)])
    func locations(environment: [String: String], configuration: String?, credentials: String?) {
        let locations = ConfigurationFileLocations(environment: AWSEnvironment(environment))
        #expect(locations.configuration == configuration)
        #expect(locations.credentials == credentials)
    }
}
