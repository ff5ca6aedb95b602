import Foundation
import Processes
import TestSupport
import Testing

@testable import AnalyticsAPI

/// Clients that three generators make from the contract. Each creates a dataset, loads and queries it, and meets one error.
@Suite("Clients that are generated from the contract")
struct GeneratedClientTests {
    /// The output of every client: the groups, and the code of the error.
    private static let expected = "DE 2\nFR 1\nunknown_column\n"

    @Test(
        "A client made by openapi-python-client works with a server",
        .enabled(if: PythonTool.clientGenerator.isExpected, PythonTool.clientGenerator.absence))
    func openAPIPythonClient() async throws {
        let program = try #require(Tools.find("openapi-python-client"), PythonTool.clientGenerator.absence)
        let interpreter = try #require(PythonTool.clientGenerator.interpreter)
        try await Self.withServer { folder, address in
            try Data("post_hooks: []\n".utf8).write(to: folder.url.appending(path: "config.yml"))
            let told = try await Self.run(
                [
                    program.path, "generate", "--path", "openapi.json", "--meta", "none", "--output-path", "weir",
                    "--config", "config.yml",
                ], in: folder)
            // The generator knows no bodies but JSON, forms and files, and leaves out answers of other kinds.
            let excused =
                told.components(separatedBy: "Unsupported content type text/csv").count - 1
                + told.components(separatedBy: "Unsupported content type application/x-ndjson").count - 1
                + told.components(separatedBy: "(Unsupported content_type ").count - 1
            #expect(told.components(separatedBy: "WARNING").count - 1 == excused, "\(told)")
            try Data(GeneratedClientProgram.openAPIPythonClient.utf8).write(to: folder.url.appending(path: "use.py"))
            #expect(try await Self.run([interpreter.path, "use.py", address], in: folder) == Self.expected)
        }
    }

    @Test(
        "OpenAPI Generator makes a Python client that works with a server",
        .enabled(if: PythonTool.openAPIGenerator.isExpected, PythonTool.openAPIGenerator.absence))
    func openAPIGeneratorForPython() async throws {
        let interpreter = try #require(PythonTool.openAPIGenerator.interpreter, PythonTool.openAPIGenerator.absence)
        try await Self.withServer { folder, address in
            try await Self.generate("python", "--additional-properties=packageName=weir", in: folder)
            try Data(GeneratedClientProgram.openAPIGeneratorForPython.utf8)
                .write(to: folder.url.appending(path: "client/use.py"))
            #expect(
                try await Self.run([interpreter.path, "-B", "client/use.py", address], in: folder) == Self.expected)
        }
    }

    @Test(
        "OpenAPI Generator makes a Swift client of the older document that works with a server",
        .enabled(if: PythonTool.openAPIGenerator.isExpected, PythonTool.openAPIGenerator.absence))
    func openAPIGeneratorForSwift() async throws {
        let compiler = try #require(Tools.find("swiftc"), "swiftc is not on PATH")
        try await Self.withServer(document: "/v1/openapi.json?version=3.0") { folder, address in
            // The code for a parameter of JSON does not compile.
            let document = try String(contentsOf: folder.url.appending(path: "openapi.json"), encoding: .utf8)
            let names = document.matches(of: /"operationId":"(\w+)"/).map(\.1).filter { $0 != "queryByURL" }
            #expect(names.count > 30)
            // Without a type of its own, a row in a choice of shapes becomes code that does not compile.
            try await Self.generate(
                "swift6", "--generate-alias-as-model", "--openapi-normalizer",
                "FILTER=operationId:\(names.joined(separator: "|"))",
                "--additional-properties=projectName=Weir", in: folder)
            let sources = folder.url.appending(path: "client/Sources")
            try Data(GeneratedClientProgram.openAPIGeneratorForSwift.utf8).write(
                to: sources.appending(path: "main.swift"))
            let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
                .filter { $0.hasSuffix(".swift") }.sorted()
            #expect(files.count > 80)
            try Data(files.map { "client/Sources/\($0)\n" }.joined().utf8).write(
                to: folder.url.appending(path: "files"))
            try await Self.run(
                [
                    compiler.path, "-swift-version", "6", "-Onone", "-suppress-warnings", "-module-name", "Weir",
                    "@files",
                    "-o", "use",
                ], in: folder)
            #expect(try await Self.run([folder.path + "/use", address], in: folder) == Self.expected)
        }
    }

    /// Runs OpenAPI Generator, which writes into the folder `client`, and checks its warnings.
    private static func generate(_ language: String, _ options: String..., in folder: TemporaryFolder) async throws {
        let program = try #require(Tools.find("openapi-generator-cli"), PythonTool.openAPIGenerator.absence)
        let told = try await run(
            [program.path, "generate", "-i", "openapi.json", "-g", language, "-o", "client"] + options, in: folder)
        // It calls OpenAPI 3.1 new, a value of any type nameless, and the member "type" reserved in Swift.
        let excused = [
            "OpenAPI 3.1 support is still in beta", "Failed to get the schema name: null", "(reserved word)",
        ]
        for line in told.split(separator: "\n") where line.contains(" WARN ") || line.contains(" ERROR ") {
            #expect(excused.contains { line.contains($0) }, "\(line)")
        }
    }

    /// Runs a program to its end and expects the exit code 0.
    ///
    /// - Returns: What it wrote to standard output and standard error.
    @discardableResult
    private static func run(
        _ command: [String], in folder: TemporaryFolder, at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let run = try await ChildProcess.finish(
            command, environment: ["no_proxy": "*", "NO_PROXY": "*"], folder: folder.path)
        try #require(
            run.ending.code == 0, "\(run.output.suffix(4000))\n\(run.errors.suffix(4000))", sourceLocation: location)
        return run.output + run.errors
    }

    /// Calls a function with a server's address and a folder with the server's contract in the file `openapi.json`.
    private static func withServer(
        document path: String = "/v1/openapi.json",
        _ body: @escaping @Sendable (TemporaryFolder, String) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        try await TestServer().live { client, port in
            let document = try await client.get(path).body
            try Data(document.utf8).write(to: folder.url.appending(path: "openapi.json"))
            try await body(folder, "http://127.0.0.1:\(port)")
        }
    }
}
