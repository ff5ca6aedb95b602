import Foundation
import Models
import Processes
import Testing

/// Requires the product `api-server`, which `swift build --build-tests` builds.
@Suite(.enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"), .timeLimit(.minutes(1)))
struct ConfigCommandTests {
    @Test("The command shows each setting with its origin, and unknown variables with the nearest name")
    func origins() async throws {
        let folder = try TemporaryFolder()
        try Data("DRAIN_SECONDS=7\nLOG_LEVEL=debug\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/weir.env"))
        let environment = ["CONFIG_FILE": folder.path + "/weir.env", "LOG_LEVEL": "error", "WEIR_ADMIN_SECRET_AR": "x"]
        let run = try await CommandRun(["config", "--port", "9000"], environment: environment)
        #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
        let lines = run.output.split(separator: "\n").map(String.init)
        for pattern in [
            #/PORT +9000 +flag/#, #/LOG_LEVEL +error +environment/#, #/DRAIN_SECONDS +7 +file/#,
            #/HOST +127\.0\.0\.1 +default/#,
            #/DB_PASSWORD +\(not set\)/#,
        ] {
            #expect(lines.contains { $0.wholeMatch(of: pattern) != nil }, "\(run.output)")
        }
        #expect(
            lines.last == "unknown variable \"WEIR_ADMIN_SECRET_AR\"; did you mean \"WEIR_ADMIN_SECRET_ARN\"?")
        let json = try await CommandRun(["config", "--json"], environment: environment)
        let document = try JSONValue(parsing: json.output)
        guard case .array(let settings)? = document["settings"] else {
            Issue.record("\(json)")
            return
        }
        #expect(settings.contains { $0["variable"] == .string("DRAIN_SECONDS") && $0["source"] == .string("file") })
    }

    @Test("Settings that are not valid are shown all the same, with the error and the code 64")
    func invalid() async throws {
        let run = try await CommandRun(["config"], environment: ["DRAIN_SECONDS": "forever", "HOST": "0.0.0.0"])
        #expect(run.code == 64)
        #expect(run.output.contains("DRAIN_SECONDS") && run.errors.contains("--drain-seconds (or DRAIN_SECONDS)"))
        let exposed = try await CommandRun(["config"], environment: ["HOST": "0.0.0.0"])
        #expect(exposed.code == 64 && exposed.errors.contains("ANONYMOUS"))
    }

    @Test("A server starts with the settings of a file")
    func file() async throws {
        let folder = try TemporaryFolder()
        try Data("PORT=0\nDRAIN_SECONDS=x\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/weir.env"))
        let refused = try await CommandRun(["--config", folder.path + "/weir.env"])
        #expect(refused.code == 64 && refused.errors.contains("DRAIN_SECONDS"))
        let server = try ServerUnderTest(["--config", folder.path + "/weir.env", "--drain-seconds", "1"])
        _ = try await server.startListening()
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }
}
