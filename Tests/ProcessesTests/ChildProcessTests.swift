import Foundation
import Processes
import Testing

@Suite("ChildProcess", .timeLimit(.minutes(1)))
struct ChildProcessTests {
    @Test(
        "An exit code or a signal is reported",
        arguments: [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -15 $$", 143)] as [(String, Int32)])
    func ending(script: String, code: Int32) async throws {
        let process = try ChildProcess(["sh", "-c", script])
        #expect(try await process.ending().code == code)
        #expect(!process.runs)
        process.signal(SIGKILL)
        #expect(ChildProcess.briefly(["sh", "-c", script]) == code)
    }

    @Test("A program's output is returned, and its standard error is in the error")
    func outputs() async throws {
        let run = try await ChildProcess.run(
            ["sh", "-c", "echo said; echo complained >&2; echo $WEIR_WORD"], environment: ["WEIR_WORD": "x"])
        #expect(run.output == "said\nx\n")
        let error = await #expect(throws: ChildProcessError.self) {
            try await ChildProcess.run(["sh", "-c", "echo complained >&2; exit 2"])
        }
        #expect(error?.description.contains("ended with 2; it said: complained") == true)
    }

    @Test("A program without an inherited environment has only the given variables")
    func environment() async throws {
        let run = try await ChildProcess.finish(["/usr/bin/env"], environment: ["A": "1"], inheritsEnvironment: false)
        #expect(run.output == "A=1\n")
    }

    @Test("A program runs in the given folder with a file as its input")
    func folder() async throws {
        let folder = try TemporaryFolder()
        try "fed".write(toFile: folder.path + "/input", atomically: false, encoding: .utf8)
        let run = try await ChildProcess.run(
            ["sh", "-c", "pwd; cat"], folder: folder.path, input: .file(folder.path + "/input"))
        #expect(run.output == folder.path + "\nfed")
    }

    @Test("Lines are exchanged in turn, including a last line without a newline")
    func conversation() async throws {
        let process = try ChildProcess(
            ["sh", "-c", "while read -r word; do [ $word = end ] && break; echo got $word; done; printf bye"],
            input: .lines,
            output: .lines)
        for word in ["one", "two"] {
            try process.send(word)
            #expect(await process.line() == "got " + word)
        }
        try process.send("end")
        #expect(await process.line() == "bye")
        #expect(await process.line() == nil)
        #expect(try await process.ending().code == 0)
    }

    @Test("A program that prints no line within the limit is killed")
    func silence() async throws {
        let process = try ChildProcess(["sleep", "600"], output: .lines)
        #expect(await process.line(within: .milliseconds(1)) == nil)
        #expect(try await process.ending().code == 137)
    }

    @Test("A program inherits only the three standard streams")
    func descriptors() async throws {
        // As Foundation opens them: not closed when a program is started.
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let run = try await ChildProcess.run(
            ["sh", "-c", #"for f in 0 1 2 "$@"; do test -e /proc/$$/fd/$f && echo $f; done; :"#, "sh"]
                + ends.map(String.init))
        #expect(run.output == "0\n1\n2\n")
    }

    @Test("The end of a program is seen while a later one is running")
    func independence() async throws {
        let first = try ChildProcess(["cat"], input: .lines, output: .lines)
        let second = try ChildProcess(["cat"], input: .lines, output: .lines)
        first.signal(SIGTERM)
        #expect(await first.line() == nil)
        #expect(try await first.ending().code == 143)
        #expect(second.runs)
    }

    @Test("A program is killed when its object is deallocated")
    func abandonment() async throws {
        var process: ChildProcess? = try ChildProcess(["sleep", "600"])
        let id = try #require(process?.id)
        #expect(kill(id, 0) == 0)
        process = nil
        while !Task.isCancelled, kill(id, 0) == 0 { await Task.yield() }
    }

    @Test("A program that does not start is an error")
    func absence() async throws {
        let error = #expect(throws: ChildProcessError.self) { try ChildProcess(["/nothing/here"]) }
        #expect(error?.description == "/nothing/here does not start: No such file or directory")
        #expect(ChildProcess.briefly(["/nothing/here"]) == nil)
    }
}
