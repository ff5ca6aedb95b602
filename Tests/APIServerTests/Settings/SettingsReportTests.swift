import Diagnostics
import Models
import Testing

@testable import APIServer

@Suite struct SettingsReportTests {
    private static func line(_ setting: Setting, _ text: String) -> SettingsReport.Line? {
        SettingsReport(SettingSources(environment: [setting: text]), variables: []).lines.first {
            $0.setting == setting
        }
    }

    @Test("Every setting is shown with its value and origin", arguments: Setting.allCases)
    func defaults(setting: Setting) throws {
        let report = SettingsReport(SettingSources(), variables: [])
        let line = try #require(report.lines.first { $0.setting == setting })
        switch setting.definition.fallback {
        case .value(let text): #expect(line.value == text && line.source == .fallback)
        case .described: #expect(line.source == .fallback && line.value?.contains("`") == false)
        case .none: #expect(line.value == nil && line.source == nil)
        }
    }

    @Test(
        "An ordinary value is shown as it is",
        arguments: [
            (.host, "0.0.0.0"), (.port, "8080"), (.store, "sqlite:/var/lib/weir/weir.sqlite"), (.logLevel, "debug"),
            (.databaseHost, "weir.abc123.eu-central-1.rds.amazonaws.com"), (.databaseUser, "weir_app"),
            (.databaseSecret, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:weir-AbCd12"),
            (.otlpEndpoint, "http://127.0.0.1:4318"),
            (.otlpTracesEndpoint, "https://xray.eu-west-1.amazonaws.com/v1/traces"),
            (.resourceAttributes, "deployment.environment=production"), (.allowedOrigins, "https://app.example.com"),
        ] as [(Setting, String)])
    func shown(setting: Setting, text: String) {
        #expect(Self.line(setting, text)?.value == text)
        #expect(Self.line(setting, text)?.isHidden == false)
    }

    @Test(
        "A secret is hidden by the name of its setting or by its shape",
        arguments: [
            (.databasePassword, "short"), (.otlpHeaders, "api-key=short"), (.store, "postgres://weir:short@db/weir"),
            (.store, "hunter2"), (.storeReplica, "postgres://db/weir"), (.databaseUser, "hunter2-CANARY-5f1c"),
            (.host, "weir_sk_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUV2GZAxc"),
            (.port, "hunter2-CANARY-5f1c"), (.logLevel, "hunter2-CANARY-5f1c"), (.databaseConnections, "hunter2"),
            (.databaseName, "host=db password=short"), (.adminSecretFile, "0123456789abcdef0123456789abcdef"),
            (.serviceName, "AKIAIOSFODNN7EXAMPLE"), (.otlpEndpoint, "https://weir:short@example.org"),
            (.databaseHost, "eyJhbGciOiJIUzI1NiJ9.e30.x"), (.spoolFolder, "a\u{1B}[2Jb"),
        ] as [(Setting, String)])
    func hidden(setting: Setting, text: String) throws {
        let line = try #require(Self.line(setting, text))
        #expect(line.isHidden)
        #expect(line.value?.contains(text) == false)
        #expect(line.value?.contains("short") == false && line.value?.contains("hunter2") == false)
        #expect(line.source == .environment)
    }

    @Test(
        "A value that is no number or no word of its setting is shown as in the error about it",
        arguments: [
            (.port, "abc", "abc"), (.drainSeconds, "60s", "60s"), (.logLevel, "inof", "inof"),
            (.databaseConnections, "8,", "8,"),
            (.databaseConnections, "abc", "a text of 3 characters, which is not repeated here"),
        ] as [(Setting, String, String)])
    func notValid(setting: Setting, text: String, shown: String) throws {
        #expect(try #require(Self.line(setting, text)).value == shown)
    }

    @Test(
        "A URL is shown without its login, query and fragment, in every setting",
        arguments: [
            (.otlpEndpoint, "https://otlp.example.org/v1?token=short", "https://otlp.example.org/v1?<hidden>"),
            (.otlpTracesEndpoint, "https://otlp.example.org/?a=1&token=short#x", "https://otlp.example.org/?<hidden>"),
            (.otlpMetricsEndpoint, "https://otlp.example.org#short", "https://otlp.example.org#<hidden>"),
            (.otlpEndpoint, "otlp.example.org:4318?token=short", "otlp.example.org:4318?<hidden>"),
            (
                .allowedOrigins, "https://a.example.com,https://b.example.com?token=short,https://c.example.com",
                "https://a.example.com,https://b.example.com?<hidden>,https://c.example.com"
            ),
            (.serviceName, "see http://wiki.example.org/?short now", "see http://wiki.example.org/?<hidden> now"),
            (
                .identity, #"{"issuers": [{"issuer": "https://id.example.org/?short"}]}"#,
                #"{"issuers": [{"issuer": "https://id.example.org/?<hidden>"}]}"#
            ),
        ] as [(Setting, String, String)])
    func urls(setting: Setting, text: String, expected: String) throws {
        let line = try #require(Self.line(setting, text))
        #expect(line.value == expected && line.isHidden)
    }

    @Test(
        "The login of a URL is not shown",
        arguments: ["https://me:short@host/x?y#z", "me:short@host", "https://short@host", "https://a@b:short@host/"])
    func logins(text: String) {
        #expect(SettingsReport.withoutURLSecrets(text, isURL: true).contains("short") == false)
        for setting in Setting.allCases where text.contains("://") {
            #expect(Self.line(setting, text)?.value?.contains("short") == false)
        }
    }

    @Test("Variables that look like settings are named with the nearest one, and others are not")
    func unknown() {
        let report = SettingsReport(
            SettingSources(),
            variables: [
                "HOME", "PATH", "LANG", "HOSTNAME", "USER", "TERM", "SHLVL", "PWD", "OTEL_EXPORTER_OTLP_PROTOCOL",
                "AWS_REGION", "LOG_LEVL", "WEIR_ADMIN_SECRET", "DB_PASS", "PORT", "OTEL_SERVICE_NAMES",
            ])
        #expect(report.unknown.map(\.name) == ["DB_PASS", "LOG_LEVL", "OTEL_SERVICE_NAMES", "WEIR_ADMIN_SECRET"])
        #expect(
            report.unknown.dropFirst().map(\.nearest) == ["LOG_LEVEL", "OTEL_SERVICE_NAME", "WEIR_ADMIN_SECRET_ARN"])
    }

    @Test("The report is aligned text with one line a setting, or JSON")
    func forms() throws {
        let report = SettingsReport(
            SettingSources(flags: [.port: "9000"], environment: [.databasePassword: "x"]), variables: ["DB_PASS"])
        let lines = report.text.split(separator: "\n")
        #expect(lines.count == Setting.allCases.count + 1)
        #expect(lines.contains { $0.wholeMatch(of: /PORT +9000 +flag/) != nil })
        #expect(lines.contains { $0.wholeMatch(of: /DB_PASSWORD +<hidden> +environment/) != nil })
        #expect(lines.last?.hasPrefix("unknown variable \"DB_PASS\"") == true)
        let json = try JSONValue(parsing: report.json.description)
        guard case .array(let settings)? = json["settings"], case .array(let unknown)? = json["unknown"] else {
            Issue.record("\(json)")
            return
        }
        #expect(settings.count == Setting.allCases.count && unknown.count == 1)
    }
}
