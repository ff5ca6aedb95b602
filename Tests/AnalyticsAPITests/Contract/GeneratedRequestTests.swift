import Foundation
import HTTPTypes
import Processes
import StorageTesting
import TestSupport
import Testing

@testable import AnalyticsAPI

/// Requests that another program makes from the contract, against a server with data.
@Suite("Requests that are generated from the contract")
struct GeneratedRequestTests {
    private static let key = "an-administrators-key-of-these-tests"

    /// The settings of schemathesis. It takes most names at random, so the seeded ones are given.
    private static let settings = """
        [parameters]
        dataset = "sales"
        row = "1"
        key = "AbCd1234"
        link = "LnKq1234"
        job = "00000abc-0000000000000abc0000000000000abc"
        "path.query" = "daily"

        [[operations]]
        include-operation-id = ["dropDataset", "deleteRow", "revokeKey", "rotateKey"]
        parameters = { dataset = "scratch", row = "3", key = "EfGh5678" }

        [[operations]]
        include-operation-id = ["deleteJob"]
        parameters = { job = "00000abc-00000000000000000000000000000000" }

        [[operations]]
        include-operation-id = ["deleteSavedQuery", "revokeLink"]
        parameters = { "path.query" = "scratch", link = "EfGh5678" }

        # A request that fits the shapes can still name a column, a time zone or a cursor that does not exist (422, 400), lack the
        # confirmation of a drop (428), carry a tag that is not current (412), ask for a chart of what cannot be drawn (422), or send
        # JSON with a content coding that the route takes for files only (415), or have a query that is too long for a URL (431).
        [checks.positive_data_acceptance]
        expected-statuses = [200, 201, 202, 204, 304, 400, 403, 404, 409, 412, 415, 422, 428, 431]

        # The server names the mistake more precisely than by 400 and 422.
        [checks.negative_data_rejection]
        expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 431]

        # The server answers QUERY on the path of queries, which OpenAPI 3.1 cannot describe.
        [phases.coverage]
        unexpected-methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE"]

        # For the same reason that path's Allow has a method more than the document. Allow is made from the routes, which
        # ContractTests compares with the document.
        [checks.allow_header_conformance]
        enabled = false
        """

    @Test(
        "Requests that are generated from the contract are answered as it says",
        .enabled(if: PythonTool.schemathesis.isExpected, PythonTool.schemathesis.absence))
    func generatedRequests() async throws {
        let program = try #require(Tools.find("schemathesis"), PythonTool.schemathesis.absence)
        let folder = try TemporaryFolder()
        try Data(Self.settings.utf8).write(to: folder.url.appendingPathComponent("schemathesis.toml"))
        var server = try await TestServer.withKey()
        server.access = .none
        server.authenticator = KeyAuthenticator([Self.key: .administrator])
        try await server.live { client, port in
            let headers: HTTPFields = [.authorization: "Bearer \(Self.key)"]
            let made = try await client.post("/v1/datasets", Sales.definition, headers: headers)
            let filled = try await client.post(
                "/v1/datasets/sales/rows", Sales.rows, type: "text/csv", headers: headers)
            #expect(made.status == 201 && filled.status == 201)
            try await client.saveQuery("daily", EveryRouteTests.document, as: headers)
            try await EveryRouteTests.makeJob(client, as: headers)
            let run = try await ChildProcess.finish(
                [
                    program.path, "--config-file", "schemathesis.toml", "run",
                    "http://127.0.0.1:\(port)/v1/openapi.json", "--header", "Authorization: Bearer \(Self.key)",
                    "--phases", "coverage,fuzzing", "--max-examples", "10", "--seed", "1", "--no-shrink",
                    "--continue-on-failure", "--max-failures", "40", "--warnings", "off", "--workers", "1",
                ],
                environment: ["no_proxy": "*", "NO_PROXY": "*", "NO_COLOR": "1", "COLUMNS": "140"], folder: folder.path)
            // Some requests are long.
            let told = run.output.split(separator: "\n").map { $0.prefix(700) }.joined(separator: "\n")
            #expect(run.ending.code == 0, "\(told.suffix(40_000))\n\(run.errors.suffix(2000))")
        }
    }
}
