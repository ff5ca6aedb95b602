import APIServer
import Foundation
import Processes
import Testing

@Suite("KeyFlag")
struct KeyFlagTests {
    @Test(
        "Pointers in messages about a key become the flags of the command",
        arguments: [
            ("/scopes: got an array", "--scope: got an array"), ("/scopes/0: got x", "--scope: got x"),
            ("/datasets/1: got x", "--dataset: got x"), ("/filters/sales: got x", "--filter sales: got x"),
            ("/filters/sales/0/operatr: got x", "--filter sales, /0/operatr: got x"),
            ("/hiddenColumns/sales/0: got x", "--hide sales: got x"), ("/expiresAt: got x", "--days: got x"),
            ("/name: a\n/scopes: b", "NAME: a\n--scope: b"), ("/limits/0: got x", "/limits/0: got x"),
            ("/limits/maxRange: got x", "--max-range: got x"),
            ("/limits/concurrentQueries: got x", "--concurrent-queries: got x"),
            ("/limits/requests/1/windowSeconds: got x", "--requests, SECONDS: got x"),
            ("/limits/uploadBytes/quota: got x", "--upload-bytes, QUOTA: got x"),
            ("no pointer", "no pointer"),
            ("/datasets: x, expected it in \"datasets\": y", "--dataset: x, expected --dataset with it: y"),
        ])
    func translation(message: String, expected: String) { #expect(KeyFlag.translated(message) == expected) }

    @Test("A key without a right is refused with the name of the flag")
    func missingScope() async throws {
        let run = try await CommandRun(["keys", "create", "a"])
        #expect(run.code == 64 && run.errors.contains("--scope is missing"), "\(run)")
    }

    @Test(
        "A message repeats a value whose form is that of no secret",
        arguments: [
            (["--scope", "reed"], "--scope: got \"reed\", expected one of"),
            (["--scope", "reed"], "did you mean \"read\"?"),
            (["--scope", "read", "--dataset", "Umsätze"], "\"Umsätze\""),
            (["--scope", "read", "--hide", "sales"], "--hide: got \"sales\", without a dataset"),
            (["--scope", "read", "--filter", "a=[]", "--filter", "a=[]"], "--filter: got \"a\" twice"),
        ])
    func values(flags: [String], message: String) async throws {
        let run = try await CommandRun(["keys", "create", "a"] + flags)
        #expect(run.code == 64 && run.errors.contains(message), "\(run)")
    }

    @Test(
        "Several values in one flag are told to be given by repeating the flag",
        arguments: [
            (
                ["--scope", "read,ingest"],
                "--scope: got \"read,ingest\", expected one right: read, ingest or admin; repeat --scope, as in --scope read --scope ingest"
            ),
            (["--scope", "read ingest"], "repeat --scope, as in --scope read --scope ingest"),
            (
                ["--scope", "read", "--dataset", "sales,orders"],
                "repeat --dataset, as in --dataset sales --dataset orders"
            ),
            (["--scope", "read", "--hide", "a=b,c"], "repeat --hide, as in --hide a=b --hide a=c"),
        ])
    func severalValues(flags: [String], message: String) async throws {
        let run = try await CommandRun(["keys", "create", "a"] + flags)
        #expect(run.code == 64 && run.errors.contains(message), "\(run)")
        let secret = try await CommandRun(["keys", "create", "a", "--scope", "read,3jK9xQ27LmZt4Rw8Vb"])
        #expect(secret.code == 64 && !secret.errors.contains("3jK9x"), "\(secret)")
    }

    @Test(
        "A number of another form is told with the flag and the unit, and a text that may be a secret is not repeated",
        arguments: [
            (["list", "--unused", "soon"], "--unused: got \"soon\", expected a number of days from 1 to 36500"),
            (
                ["list", "--unused", "90d"],
                "got \"90d\", expected a number of days from 1 to 36500; did you mean \"90\"?"
            ),
            (["list", "--unused", "2 weeks"], "did you mean \"14\"?"),
            (["list", "--unused", "0"], "--unused: got 0, expected a number of days"),
            (["list", "--unused", "correct horse battery"], "--unused: got a text of 21 characters with a blank"),
            (["create", "a", "--scope", "read", "--days", "1 year"], "--days: got a text of 6 characters"),
            (
                ["rotate", "AbCd1234", "--overlap", "1h"],
                "--overlap: got \"1h\", expected a number of seconds from 0 to"
            ),
            (["rotate", "AbCd1234", "--overlap", "1h"], "did you mean \"3600\"?"),
            (["list", "--wait", "1min"], "--wait: got \"1min\", expected a number of seconds from 0 to 86400"),
        ])
    func numbers(arguments: [String], message: String) async throws {
        let run = try await CommandRun(["keys"] + arguments)
        #expect(run.code == 64 && run.errors.contains(message), "\(run)")
    }

    @Test(
        "A key's name in place of its id is told where the ids are, and a key with its secret is not repeated",
        arguments: ["explain", "revoke", "rotate"])
    func ids(command: String) async throws {
        let named = try await CommandRun(["keys", command, "limited"])
        #expect(named.code == 64 && named.errors.contains("ID: got \"limited\", expected a key's id"), "\(named)")
        #expect(named.errors.contains("\"api-server keys list\" shows the ids"), "\(named)")
        for secret in ["weir_sk_a1", "weir_sk_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUV1xx2ty", "3jK9xQ27LmZ"] {
            let run = try await CommandRun(["keys", command, secret])
            #expect(run.code == 64 && !run.errors.contains(secret.suffix(10)), "\(run)")
            #expect(run.errors.contains("never pass a key") && run.errors.contains("keys list"), "\(run)")
        }
    }

    @Test(
        "A command for keys names the missing store, and makes none unless create is told which",
        arguments: [
            ["list"], ["explain", "AbCd1234"], ["revoke", "AbCd1234"], ["rotate", "AbCd1234"],
            ["create", "a", "--scope", "read"],
        ])
    func missingStore(arguments: [String]) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/none/weir.sqlite"
        // Without --store, the store is a file below the folder of the run.
        let run = try await CommandRun(["keys"] + arguments)
        #expect(run.code == 1 && run.output.isEmpty, "\(run)")
        #expect(run.errors.contains("there is no store at sqlite:/") && run.errors.contains("--store"), "\(run.errors)")
        let named = try await CommandRun(["keys"] + arguments + ["--store", "sqlite:\(path)"])
        let isCreation = arguments[0] == "create"
        #expect(named.code == (isCreation ? 0 : 1), "\(named)")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/none") == isCreation)
        let line = isCreation ? "store: sqlite:\(path), which is made now" : "there is no store at sqlite:\(path): "
        #expect(named.errors.contains(line), "\(named.errors)")
        guard isCreation else { return }
        let listed = try await CommandRun(["keys", "list", "--store", "sqlite:\(path)"])
        #expect(listed.code == 0 && listed.errors == "store: sqlite:\(path)\n", "\(listed)")
    }

