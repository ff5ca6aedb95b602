import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

/// Saved queries as tools for language models.
@Suite("Saved queries at POST /mcp")
struct MCPSavedQueryTests {
    /// Calls a tool as a client of the revision 2025-11-25, which needs no headers of its own.
    private static func tool(
        _ client: APIClient, _ name: String, _ arguments: String, as headers: HTTPFields = [:]
    ) async throws -> JSONValue {
        let body =
            #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "\#(name)", "arguments": \#(arguments)}}"#
        let answer = try await client.post("/mcp", body, headers: headers)
        #expect(answer.status == 200, "\(answer.body)")
        return try answer.json["result"] ?? .null
    }

    @Test("Saved queries are listed with their texts and run by name, as any query is")
    func listAndRun() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let none = try await Self.tool(client, "list_saved_queries", #"{"dataset": "sales"}"#)
            #expect(none["structuredContent"]?["queries"] == .array([]))
            try await client.saveQuery(
                "countries",
                #"{"query": {"measures": ["count"], "dimensions": ["country"]}, "title": "Orders", "description": "All"}"#
            )
            let listed = try await Self.tool(client, "list_saved_queries", #"{"dataset": "sales"}"#)[
                "structuredContent"]
            #expect(
                listed?["queries"]?.description
                    == #"[{"name":"countries","title":"Orders","description":"All","query":{"measures":["count"],"dimensions":["country"]}}]"#
            )
            #expect(listed?["nextCursor"] == nil)
            let answer = try await Self.tool(
                client, "run_saved_query", #"{"dataset": "sales", "name": "countries"}"#)["structuredContent"]
            #expect(answer?["data"]?.elements.count == 3 && answer?["meta"]?["truncated"] == .bool(false))
        }
    }

    @Test("A page has fifty saved queries and the cursor of the next one")
    func pages() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            for number in 100..<151 {
                try await client.saveQuery("q\(number)", #"{"query": {"measures": ["count"]}}"#)
            }
            let first = try await Self.tool(client, "list_saved_queries", #"{"dataset": "sales"}"#)["structuredContent"]
            #expect(first?["queries"]?.elements.count == 50 && first?["nextCursor"] == .string("q149"))
            let next = try await Self.tool(
                client, "list_saved_queries", #"{"dataset": "sales", "cursor": "q149"}"#)["structuredContent"]
            #expect(next?["queries"]?.elements.compactMap { $0["name"]?.text } == ["q150"])
            #expect(next?["nextCursor"] == nil)
        }
    }

    @Test("A limit above that of the tools is lowered, and the answer says that it is truncated")
    func limits() async throws {
        try await TestServer().test { client in
            #expect(try await client.post("/v1/datasets", Sales.definition).status == 201)
            let rows = "ts,units\n" + (0..<1100).map { "2026-01-01T00:00:00Z,\($0)\n" }.joined()
            #expect(try await client.post("/v1/datasets/sales/rows", rows, type: "text/csv").status == 201)
            try await client.saveQuery(
                "all", #"{"query": {"measures": ["count"], "dimensions": ["units"], "limit": 5000}}"#)
            let answer = try await Self.tool(
                client, "run_saved_query", #"{"dataset": "sales", "name": "all"}"#)["structuredContent"]
            #expect(answer?["data"]?.elements.count == 1000 && answer?["meta"]?["truncated"] == .bool(true))
        }
    }

    @Test("A key sees the saved queries of its datasets and columns, with its filters, and mistakes are results")
    func rights() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("count", #"{"query": {"measures": ["count"]}}"#)
            try await client.saveQuery("hidden", #"{"query": {"measures": ["sum(units)"]}}"#)
            let key = try await client.makeKey(
                """
                "scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["units"]},
                "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}
                """)
            let listed = try await Self.tool(
                client, "list_saved_queries", #"{"dataset": "sales"}"#, as: key.headers)["structuredContent"]
            #expect(listed?["queries"]?.elements.compactMap { $0["name"]?.text } == ["count"])
            let count = try await Self.tool(
                client, "run_saved_query", #"{"dataset": "sales", "name": "count"}"#, as: key.headers)
            #expect(count["structuredContent"]?["data"]?.elements.first?["count"] == .number("2"))
            for arguments in [
                #"{"dataset": "sales", "name": "hidden"}"#, #"{"dataset": "sales", "name": "Not a name"}"#,
                #"{"dataset": "other", "name": "count"}"#, #"{"dataset": "sales"}"#,
            ] {
                let refused = try await Self.tool(client, "run_saved_query", arguments, as: key.headers)
                #expect(refused["isError"] == .bool(true), "\(arguments)")
                #expect(!refused.description.contains("units"))
            }
        }
    }

    @Test("A key with a limit of groups finds saved queries without a limit, and gets its number of groups")
    func groups() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery(
                "countries", #"{"query": {"measures": ["count"], "dimensions": ["country"]}}"#)
            let key = try await client.makeKey(
                """
                "scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["units"]}, "limits": {"groups": 2}
                """)
            let listed = try await Self.tool(
                client, "list_saved_queries", #"{"dataset": "sales"}"#, as: key.headers)["structuredContent"]
            #expect(listed?["queries"]?.elements.count == 1)
            let answer = try await Self.tool(
                client, "run_saved_query", #"{"dataset": "sales", "name": "countries"}"#, as: key.headers)[
                    "structuredContent"]
            #expect(answer?["data"]?.elements.count == 2 && answer?["meta"]?["truncated"] == .bool(true))
            let read = try await client.send(.get, "/v1/datasets/sales/queries/countries", "", as: key.headers)
            #expect(read.status == 200, "\(read.body)")
            let overview = try await client.send(.get, "/explore/sales/overview", "", as: key.headers)
            #expect(try overview.json["query"]?["limit"] == .number("2"), "\(overview.body)")
        }
    }

    @Test("The log of queries has no saved queries")
    func log() async throws {
        try await TestServer().test { client in
            for path in ["queries", "queries/a"] {
                let answer = try await client.get("/v1/datasets/_queries/\(path)")
                #expect(answer.status == 404, "\(answer.body)")
            }
        }
    }
}
