import Foundation
import HTTPTypes
import Models
import Processes
import Workbench

/// One-row reads with an API key, and with a token of an identity provider, compared with the same reads of the same server without one.
enum IdentityBenchmark: Benchmark {
    static let name = "identity"

    private static let rounds = 5
    private static let dataset = "identified"
    /// A key of this run only.
    private static let administrator = String(repeating: "k", count: 40)

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let folder = surroundings.folder.path
        let file = folder + "/administrator.txt"
        try Data(administrator.utf8).write(to: URL(fileURLWithPath: file))
        let client = try LocalClient(port: FreePort.find())
        let issuer = try await TokenIssuer(in: folder)
        let server = try await ServerProcess(
            client: client, store: surroundings.postgres,
            environment: ["WEIR_ADMIN_SECRET_FILE": file, "ANONYMOUS": "all", "IDENTITY": issuer.document])
        try await client.require(.post, "/v1/datasets", SampleRows.definition(named: dataset))
        _ = try await SampleRows(in: folder).send(to: dataset, port: client.port)

        let plain = try await key(#""datasets": ["\#(dataset)"]"#, port: client.port)
        let filter = #"{"member": "visitor", "operator": "gte", "values": [0]}"#
        let filtered = try await key(
            #""datasets": ["\#(dataset)"], "filters": {"\#(dataset)": [\#(filter)]}"#, port: client.port)
        let tokens = [nil, plain, filtered, issuer.token()]
        var figures: [[Double]] = tokens.map { _ in [] }
        let load = try WebLoad(in: folder)
        // The kinds alternate, so that other load on the machine affects each of them.
        for _ in 0..<rounds {
            for (kind, token) in tokens.enumerated() {
                figures[kind].append(
                    try await load.rows(port: client.port, prefix: "/v1/datasets/\(dataset)/rows/", token: token))
            }
        }
        try await client.require(.delete, "/v1/datasets/\(dataset)?confirm=\(dataset)", "")
        try await server.stop()
        try await issuer.stop()
        let reference = (name: "without a key", figure: median(figures[0]))
        return [
            Comparison(
                "one-row reads with a key", unit: "/s", reference: reference, ours: median(figures[1]),
                goal: .timesAtLeast(0.95)),
            Comparison(
                "one-row reads with a key and a row filter", unit: "/s", reference: reference, ours: median(figures[2]),
                goal: .none),
            Comparison(
                "one-row reads with a JWT", unit: "/s", reference: reference, ours: median(figures[3]),
                goal: .timesAtLeast(0.95)),
        ]
    }

    /// Creates a key that may read, with further members of the request.
    private static func key(_ members: String, port: Int) async throws -> String {
        let output = try await ChildProcess.run([
            "curl", "--silent", "--show-error", "--fail-with-body", "--noproxy", "*",
            "--header", "Authorization: Bearer \(administrator)", "--json",
            #"{"name": "benchmark", "scopes": ["read"], \#(members)}"#, "http://127.0.0.1:\(port)/v1/keys",
        ]).output
        guard case .string(let key)? = try JSONValue(parsing: output)["key"] else { throw WorkbenchError(output) }
        return key
    }
}
