import HTTPTypes
import Models
import StorageTesting
import Testing

@testable import AnalyticsAPI

/// The Model Context Protocol, message by message.
@Suite("POST /mcp")
struct MCPRouteTests {
    private static let revision = "2026-07-28"

    /// Sends a request of the stateless revision.
    private static func call(
        _ client: APIClient, _ method: String, _ params: String = "", headers more: HTTPFields = [:],
        replacing: (HTTPField.Name, String?)? = nil
    ) async throws -> Answer {
        let meta = """
            "_meta": {"io.modelcontextprotocol/protocolVersion": "\(revision)", \
            "io.modelcontextprotocol/clientCapabilities": {}}
            """
        let body =
            #"{"jsonrpc": "2.0", "id": 7, "method": "\#(method)", "params": {\#(params.isEmpty ? meta : params + ", " + meta)}}"#
        var headers: HTTPFields = [.mcpProtocolVersion: revision, .mcpMethod: method]
        if method == "tools/call", let name = params.firstMatch(of: /"name": "([^"]*)"/) {
            headers[.mcpName] = String(name.1)
        }
        headers.append(contentsOf: more)
        if let (name, value) = replacing { headers[name] = value }
        return try await client.post("/mcp", body, headers: headers)
    }

    /// Calls a tool.
    private static func tool(
        _ client: APIClient, _ name: String, _ arguments: String, headers: HTTPFields = [:]
    ) async throws -> JSONValue {
        let answer = try await call(
            client, "tools/call", #""name": "\#(name)", "arguments": \#(arguments)"#, headers: headers)
        #expect(answer.status == 200, "\(answer.body)")
        return try answer.json["result"] ?? .null
    }

    @Test("The stateless revision discovers the server without a handshake")
    func discovery() async throws {
        try await TestServer().test { client in
            let answer = try await Self.call(client, "server/discover")
            let result = try answer.json["result"]
            #expect(try answer.json["id"] == .number("7"))
            #expect(result?["resultType"] == .string("complete"))
            #expect(result?["supportedVersions"]?.texts.first == Self.revision)
            #expect(result?["cacheScope"] == .string("public"))
            #expect(result?["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == .string("weir"))
            #expect(result?["capabilities"]?["tools"] == .object([]))
        }
    }

    @Test("The handshake of earlier revisions is answered without a session")
    func handshake() async throws {
        try await TestServer().test { client in
            for (asked, answered) in [
                ("2025-11-25", "2025-11-25"), ("2025-03-26", "2025-03-26"), ("1999-01-01", "2025-11-25"),
            ] {
                let answer = try await client.post(
                    "/mcp",
                    #"{"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"protocolVersion": "\#(asked)"}}"#
                )
                #expect(try answer.json["result"]?["protocolVersion"] == .string(answered))
                #expect(try answer.json["result"]?["resultType"] == nil)
            }
            let told = try await client.post("/mcp", #"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#)
            #expect(told.status == 202 && told.body.isEmpty)
            let ping = try await client.post(
                "/mcp", #"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#, headers: [.mcpProtocolVersion: "2025-06-18"])
            #expect(try ping.json["result"] == .object([]))
            // An unknown method of an understood request was no HTTP error then.
            let unknown = try await client.post("/mcp", #"{"jsonrpc": "2.0", "id": 1, "method": "resources/list"}"#)
            #expect(unknown.status == 200)
            #expect(try unknown.json["error"]?["code"] == .number("-32601"))
        }
    }

    @Test(
        "A request whose headers are missing or differ from its body is refused",
        arguments: [
            (HTTPField.Name.mcpMethod, nil), (.mcpMethod, "tools/call"), (.mcpProtocolVersion, "2025-11-25"),
            (.mcpProtocolVersion, nil),
        ])
    func headers(name: HTTPField.Name, value: String?) async throws {
        try await TestServer().test { client in
            let answer = try await Self.call(client, "tools/list", replacing: (name, value))
            #expect(answer.status == 400)
            #expect(try answer.json["error"]?["code"] == .number("-32020"), "\(answer.body)")
            let tool = try await Self.call(
                client, "tools/call", #""name": "list_datasets""#, replacing: (.mcpName, "query"))
            #expect(try tool.json["error"]?["code"] == .number("-32020"))
        }
    }

    @Test(
        "A message that is not valid is refused with its code",
        arguments: [
            ("{", -32700, 400), ("[]", -32600, 400), (#"{"id": 1, "method": "ping"}"#, -32600, 400),
            (#"{"jsonrpc": "2.0", "id": null, "method": "ping"}"#, -32600, 400),
            (#"{"jsonrpc": "2.0", "id": 1}"#, -32600, 400),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}"#, -32600, 400),
        ])
    func invalidMessages(body: String, code: Int, status: Int) async throws {
        try await TestServer().test { client in
            let answer = try await client.post("/mcp", body)
            #expect(answer.status == status)
            #expect(try answer.json["error"]?["code"] == .number(String(code)), "\(answer.body)")
        }
    }

    @Test("An unknown revision is refused with the known ones, an unknown method with 404")
    func unknown() async throws {
        try await TestServer().test { client in
            let answer = try await client.post(
                "/mcp", #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#,
                headers: [.mcpProtocolVersion: "2030-01-01"])
            #expect(answer.status == 400)
            let error = try answer.json["error"]
            #expect(error?["code"] == .number("-32022"))
            #expect(error?["data"]?["requested"] == .string("2030-01-01"))
            #expect(error?["data"]?["supported"]?.texts == MCPRevision.allCases.map(\.rawValue))
            let method = try await Self.call(client, "resources/list")
            #expect(method.status == 404)
            #expect(try method.json["error"]?["code"] == .number("-32601"))
            let tool = try await Self.call(client, "tools/call", #""name": "nothing""#)
            #expect(tool.status == 400)
            #expect(try tool.json["error"]?["code"] == .number("-32602"))
        }
    }

    @Test("An answer has at most 1,000 groups and says whether there are more")
    func truncation() async throws {
        try await TestServer().test { client in
            let definition = #"{"name": "many", "columns": [{"name": "n", "type": "integer"}]}"#
            #expect(try await client.post("/v1/datasets", definition).status == 201)
            for (count, first) in [(1000, 0), (1, 1000)] {
                let rows = (first..<first + count).map { "{\"n\":\($0)}" }.joined(separator: "\n")
                let written = try await client.post("/v1/datasets/many/rows", rows, type: "application/x-ndjson")
                #expect(written.status == 201)
                let result = try await Self.tool(
                    client, "query", #"{"dataset": "many", "query": {"dimensions": ["n"]}}"#)
                #expect(result["structuredContent"]?["data"]?.elements.count == 1000)
                #expect(result["structuredContent"]?["meta"]?["truncated"] == .bool(first > 0))
            }
            let more = try await Self.tool(
                client, "query", #"{"dataset": "many", "query": {"dimensions": ["n"], "limit": 1001}}"#)
            #expect(more["isError"] == .bool(true))
        }
    }

    @Test("An answer that is too large for a model is an error that tells what to do")
    func size() async throws {
        try await TestServer().test { client in
            let definition = #"{"name": "long", "columns": [{"name": "t", "type": "string"}]}"#
            #expect(try await client.post("/v1/datasets", definition).status == 201)
            let text = String(repeating: "x", count: 400 << 10)
            #expect(try await client.post("/v1/datasets/long/rows", #"{"t": "\#(text)"}"#).status == 201)
            let result = try await Self.tool(client, "query", #"{"dataset": "long", "query": {"dimensions": ["t"]}}"#)
            #expect(result["isError"] == .bool(true))
            #expect(result["content"]?.elements.first?["text"]?.text?.contains("256 KiB") == true)
        }
    }

    @Test(
        "What the arguments cause is a result that the model can read",
        arguments: [
            ("query", "{}", "dataset"), ("query", #"{"dataset": "sales"}"#, "query"),
            ("query", #"{"dataset": "sales", "query": {"measures": ["sum(amunt)"]}}"#, "amount"),
            ("query", #"{"dataset": "sales", "query": {"measures": ["count"]}, "limit": 5}"#, "limit"),
            ("query", #"{"dataset": "nothing", "query": {"measures": ["count"]}}"#, "nothing"),
            ("query", #"{"dataset": "No Name", "query": {"measures": ["count"]}}"#, "No Name"),
            ("chart", #"{"dataset": "sales", "query": {"measures": ["count"]}, "kind": "pie"}"#, "pie"),
            ("describe_dataset", #"{"dataset": 5}"#, "string"), ("list_datasets", "[]", "object"),
        ])
    func mistakes(name: String, arguments: String, mentioned: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let result = try await Self.tool(client, name, arguments)
            #expect(result["isError"] == .bool(true))
            let text = result["content"]?.elements.first?["text"]?.text ?? ""
            #expect(text.contains(mentioned), "\(text)")
        }
    }

    @Test("A query that a model writes as text is read as the document in it")
    func queryAsText() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let result = try await Self.tool(
                client, "query", #"{"dataset": "sales", "query": "{\"measures\": [\"count\"]}"}"#)
            #expect(result["structuredContent"]?["data"]?.elements.first?["count"] == .number("4"))
        }
    }

    @Test("Lists of datasets have pages")
    func pages() async throws {
        try await TestServer().test { client in
            for index in 0..<MCPTool.page + 3 {
                let name = "d\(100 + index)"
                let made = try await client.post(
                    "/v1/datasets", #"{"name": "\#(name)", "columns": [{"name": "a", "type": "date"}]}"#)
                #expect(made.status == 201)
            }
            let first = try await Self.tool(client, "list_datasets", "{}")["structuredContent"]
            #expect(first?["datasets"]?.elements.count == MCPTool.page)
            let cursor = try #require(first?["nextCursor"]?.text)
            let next = try await Self.tool(client, "list_datasets", #"{"cursor": "\#(cursor)"}"#)["structuredContent"]
            #expect(next?["datasets"]?.elements.compactMap { $0["name"]?.text } == ["d150", "d151", "d152"])
            #expect(next?["nextCursor"] == nil)
        }
    }

    @Test("The tools see what the client's key sees")
    func rights() async throws {
        var server = try await TestServer.withKey()
        server.access = .all
        try await server.test { client in
            try await client.makeSales()
            let other = #"{"name": "secret", "columns": [{"name": "a", "type": "date"}]}"#
            #expect(try await client.post("/v1/datasets", other).status == 201)
            let key = try await client.makeKey(
                """
                "scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["units"]},
                "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}
                """)
            let listed = try await Self.tool(client, "list_datasets", "{}", headers: key.headers)["structuredContent"]
            #expect(listed?["datasets"]?.elements.compactMap { $0["name"]?.text } == ["sales"])
            #expect(listed?["datasets"]?.elements.first?["columns"]?.texts == ["ts", "country", "amount"])
            #expect(listed?["datasets"]?.elements.first?["rowCount"] == nil)
            let count = try await Self.tool(
                client, "query", #"{"dataset": "sales", "query": {"measures": ["count"]}}"#, headers: key.headers)
            #expect(count["structuredContent"]?["data"]?.elements.first?["count"] == .number("2"))
            for arguments in [
                #"{"dataset": "sales", "query": {"measures": ["sum(units)"]}}"#,
                #"{"dataset": "secret", "query": {"measures": ["count"]}}"#,
            ] {
                for name in ["query", "explain", "chart"] {
                    let refused = try await Self.tool(client, name, arguments, headers: key.headers)
                    #expect(refused["isError"] == .bool(true))
                }
            }
            let described = try await Self.tool(
                client, "describe_dataset", #"{"dataset": "sales"}"#, headers: key.headers)["structuredContent"]
            #expect(described?["dataset"]?["columns"]?.elements.count == 3)
            #expect(described?["lastTime"] == .string("2026-03-30T11:00:00Z"))
            // A key that may only write reads nothing here either.
            let writer = try await client.makeKey(#""scopes": ["ingest"]"#)
            let answer = try await Self.call(client, "tools/list", headers: writer.headers)
            #expect(answer.status == 403 && answer.code == "forbidden")
        }
    }

    @Test("A description has the columns of other datasets that exist for the client, and an example that names one")
    func lookups() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            for (rights, names) in [
                (#""scopes": ["read"]"#, ["customer.id", "customer.country", "customer.segment"]),
                (
                    #""scopes": ["read"], "datasets": ["sales", "customers"], "hiddenColumns": {"customers": ["country"]}"#,
                    ["customer.id", "customer.segment"]
                ),
                (#""scopes": ["read"], "datasets": ["sales"]"#, []),
            ] {
                let key = try await client.makeKey(rights)
                let described = try await Self.tool(
                    client, "describe_dataset", #"{"dataset": "sales"}"#, headers: key.headers)["structuredContent"]
                let found = described?["lookedUpColumns"]?.elements
                #expect((found ?? []).compactMap { $0["name"]?.text } == names)
                #expect((found == nil) == names.isEmpty)
                let examples = described?["examples"]?.elements ?? []
                let example = examples.last { $0["dimensions"]?.texts.first?.hasPrefix("customer.") ?? false }
                #expect((example == nil) == names.isEmpty)
                guard let example else { continue }
                let answer = try await Self.tool(
                    client, "query", #"{"dataset": "sales", "query": \#(example)}"#, headers: key.headers)
                #expect(answer["isError"] != .bool(true), "\(answer)")
            }
        }
    }

    @Test("Examples and the overview sum the same column, a number with a fraction and no number of an order")
    func exampleMeasures() async throws {
        try await TestServer().test { client in
            let made = try await client.post(
                "/v1/datasets",
                #"{"name": "orders", "columns": [{"name": "order_no", "type": "integer"}, {"name": "amount", "type": "decimal"}]}"#
            )
            #expect(made.status == 201)
            let described = try await Self.tool(client, "describe_dataset", #"{"dataset": "orders"}"#)
            let examples = described["structuredContent"]?["examples"]?.elements ?? []
            #expect(examples.map { $0["measures"]?.texts } == [["count", "sum(amount)"]])
            let overview = try await client.get("/explore/orders/overview")
            #expect(overview.body.contains("sum(amount)"), "\(overview.body)")
            #expect(!overview.body.contains("sum(order_no)"), "\(overview.body)")
        }
    }

    @Test("A page of another origin cannot call tools")
    func origin() async throws {
        try await TestServer().test { client in
            let answer = try await Self.call(client, "tools/list", headers: [.origin: "https://evil.example"])
            #expect(answer.status == 403 && answer.code == "foreign_origin")
            let own = try await Self.call(client, "tools/list", headers: [.origin: "http://localhost"])
            #expect(own.status == 200)
        }
    }

    @Test("Every tool has schemas that stand alone")
    func schemas() async throws {
        try await TestServer().test { client in
            let tools = try await Self.call(client, "tools/list").json["result"]?["tools"]?.elements ?? []
            #expect(tools.compactMap { $0["name"]?.text } == MCPTool.allCases.map(\.rawValue))
            for tool in tools {
                for schema in [tool["inputSchema"], tool["outputSchema"]].compactMap(\.self) {
                    #expect(schema["type"] == .string("object"))
                    let check = SchemaCheck(document: schema)
                    for match in schema.description.matches(of: /"\$ref":"([^"]+)"/) {
                        #expect(check.resolve(String(match.1)) != nil, "\(match.1)")
                    }
                }
            }
        }
    }
}
