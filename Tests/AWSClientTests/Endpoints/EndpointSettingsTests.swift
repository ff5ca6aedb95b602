import AWSClient
import Testing

@Suite
struct EndpointSettingsTests {
    @Test("The variables' region precedes the profile's")
    func region() {
        #expect(EndpointSettings(environment: ["AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"]).region == "a")
        #expect(EndpointSettings(environment: ["AWS_REGION": "", "AWS_DEFAULT_REGION": "b"]).region == "b")
        #expect(EndpointSettings(profile: { $0 == "region" ? "c" : nil }).region == "c")
        #expect(EndpointSettings().region == nil)
    }

    @Test(
        "A region that cannot be part of a host is rejected",
        arguments: ["eu west-1", "x.example.org/", "-a", "a-", "ü", String(repeating: "a", count: 64), "a@b"])
    func badRegion(region: String) {
        #expect(throws: EndpointError.invalidRegion(region)) {
            try EndpointSettings().endpoint(for: .sts, region: region)
        }
    }

    @Test(
        "A configured URL is split into its parts",
        arguments: [
            ("http://127.0.0.1:5000", "http", "127.0.0.1:5000", ""),
            ("HTTPS://Example.org/", "https", "Example.org", ""),
            ("https://example.org/a/b//", "https", "example.org", "/a/b"), ("http://[::1]:80", "http", "[::1]:80", ""),
        ])
    func custom(url: String, scheme: String, authority: String, path: String) throws {
        let settings = EndpointSettings(environment: ["AWS_ENDPOINT_URL_SECRETS_MANAGER": url])
        let endpoint = try settings.endpoint(for: .secretsManager, region: "eu-west-1")
        #expect(
            endpoint
                == Endpoint(
                    scheme: scheme, authority: authority, basePath: path, signingRegion: "eu-west-1", isCustom: true))
        #expect(try !settings.endpoint(for: .sts, region: "eu-west-1").isCustom)
    }

    @Test(
        "The error of an invalid configured URL has its setting",
        arguments: [
            "example.org", "ftp://example.org", "https://", "https://u:hunter2@example.org", "https://h/?q",
            "https://h/#f",
            "https://h/a b", "https:///path",
        ])
    func badCustom(url: String) throws {
        let settings = EndpointSettings(environment: ["AWS_ENDPOINT_URL": url])
        let error = #expect(throws: EndpointError.self) { try settings.endpoint(for: .sts, region: "eu-west-1") }
        #expect(error.map { "\($0)" }?.contains("AWS_ENDPOINT_URL") == true)
        #expect(error.map { "\($0)" }?.contains("hunter2") == false)
    }

    @Test(
        "A FIPS or dual-stack variant of a configured endpoint is rejected",
        arguments: ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
    func variant(name: String) {
        let settings = EndpointSettings(environment: ["AWS_ENDPOINT_URL": "http://h", name: "true"])
        #expect(throws: EndpointError.self) { try settings.endpoint(for: .sts, region: "eu-west-1") }
    }

    @Test("A global service is signed for its own region, also at a custom endpoint")
    func global() throws {
        let settings = EndpointSettings(environment: ["AWS_REGION": "eu-west-1"])
        #expect(try settings.endpoint(for: .iam).signingRegion == "us-east-1")
        let custom = EndpointSettings(explicitURL: "http://127.0.0.1:1", environment: ["AWS_REGION": "eu-west-1"])
        #expect(try custom.endpoint(for: .iam).signingRegion == "us-east-1")
    }
}
