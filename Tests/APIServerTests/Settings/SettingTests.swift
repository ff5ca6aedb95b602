import AnalyticsAPI
import ArgumentParser
import Foundation
import Logging
import ServerContract
import Storage
import Testing

@testable import APIServer
@testable import api_server

@Suite("Setting")
struct SettingTests {
    @Test("Every setting but those that are credentials is read from its flag", arguments: Setting.allCases)
    func flags(setting: Setting) throws {
        guard let flag = setting.flag else {
            #expect([.databasePassword, .otlpHeaders].contains(setting))
            return
        }
        // The file of the settings is read at once; SettingsFileTests has its own.
        guard setting != .configurationFile else { return }
        #expect(try SettingFlags<AllSettings>.parse([flag, "canary"]).reader()(setting) == "canary")
        #expect(try SettingFlags<AllSettings>.parse([]).reader()(setting) == nil)
        let help = SettingFlags<AllSettings>.helpMessage(columns: 10_000)
        #expect(help.contains("\(flag) <\(flag.dropFirst(2))>"), "\(help)")
        #expect(help.contains(setting.definition.flagHelp), "\(help)")
    }

    @Test("Every setting has its row in the documentation's table", arguments: Setting.allCases)
    func documentation(setting: Setting) throws {
        let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Docs/API.md")
        let lines = try String(contentsOf: document, encoding: .utf8).split(separator: "\n")
        #expect(lines.contains { $0 == setting.documentationRow }, "expected the row \(setting.documentationRow)")
    }

    @Test("The documented defaults are the ones that apply")
    func defaults() throws {
        let settings = try ServerSettings { _ in nil }
        #expect(settings.migration.rawValue == Self.fallback(.migrate))
        #expect(settings.logLevel.rawValue == Self.fallback(.logLevel))
        #expect(settings.administration == nil && settings.sendsTiming)
        #expect(settings.telemetry.service == Self.fallback(.serviceName))
        #expect(settings.telemetry.samplingRatio == 1 && settings.telemetry.interval == .seconds(60))
        #expect(!settings.telemetry.writesEMF && settings.telemetry.traces == nil && settings.telemetry.metrics == nil)
        #expect(ServerLimits().idleTimeout == Self.seconds(.idleTimeout))
        #expect(settings.idleTimeout == ServerTimeouts().idle)
        let store = PostgresAnalyticsStore.Options()
        #expect("\(store.connections)" == Self.fallback(.databaseConnections))
        #expect(store.connectionLifetime == Self.seconds(.databaseConnectionLifetime))
        #expect(store.statementTimeout == Self.seconds(.databaseStatementTimeout))
        #expect(SQLiteAnalyticsStore.Options().statementTimeout == Self.seconds(.databaseStatementTimeout))
        #expect(store.maxStaleness == Self.seconds(.maxStaleness))
    }

    @Test("Every variable that infrastructure sets is a setting of the server", arguments: ServerVariable.allCases)
    func contract(variable: ServerVariable) {
        #expect(Setting.allCases.contains { $0.variable == variable.name })
    }

    private static func fallback(_ setting: Setting) -> String? {
        if case .value(let text) = setting.definition.fallback { text } else { nil }
    }

    private static func seconds(_ setting: Setting) -> Duration? {
        fallback(setting).flatMap { Int($0) }.map { .seconds($0) }
    }
}
