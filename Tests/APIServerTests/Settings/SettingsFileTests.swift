import ArgumentParser
import Foundation
import Testing

@testable import APIServer
@testable import api_server

@Suite struct SettingsFileTests {
    @Test("A file has a variable on each line, with comments, blank lines and quotes")
    func form() throws {
        let file = try SettingsFile(
            """
            # a comment
            HOST=0.0.0.0

              PORT = 9000\r
            STORE="sqlite:/data/a b.sqlite"
            DB_PASSWORD='p=#"w'
            OTEL_SERVICE_NAME="
            """, path: "weir.env")
        #expect(
            file.values == [
                .host: "0.0.0.0", .port: "9000", .store: "sqlite:/data/a b.sqlite", .databasePassword: "p=#\"w",
                .serviceName: "\"",
            ])
    }

    @Test(
        "A mistake in a file is reported with its line, and without the value",
        arguments: [
            ("PORT=1\nPROT=hunter2", "weir.env:2: unknown variable \"PROT\"; did you mean \"PORT\"?"),
            ("hunter2", "weir.env:1: got a line without \"=\", expected VARIABLE=VALUE or a comment after \"#\""),
            ("hunter2=x", "weir.env:1: unknown variable a text of 7 characters, which is not repeated here"),
            ("PORT=1\n\nPORT=hunter2", "weir.env:3: PORT is set again; line 1 has set it"),
            ("CONFIG_FILE=hunter2", "weir.env:1: a file cannot name another one with CONFIG_FILE"),
        ])
    func mistakes(text: String, message: String) {
        #expect(throws: SettingsError(message)) { try SettingsFile(text, path: "weir.env") }
    }

    @Test("A flag takes precedence over the environment, that over the file, and an empty value is no absent one")
    func precedence() {
        let sources = SettingSources(
            flags: [.port: "1"], environment: [.port: "2", .host: "b", .logLevel: ""],
            file: [.port: "3", .host: "c", .logLevel: "info", .store: "sqlite:d"])
        #expect(sources[.port]?.text == "1" && sources[.port]?.source == .flag)
        #expect(sources[.host]?.text == "b" && sources[.host]?.source == .environment)
        #expect(sources[.store]?.text == "sqlite:d" && sources[.store]?.source == .file)
        #expect(sources[.logLevel]?.text == "")
        #expect(sources[.drainDelay] == nil)
    }

    @Test("The flags read the file that --config names")
    func flag() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("weir-settings-\(UUID()).env").path
        try Data("DRAIN_SECONDS=7\nDRAIN_DELAY=8\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let sources = try SettingFlags<AllSettings>.parse(["--config", path, "--drain-delay", "9"]).sources()
        #expect(sources[.drainSeconds]?.text == "7" && sources[.drainSeconds]?.source == .file)
        #expect(sources[.drainDelay]?.text == "9" && sources[.drainDelay]?.source == .flag)
        #expect(throws: (any Error).self) {
            try SettingFlags<AllSettings>.parse(["--config", path + ".missing"]).sources()
        }
    }
}
