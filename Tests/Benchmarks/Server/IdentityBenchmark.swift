import Foundation
import HTTPTypes
import Models
import Processes
import Workbench

/// One-row reads with an API key, and with a token of an identity provider, compared with the same reads of the same server without one.
enum IdentityBenchmark: Benchmark {
    static let name = "identity"

    private static let rounds = 40
    /// The length of one measurement, in seconds: the machine's speed changes within a minute, so many short ones alternate.
    private static let seconds = 1
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
        let token = issuer.token()
        let kinds = [
            Kind("without a key", goal: .none),
            // Reading a header field costs something whatever it is for, and this is not the cost of the identity.
            Kind("with an unrelated header of a JWT's length", header: "X-Unrelated: Bearer \(token)", goal: .none),
            Kind("with a key", header: "Authorization: Bearer \(plain)", goal: .timesAtLeast(0.95)),
            Kind("with a key and a row filter", header: "Authorization: Bearer \(filtered)", goal: .none),
            Kind("with a JWT", header: "Authorization: Bearer \(token)", goal: .timesAtLeast(0.95)),
        ]
        var figures: [[Double]] = kinds.map { _ in [] }
        let load = try WebLoad(in: folder)
        for round in 0..<rounds {
            for place in kinds.indices {
                // Each kind follows each other one about equally often.
                let kind = (place * (1 + round % (kinds.count - 1)) + round) % kinds.count
                figures[kind].append(
                    try await load.rows(
                        port: client.port, prefix: "/v1/datasets/\(dataset)/rows/", headers: kinds[kind].headers,
                        seconds: seconds))
            }
        }
        try await client.require(.delete, "/v1/datasets/\(dataset)?confirm=\(dataset)", "")
        try await server.stop()
        try await issuer.stop()
        let reference = (name: kinds[0].name, figure: median(figures[0]))
        return zip(kinds, figures).dropFirst().map { kind, figures in
            Comparison(
                "one-row reads \(kind.name)", unit: "/s", reference: reference, ours: median(figures), goal: kind.goal)
        }
    }

    /// A kind of requests.
    private struct Kind {
        let name: String
        let headers: [String]
        let goal: Goal

        init(_ name: String, header: String? = nil, goal: Goal) {
            self.name = name
            headers = [header].compactMap(\.self)
            self.goal = goal
        }
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