    @Test("A new key has a warning if a server with these settings answers requests without one")
    func openServer() async throws {
        let folder = try TemporaryFolder()
        let create = ["keys", "create", "a", "--scope", "read", "--store", "sqlite:\(folder.path)/weir.sqlite"]
        let warning = "warning: a client without a key sees and changes everything"
        let open = try await CommandRun(create)
        #expect(open.code == 0 && open.errors.contains(warning), "\(open)")
        #expect(open.errors.contains("--admin-secret-file (or WEIR_ADMIN_SECRET_FILE)"), "\(open.errors)")
        let reading = try await CommandRun(create + ["--anonymous", "read"])
        #expect(reading.errors.contains("warning: a client without a key reads everything"), "\(reading)")
        for flags in [["--admin-secret-file", "admin.key"], ["--host", "0.0.0.0"]] {
            let closed = try await CommandRun(create + flags)
            #expect(closed.code == 0 && !closed.errors.contains("warning"), "\(closed)")
        }
    }

    @Test("A key for a dataset that does not exist is made, with a warning that names the flag")
    func warning() async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandRun([
            "keys", "create", "a", "--scope", "read", "--dataset", "oders", "--store",
            "sqlite:\(folder.path)/weir.sqlite",
        ])
        #expect(run.code == 0 && run.output.hasPrefix("weir_sk_"), "\(run.errors)")
        #expect(run.errors.contains("warning: --dataset: there is no dataset \"oders\" yet"), "\(run.errors)")
        withExtendedLifetime(folder) {}
    }
}
