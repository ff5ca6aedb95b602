import AnalyticsAPI
import Testing

/// Every setting with a secret in every form that a person gives it by mistake: no error repeats it.
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

    /// Beside the setting in question, what makes the others hold.
    private static let companies: [[Setting: String]] = [
        [:], [.store: "postgres://weir@db/weir"],
        [.databaseSecret: "weir/database"],
        [.databaseHost: "db", .databaseName: "weir", .databaseSecret: "weir/database"],
        [.databaseHost: "db", .databaseName: "weir", .databaseUser: "weir", .databasePassword: "other"],
    ]

    @Test("No error about a setting repeats a secret in it", arguments: Setting.allCases)
    func settings(setting: Setting) {
        var refused = 0
        for form in Self.forms {
            for company in Self.companies {
                let values = company.merging([setting: form]) { $1 }
                do throws(SettingsProblem) {
                    let settings = try ServerSettings { values[$0] }
                    // What is listened on is an address, and told.
                    if setting != .host { _ = try settings.access() }
                } catch {
                    refused += 1
                    #expect(!error.description.contains(Self.canary), "\(form)")
                }
            }
        }
        // Settings that say where a database is and what opens it refuse most of these.
        if setting.isSecret { #expect(refused > Self.forms.count) }
    }

    @Test("No error about a location repeats it, and each names the flag that it comes from", arguments: forms)
    func locations(form: String) {
        do throws(SettingsProblem) {
            _ = try StoreLocation(form, from: "--from")
        } catch {
            #expect(!error.description.contains(Self.canary))
            #expect(error.description.hasPrefix("--from: "))
        }
    }
}
