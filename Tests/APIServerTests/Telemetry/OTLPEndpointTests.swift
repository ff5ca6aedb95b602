import Testing

@testable import APIServer

@Suite struct OTLPEndpointTests {
    private static func endpoint(_ text: String, appending suffix: String? = nil) throws(SettingsError) -> OTLPEndpoint
    {
        try OTLPEndpoint(text, appending: suffix, of: .otlpEndpoint)
    }

    @Test(
        "A base URL gets the signal's path, and the URL of a signal stays as it is",
        arguments: [
            ("http://127.0.0.1:4318", "/v1/traces", "127.0.0.1:4318", "/v1/traces"),
            ("http://collector:4318/", "/v1/traces", "collector:4318", "/v1/traces"),
            ("https://Example.org/otlp/", "/v1/metrics", "example.org", "/otlp/v1/metrics"),
            ("https://example.org", nil, "example.org", "/"), ("http://[::1]:4318/x/", nil, "[::1]:4318", "/x/"),
        ] as [(String, String?, String, String)])
    func paths(text: String, suffix: String?, authority: String, path: String) throws {
        let endpoint = try Self.endpoint(text, appending: suffix)
        #expect(endpoint.authority == authority && endpoint.path == path)
        #expect(endpoint.signing == nil)
    }

    @Test(
        "An endpoint of AWS is signed for its service and region",
        arguments: [
            ("https://xray.eu-west-1.amazonaws.com/v1/traces", "xray", "eu-west-1"),
            ("https://monitoring.us-east-1.amazonaws.com/v1/metrics", "monitoring", "us-east-1"),
            ("https://xray.cn-north-1.amazonaws.com.cn/v1/traces", "xray", "cn-north-1"),
            ("https://logs.eu-west-1.api.aws/v1/logs", "logs", "eu-west-1"),
        ])
    func signing(text: String, service: String, region: String) throws {
        let endpoint = try Self.endpoint(text)
        #expect(endpoint.signing == OTLPEndpoint.Signing(service: service, region: region))
        #expect(throws: SettingsError.self) { try Self.endpoint(text.replacing("https", with: "http")) }
    }

    @Test(
        "Another host is not signed for, so that it gets no signature of the server's credentials",
        arguments: [
            "https://xray.eu-west-1.amazonaws.com.example.org/", "https://xray.amazonaws.com/",
            "https://s3.eu-west-1.amazonaws.com/", "https://amazonaws.com/", "https://x.xray.eu-west-1.amazonaws.com/",
        ])
    func others(text: String) throws { #expect(try Self.endpoint(text).signing == nil) }

    @Test(
        "A text that is no URL of a receiver is rejected without a login or a query being repeated",
        arguments: [
            "127.0.0.1:4318", "ftp://x/hunter2", "http://", "http://u:hunter2@h/", "https://h/?token=hunter2",
            "http://h h",
            "http://:4318", "hunter2",
        ])
    func invalid(text: String) {
        do throws(SettingsError) {
            _ = try Self.endpoint(text)
            Issue.record("\(text) was accepted")
        } catch {
            #expect(error.description.contains("OTEL_EXPORTER_OTLP_ENDPOINT") && !error.description.contains("hunter2"))
        }
    }
}
