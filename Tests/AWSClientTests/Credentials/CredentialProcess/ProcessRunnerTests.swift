import Foundation
import Testing

@testable import AWSClient

/// Tests with `/bin/sh`, which exists on every system that Weir supports.
@Suite struct ProcessRunnerTests {
    func run(
        _ script: String, environment: [String: String] = [:], timeout: Duration = .seconds(60), limit: Int = 1000
    ) async -> Result<String, ProcessRunner.RunError> {
        let request = ProcessRunner.Request(
            words: ["/bin/sh", "-c", script], environment: AWSEnvironment(environment), timeout: timeout, limit: limit)
        do throws(ProcessRunner.RunError) {
            return .success(String(decoding: try await ProcessRunner.live(request), as: UTF8.self))
        } catch {
            return .failure(error)
        }
    }

    @Test("The runner returns standard output and discards standard error")
    func output() async {
        #expect(await run("echo out; echo canary >&2; echo more") == .success("out\nmore\n"))
        #expect(await run("") == .success(""))
    }

    @Test("The program gets only the given environment and an empty standard input")
    func environment() async {
        #expect(await run("echo \"$A:$HOME\"; cat", environment: ["A": "1 2"]) == .success("1 2:\n"))
    }

    #if canImport(Glibc)
        @Test("The program inherits no descriptor of this process")
        func descriptors() async throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            defer { for end in ends { close(end) } }
            // Without close-on-exec, as other code in this process may open one.
            let script = "for end in \(ends[0]) \(ends[1]); do test -e /proc/self/fd/$end && echo $end; done; true"
            #expect(await run(script) == .success(""))
        }
    #endif

    @Test("The error has the program's exit status or signal")
    func status() async {
        #expect(await run("echo canary; exit 3") == .failure(.status(3)))
        #expect(await run("kill -TERM $$") == .failure(.signal(15)))
    }

    @Test("A missing program is an error")
    func missing() async throws {
        let request = ProcessRunner.Request(
            words: ["/no/such/program"], environment: AWSEnvironment([:]), timeout: .seconds(60), limit: 1)
        let error = await #expect(throws: ProcessRunner.RunError.self) { try await ProcessRunner.live(request) }
        #expect(error == .notStarted(reason: "No such file or directory"))
        let zero = ProcessRunner.Request(
            words: ["/bin/sh", "\0"], environment: AWSEnvironment([:]), timeout: .seconds(60), limit: 1)
        await #expect(throws: ProcessRunner.RunError.self) { try await ProcessRunner.live(zero) }
    }

    @Test("A program that exceeds its time-out is killed with its children")
    func timeout() async throws {
        let limit = Duration.milliseconds(200)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let script = "sleep 600 & echo $! > \"$FILE\"; wait"
        #expect(await run(script, environment: ["FILE": file.path], timeout: limit) == .failure(.timeout(limit)))
        let child = try #require(pid_t(try String(contentsOf: file, encoding: .utf8).dropLast()))
        // The process disappears after a moment.
        let deadline = ContinuousClock.now.advanced(by: .seconds(20))
        while kill(child, 0) == 0, ContinuousClock.now < deadline { await Task.yield() }
        #expect(kill(child, 0) != 0)
        // Its output is closed, but it keeps running.
        #expect(await run("exec >&-; while :; do sleep 600; done", timeout: limit) == .failure(.timeout(limit)))
    }

    @Test("A program that exceeds its output limit is killed")
    func limit() async {
        #expect(await run("while :; do echo canary; done") == .failure(.tooMuch(limit: 1000)))
        #expect(await run("printf %1000s x").map(\.count) == .success(1000))
        #expect(await run("printf %1001s x") == .failure(.tooMuch(limit: 1000)))
    }

    @Test("The runner does not wait for children that a program leaves running")
    func leftRunning() async {
        let clock = ContinuousClock()
        let start = clock.now
        #expect(await run("echo out; sleep 30 &") == .success("out\n"))
        #expect(clock.now - start < .seconds(25))
    }

    @Test("A program is killed when its caller is cancelled")
    func cancelled() async {
        let task = Task { await run("while :; do sleep 600; done") }
        task.cancel()
        #expect(await task.value == .failure(.cancelled))
    }
}
