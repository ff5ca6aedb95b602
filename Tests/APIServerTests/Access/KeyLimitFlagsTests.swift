import Models
import Processes
import Testing

/// The limits of a key on the command line.
@Suite(
    "Limits of keys on the command line", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"))
struct KeyLimitFlagsTests {
    @Test("Each flag of keys create makes a limit, which keys explain tells")
    func limits() async throws {
        let folder = try TemporaryFolder()
        let store = ["--store", "sqlite:\(folder.path)/weir.sqlite"]
        let made = try await CommandRun(
            [
                "keys", "create", "x", "--scope", "read", "--json", "--concurrent-queries", "2", "--database-seconds",
                "30/60", "--answer-bytes", "1000000/3600", "--upload-bytes", "999999999999999/86400", "--groups", "500",
                "--plan-cost", "100000", "--max-range", "31 days", "--requests", "600/60", "--requests", "9000/3600",
                "--concurrent", "4",
            ] + store)
        try #require(made.code == 0, "\(made.errors)")
        let key = try JSONValue(parsing: made.output)
        let expected =
            #"{"requests":[{"quota":600,"windowSeconds":60},{"quota":9000,"windowSeconds":3600}],"concurrent":4,"concurrentQueries":2,"databaseSeconds":{"quota":30,"windowSeconds":60},"answerBytes":{"quota":1000000,"windowSeconds":3600},"uploadBytes":{"quota":999999999999999,"windowSeconds":86400},"groups":500,"planCost":100000,"maxRange":"31 days"}"#
        #expect(key["limits"]?.description == expected)
        guard case .string(let id)? = key["id"] else { return }
        let explained = try await CommandRun(["keys", "explain", id] + store)
        #expect(explained.code == 0)
        for part in [
            "at most 600 requests in 60 seconds", "at most 4 requests at a time", "at most 2 queries at a time",
            "30 seconds in the database in 60 seconds", "1000000 bytes of answers",
            "bytes of uploads in 86400 seconds", "500 groups", "cost above 100000", "more than 31 days",
        ] {
            #expect(explained.output.contains(part), "\(explained.output)")
        }
        withExtendedLifetime(folder) {}
    }

    @Test(
        "A limit of another form ends the command with the expected one",
        arguments: [
            (
                ["--database-seconds", "30"],
                "--database-seconds: got \"30\", expected QUOTA/SECONDS, such as 30/60; did you mean \"30/60\"?"
            ),
            (
                ["--requests", "10/min"],
                "--requests: got \"10/min\", expected QUOTA/SECONDS, such as 600/60; did you mean \"10/60\"?"
            ),
            (["--requests", "10/5 minutes"], "did you mean \"10/300\"?"),
            (["--upload-bytes", "1000/24h"], "did you mean \"1000/86400\"?"),
            (["--answer-bytes", "a/60"], "--answer-bytes: got a text of 4 characters with \"/\""),
            (["--requests", "600/0"], "--requests, SECONDS: got 0, expected a whole number from 1 to 86400"),
            (["--requests", "1/1", "--requests", "1/1"], "--requests: got two quotas of one window"),
            (["--groups", "many"], "--groups: got \"many\", expected a whole number"),
            (["--concurrent", "0"], "--concurrent: got 0, expected a whole number from 1 to 10000"),
            (["--plan-cost", "0"], "--plan-cost: got 0, expected a whole number from 1 to 1000000000000"),
            (["--upload-bytes", "1/0"], "--upload-bytes, SECONDS: got 0, expected a whole number from 1 to 86400"),
            (["--max-range", "a month"], "400 days"),
            (["--max-range", "31d"], "--max-range: got \"31d\", expected a number of days"),
            (["--max-range", "31"], "did you mean \"31 days\"?"),
        ])
    func refused(flags: [String], message: String) async throws {
        let run = try await CommandRun(["keys", "create", "x", "--scope", "read"] + flags)
        #expect(run.code == 64 && run.errors.contains(message), "\(run.errors)")
    }
}
