public import Foundation
import Processes
public import Testing

/// A Python interpreter with a reference package or an emulator for tests.
public struct PythonTool: Sendable {
    /// The required package, such as `botocore`.
    public let package: String

    /// The interpreter with the package, or `nil` if this machine has none.
    public let interpreter: URL?

    /// The interpreter with botocore, AWS's own signer and endpoint rules.
    public static let botocore = PythonTool(package: "botocore")
    /// The interpreter with moto, an AWS emulator.
    public static let moto = PythonTool(package: "moto")
    /// The interpreter with ministack, an AWS emulator whose CloudFormation deploys.
    public static let ministack = PythonTool(package: "ministack")
    /// The interpreter with kubernetes-validate, which has the published schemas of Kubernetes.
    public static let kubernetesValidate = PythonTool(package: "kubernetes_validate")
    /// The interpreter with openapi-spec-validator, which knows the published schemas of OpenAPI.
    public static let openAPIValidator = PythonTool(package: "openapi_spec_validator")
    /// The interpreter with schemathesis, which makes requests from an OpenAPI document.
    public static let schemathesis = PythonTool(package: "schemathesis")
    /// The interpreter with openapi-python-client, which generates clients.
    public static let clientGenerator = PythonTool(package: "openapi_python_client")
    /// The interpreter with OpenAPI Generator, which generates clients in many languages.
    public static let openAPIGenerator = PythonTool(package: "openapi_generator_cli")
    /// The interpreter with mcp, a client of the Model Context Protocol.
    public static let mcp = PythonTool(package: "mcp")
    /// The interpreter with http-sf, which parses Structured Fields.
    public static let structuredFields = PythonTool(package: "http_sf")

    /// The interpreter with prometheus-client, which parses the formats of Prometheus.
    public static let prometheusClient = PythonTool(package: "prometheus_client")
    /// The interpreter with opentelemetry-proto, which has the messages of OTLP.
    public static let opentelemetryProto = PythonTool(package: "opentelemetry.proto")

    /// A Boolean value that indicates whether a missing tool fails a test, as in `make test`, instead of skipping it.
    public static let isRequired = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    init(package: String) {
        self.package = package
        // Find the package without importing it, which takes seconds.
        let probe = "import importlib.util, sys; sys.exit(importlib.util.find_spec('\(package)') is None)"
        interpreter = Self.candidates.first { ChildProcess.briefly([$0.path, "-c", probe]) == 0 }
    }

    /// A Boolean value that indicates whether to run the tests that need the package.
    public var isExpected: Bool { interpreter != nil || Self.isRequired }

    /// The reason to skip the tests.
    public var absence: Comment { "no python3 with \(package) in $WEIR_VENV, .build/venv or on PATH" }

    private static var candidates: [URL] {
        let environment = ProcessInfo.processInfo.environment
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let venv = environment["WEIR_VENV"] ?? root.appendingPathComponent(".build/venv").path
        let onPath = (environment["PATH"] ?? "").split(separator: ":").map { URL(fileURLWithPath: "\($0)/python3") }
        return ([URL(fileURLWithPath: venv + "/bin/python3")] + onPath)
            .filter { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs a script to its end, with `input` as its standard input.
    ///
    /// - Returns: Its standard output.
    /// - Throws: An error with its standard error, if its exit code is not 0 or the package is missing.
    public func run(_ script: String, input: Data = Data()) async throws -> Data {
        guard let interpreter else { throw ChildProcessError("\(absence)") }
        let folder = try TemporaryFolder()
        try input.write(to: URL(fileURLWithPath: folder.path + "/input"))
        let run = try await ChildProcess.run(
            [interpreter.path, "-c", script], input: .file(folder.path + "/input"))
        return Data(run.output.utf8)
    }
}
