import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Processes
import TestSupport
import Testing

/// The sample application under the names that `infra-cli` gives the stacks of `dev`.
private struct ProductNamedApp: ReleasePlanner {
    func plan(imageDigest: String?) throws(EngineError) -> ReleasePlan {
        var plan = try SampleApp().plan(imageDigest: imageDigest)
        plan.environment = "dev"
        for place in plan.stacks.indices {
            plan.stacks[place].name = plan.stacks[place].name.replacing("app-test", with: "weir-dev")
            plan.stacks[place].template = plan.stacks[place].template.replacing("app-test", with: "weir-dev")
        }
        return plan
    }
}

/// `infra-cli exec` itself, with the account behind a socket, a pseudo-terminal, and a program in place of the plugin.
@Suite("infra-cli exec with a plugin", .timeLimit(.minutes(2)))
struct ExecProgramTests {
    private static let plugin = #"""
        #!/bin/sh
        if [ "$1" = --version ]; then echo "$PLUGIN_VERSION"; exit 0; fi
        folder=$(dirname "$0")
        for word in "$@"; do printf '%s\n' "$word"; done > "$folder/words"
        printf '%s' "$AWS_SSM_START_SESSION_RESPONSE" > "$folder/session"
        [ -t 0 ] && [ -t 1 ] && touch "$folder/terminal"
        exit 5
        """#

    private static func write(_ folder: TemporaryFolder, _ name: String, _ text: String) throws {
        let file = URL(filePath: folder.path + "/" + name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Runs the command on a pseudo-terminal.
    private func exec(
        _ url: String, in folder: TemporaryFolder, version: String
    ) async throws -> (ending: ChildProcess.Ending, output: String, errors: String) {
        try Self.write(folder, "deploy/dev.yaml", "region: eu-central-1\nservice: {image: 'weir:1.0.0', exec: true}\n")
        try Self.write(
            folder, "config", "[profile ops]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n")
        try Self.write(folder, "bin/session-manager-plugin", Self.plugin)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/bin/session-manager-plugin")
        let program = try #require(Repository.product("infra-cli")).path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return try await ChildProcess.finish(
            [
                "python3", "-c", "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))",
                program, "exec", "dev", "--directory", folder.path, "--profile", "ops", "--", "ls", "-l",
            ],
            environment: [
                "PATH": folder.path + "/bin:" + path, "HOME": folder.path, "AWS_CONFIG_FILE": folder.path + "/config",
                "AWS_SHARED_CREDENTIALS_FILE": folder.path + "/none", "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_ENDPOINT_URL": url, "NO_PROXY": "*", "PLUGIN_VERSION": version,
            ], inheritsEnvironment: false)
    }

    private func deployed() async throws -> (stage: DeployStage, server: FakeServer) {
        let stage = try await DeployStage()
        let planner = ProductNamedApp()
        var run = DeployRun(
            context: stage.context(), planner: planner, dialogue: stage.dialogue, probe: StageProbe(result: .ready),
            addresses: try stage.addresses())
        var options = DeployOptions()
        options.approval = .always
        #expect(await run.run(options).ending == .succeeded)
        let service = try await DeployedService.find(try planner.plan(imageDigest: nil), stage.context().calls)
        _ = try await ServiceUpdateExecution(
            context: stage.context(), phase: .service, heartbeat: { () async throws(EngineError) in },
            update: .init(
                cluster: service.cluster, service: service.name, forcesNewDeployment: true, enablesExecuteCommand: true),
            settings: .init(cluster: service.cluster, service: service.name), deadline: nil, evidence: { _ in }
        ).run()
        return (stage, try FakeServer(stage.aws))
    }

    @Test("The plugin gets the session, the region, the profile, the container and the endpoint, on the terminal")
    func words() async throws {
        let (stage, server) = try await deployed()
        let folder = try TemporaryFolder()
        let run = try await exec(server.url, in: folder, version: "1.2.650.0")
        #expect(run.ending.code == 5, "\(run)")
        let target = try await CommandTarget.find(try ProductNamedApp().plan(imageDigest: nil), stage.context().calls)
        let words = try String(contentsOfFile: folder.path + "/bin/words", encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(
            words.dropLast() == [
                "AWS_SSM_START_SESSION_RESPONSE", "eu-central-1", "StartSession", "ops",
                "{\"Target\":\"ecs:\(target.cluster)_\(target.task)_\(target.runtimeID)\"}", server.url[...],
            ])
        let session = try String(contentsOfFile: folder.path + "/bin/session", encoding: .utf8)
        let members = try JSONDecoder().decode([String: String].self, from: Data(session.utf8))
        #expect(Set(members.keys) == ["SessionId", "StreamUrl", "TokenValue"] && members["TokenValue"] == "fake-token")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/bin/terminal"))
        #expect(!run.output.contains("fake-token") && !run.errors.contains("fake-token"))
        #expect(server.requests > 3)
    }

    @Test("A plugin that takes the token as an argument is refused before a session is opened")
    func old() async throws {
        let (stage, server) = try await deployed()
        let folder = try TemporaryFolder()
        let run = try await exec(server.url, in: folder, version: "1.2.463.0")
        #expect(run.ending.code == 1, "\(run)")
        #expect(run.output.contains("session-manager-plugin is version 1.2.463.0"), "\(run)")
        #expect(!stage.aws.calls.contains { $0.name == "ecs:ExecuteCommand" })
        #expect(server.requests == 0)
    }
}
