import AnalyticsAPI
import Testing

@testable import APIServer

/// Sets every setting to a secret in the forms that users enter by mistake, and expects no error to repeat it.
@Suite struct SettingsCanaryTests {
    static let canary = "hunter2-CANARY-5f1c"

    static let forms = [
        canary, "\(canary)\n", " \(canary)", "weir:\(canary)@db", "postgres://weir:\(canary)@db/weir",
        "posgres://weir:\(canary)@db/weir", "postgres:weir:\(canary)@db", "sqlite://weir:\(canary)@db/weir",
        "sqlite:postgres://weir:\(canary)@db/weir", "sqlite:host=db password=\(canary)", "sqlite:\(canary)\0",
        "host=db user=weir password=\(canary) dbname=weir", "https://weir:\(canary)@example.org/",
        "mysql://weir@db/weir?password=\(canary)", #"{"username": "weir", "password": "\#(canary)"}"#,
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:weir:\(canary)::", "1\(canary)", "\(canary)/",
    ]

    /// Other settings that make the setting under test valid.
    private static let contexts: [[Setting: String]] = [
        [:], [.store: "postgres://weir@db/weir"],
        [.databaseSecret: "weir/database"],
        [.databaseHost: "db", .databaseName: "weir", .databaseSecret: "weir/database"],
        [.databaseHost: "db", .databaseName: "weir", .databaseUser: "weir", .databasePassword: "other"],
    ]

    @Test("No error about a setting repeats a secret in its value", arguments: Setting.allCases)
    func settings(setting: Setting) {
        var refused = 0
        for form in Self.forms {
            for context in Self.contexts {
                let values = context.merging([setting: form]) { $1 }
                do throws(SettingsError) {
                    let settings = try ServerSettings { values[$0] }
                    // A listen address is not a secret, so its error may repeat it.
                    if setting != .host { _ = try settings.access() }
                } catch {
                    refused += 1
                    #expect(!error.description.contains(Self.canary), "\(form)")
                }
            }
        }
        // Settings that hold a location or a credential reject most of the forms.
        if setting.isSecret { #expect(refused > Self.forms.count) }
    }

    @Test("No error about a location repeats the location, and each names its flag", arguments: forms)
    func locations(form: String) {
        do throws(SettingsError) {
            _ = try StoreLocation(form, from: "--from")
        } catch {
            #expect(!error.description.contains(Self.canary))
            #expect(error.description.hasPrefix("--from: "))
        }
    }
}
