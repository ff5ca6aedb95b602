import APIServer
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
