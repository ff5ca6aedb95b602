import Foundation
import Processes
import Testing

@Suite("infra-cli image push")
struct ImagePushTests {
    /// A project with a tool in place of podman that notes its words and, asked to start an image, prints a line and ends.
    private func project(line: String, status: Int) async throws -> (
        cli: CommandLineUnderTest, variables: [String: String]
    ) {
        let cli = try CommandLineUnderTest()
        _ = try await cli.run(["init", "dev", "--image", "weir:1.0.0"])
        let tool = try cli.file(
            "podman",
            """
            #!/bin/sh
            echo "$1" >> "\(cli.folder.path)/words"
            [ "$1" = build ] && echo "words of the tool"
            [ "$1" = run ] && { echo "\(line)" >&2; exit \(status); }
            exit 0
            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (
            cli,
            [
                "PATH": cli.folder.path + ":" + path, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1",
            ]
        )
    }

    private func words(_ cli: CommandLineUnderTest) throws -> [String] {
        try String(contentsOfFile: cli.folder.path + "/words", encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test("An image that does not start is not pushed, and its own words are shown")
    func broken() async throws {
        let line = "error while loading shared libraries: libexample.so.5: cannot open shared object file"
        let (cli, variables) = try await project(line: line, status: 127)
        let run = try await cli.run(["image", "push", "dev", "--tool", "podman"], variables)
        #expect(run.status == 1)
        #expect(
            run.errors.contains(line) && run.errors.contains("weir:1.0.0 does not start, so it is not pushed"), "\(run)"
        )
        #expect(try words(cli) == ["run"])
    }

    @Test("With --json, a build prints its object alone: what the tool prints goes to the standard error")
    func build() async throws {
        let (cli, variables) = try await project(line: "", status: 0)
        let run = try await cli.run(["image", "build", "dev", "--tool", "podman", "--json"], variables)
        #expect(run.status == 0, "\(run)")
        #expect(run.output.contains("\"image\" : \"weir:1.0.0\"") && run.output.hasPrefix("{"), "\(run.output)")
        #expect(run.errors.contains("words of the tool"), "\(run.errors)")
        let plain = try await cli.run(["image", "build", "dev", "--tool", "podman"], variables)
        #expect(plain.status == 0 && plain.output == "words of the tool\n", "\(plain)")
    }

    @Test("An image that starts goes on to the registry")
    func sound() async throws {
        let (cli, variables) = try await project(line: "1.0.0", status: 0)
        // Nothing listens there: the registry is the next to be asked.
        let run = try await cli.run(["image", "push", "dev", "--tool", "podman"], variables)
        #expect(run.status == 69, "\(run)")
        #expect(try words(cli) == ["run"])
    }
}
