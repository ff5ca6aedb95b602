import Foundation
import Processes
import Testing

/// Passes a secret wherever a user might by mistake, and expects that no output repeats it.
@Suite(
    "api-server with secrets in the wrong place",
    .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"), .timeLimit(.minutes(3)))
struct CommandCanaryTests {
    static let canary = "hunter2-CANARY-5f1c"
    static let keywords = "host=db user=weir password=\(canary) dbname=weir"
    static let unreachable = "postgres://weir:\(canary)@127.0.0.1:1/weir"
    static let document = #"{"username": "weir", "password": "\#(canary)"}"#

    struct Line: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var environment: [String: String] = [:]
        var testDescription: String { "\(arguments) \(environment)" }
    }

    private static let flags = [
        "--host", "--port", "--store", "--store-replica", "--db-host", "--db-port", "--db-name", "--db-secret-arn",
        "--db-secret-file", "--db-user", "--db-ca-file", "--db-replica-host", "--db-max-staleness", "--db-connections",
        "--db-connection-lifetime", "--db-statement-timeout", "--migrate", "--anonymous", "--drain-seconds",
        "--drain-delay", "--log-level", "--spool-folder", "--spool-limit",
    ]

    static let lines: [Line] = {
        var lines: [Line] = []
        for flag in flags {
            let variable = flag.dropFirst(2).uppercased().replacing("-", with: "_")
            for form in [keywords, "sqlite://weir:\(canary)@db", document] {
                lines.append(Line(arguments: ["migrate", "--status", flag, form]))
            }
            lines.append(Line(arguments: ["migrate", "--status"], environment: [variable: "weir:\(canary)@db/weir"]))
        }
        lines += commands.map { Line(arguments: $0) }
        let status = ["migrate", "--status"]
        let database = ["--wait", "0", "--db-host", "127.0.0.1", "--db-port", "1", "--db-name", "weir"]
        lines.append(Line(arguments: status, environment: ["DB_PASSWORD": canary]))
        lines.append(Line(arguments: status + database, environment: ["DB_USER": "weir", "DB_PASSWORD": canary]))
        let local = status + ["--store", "postgres:///weir"]
        lines.append(Line(arguments: local, environment: ["PGPORT": canary]))
        lines.append(Line(arguments: local, environment: ["PGSSLMODE": canary, "PGPASSWORD": canary]))
        return lines
    }()

    private static let commands: [[String]] = [
        [canary], ["serve", canary], ["postgres://u:\(canary)@h"], ["--db-password", canary],
        ["--db-password=\(canary)"], ["--stroe=postgres://u:\(canary)@h/d"], ["help", canary],
        ["migrate", "--dry-run=\(canary)"], ["migrate", "--status", "--wait", "0", "--store", unreachable],
        ["migrate", "--status", "--store", "postgres://weir:\(canary)@/weir?sslmod=\(canary)"],
        ["health", "--url", "http://weir:\(canary)@127.0.0.1:1/"],
        ["health", "--url", "http://127.0.0.1:1/health?token=\(canary)"],
        ["health", "--url", "https://127.0.0.1:1/\(canary)"], ["health", canary], ["backup", "--to", unreachable],
        ["backup", "--to", keywords], ["backup", "--to", "x", "--store", unreachable],
        ["backup", "--to", "x", "--store", keywords], ["backup", canary],
        ["keys", "revoke", canary], ["keys", "explain", canary], ["keys", "rotate", canary], ["keys", "list", canary],
        ["keys", "create", canary], ["keys", "create", "x", "--scope", canary],
        ["keys", "create", "x", "--scope", "read", "--dataset", canary],
        ["keys", "create", "x", "--scope", "read", "--dataset", "d", "--filter", canary],
        ["keys", "create", "x", "--scope", "read", "--dataset", "d", "--filter", "d=\(canary)"],
        ["keys", "create", "x", "--scope", "read", "--dataset", "d", "--hide", "d=\(canary)"],
        ["keys", "create", "x", "--scope", "read", "--max-range", canary],
        ["keys", "create", "x", "--scope", "read", "--database-seconds", canary],
        ["keys", "create", "x", "--scope", "read", "--groups", canary],
        ["keys", "list", "--wait", "0", "--store", unreachable],
        ["copy", "--from", keywords, "--to", "sqlite:x"],
        ["copy", "--from", "sqlite:x", "--to", "sqlite://u:\(canary)@h"],
        ["copy", "--wait", "0", "--from", unreachable, "--to", "sqlite:x"],
        ["copy", "--from", unreachable, "--to", unreachable],
    ]

    @Test("A secret in a flag, variable, URI or document is rejected without being repeated", arguments: lines)
    func line(line: Line) async throws {
        let run = try await CommandRun(line.arguments, environment: line.environment)
        #expect(run.code != 0, "\(run)")
        #expect(!(run.output + run.errors).contains(Self.canary), "\(run)")
        #expect(!run.errors.isEmpty)
    }

    @Test("A malformed secret document is rejected without being repeated")
    func documents() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/secret"
        for text in [
            Self.canary, Self.document.replacing("username", with: "user"), "[\(Self.document)]",
            Self.document.replacing("}", with: #", "port": "\#(Self.canary)"}"#),
            Self.document.replacing("}", with: #", "host": "\#(Self.canary)@x", "dbname": 5}"#),
            #"{"username": "\#(Self.canary)", "password": ["\#(Self.canary)"]}"#, Self.document + Self.canary,
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let run = try await CommandRun([
                "migrate", "--status", "--wait", "0", "--db-secret-file", path, "--db-host", "127.0.0.1", "--db-name",
                "weir",
            ])
            #expect(run.code != 0, "\(text)")
            #expect(!(run.output + run.errors).contains(Self.canary), "\(run)")
        }
    }

    @Test("A misspelt command is reported with the nearest one")
    func misspelt() async throws {
        for arguments in [["migrat", "--status"], ["help", "migrat"]] {
            let run = try await CommandRun(arguments)
            #expect(run.code == 64)
            #expect(run.errors.contains("no command \"migrat\"") && run.errors.contains("did you mean \"migrate\"?"))
        }
    }
}
