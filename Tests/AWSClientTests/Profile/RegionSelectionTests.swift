import Testing

@testable import AWSClient

@Suite struct RegionSelectionTests {
    func select(
        _ region: String? = nil, _ environment: [String: String] = [:], _ profile: String = ""
    ) throws -> RegionSelection {
        let environment = AWSEnvironment(environment.merging(["AWS_CONFIG_FILE": "c"]) { $1 })
        let configuration = try SharedConfiguration.load(
            environment: environment, files: .testing(["c": "[default]\n\(profile)"]))
        return try RegionSelection(region: region, environment: environment, configuration: configuration)
    }

    @Test("An explicit region precedes AWS_REGION, AWS_DEFAULT_REGION and the profile's region")
    func order() throws {
        let both = ["AWS_REGION": "b-1", "AWS_DEFAULT_REGION": "c-1"]
        #expect(try select("a-1", both, "region = d-1").name == "a-1")
        #expect(try select(nil, both, "region = d-1").origin == "AWS_REGION")
        #expect(try select(nil, ["AWS_REGION": " ", "AWS_DEFAULT_REGION": "c-1"], "region = d-1").name == "c-1")
        let last = try select(nil, [:], "region = d-1")
        #expect(last.name == "d-1")
        #expect(last.origin == "profile default")
    }

    @Test("The error of a missing region names the settings")
    func missing() throws {
        let error = try #require(throws: RegionError.self) { try select() }
        #expect("\(error)" == "no region is set; set AWS_REGION, such as eu-central-1, or region in profile default")
    }

    @Test(
        "A region that would change the host name is rejected",
        arguments: ["eu-west-1.example.com", "eu-west-1/", "EU-WEST-1", "-eu", "eu-", "eu west", "é", "a@b"])
    func malformed(_ region: String) throws {
        let error = try #require(throws: RegionError.self) { try select(region) }
        #expect(error.kind == .malformed(region, origin: "the explicit region"))
        #expect(throws: RegionError.self) { try select(nil, ["AWS_REGION": String(repeating: "a", count: 64)]) }
    }
}
