import Foundation
import Processes
import TestSupport
import Testing

/// The client of the protocol's own authors against a running server.
@Suite("POST /mcp and a published client")
struct MCPClientTests {
    @Test(
        "A client of the protocol lists, describes and queries datasets with each generation of it",
        .enabled(if: PythonTool.mcp.isExpected, PythonTool.mcp.absence), arguments: ["2026-07-28", "legacy", "auto"])
    func session(mode: String) async throws {
        let interpreter = try #require(PythonTool.mcp.interpreter, PythonTool.mcp.absence)
        let folder = try TemporaryFolder()
        try Data(Self.program.utf8).write(to: folder.url.appendingPathComponent("use.py"))
        try await TestServer().live { client, port in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}, "title": "Orders"}"#)
            let run = try await ChildProcess.finish(
                [interpreter.path, "use.py", "http://127.0.0.1:\(port)/mcp", mode],
                environment: ["no_proxy": "*", "NO_PROXY": "*"], folder: folder.path)
            #expect(run.ending.code == 0, "\(run.output)\n\(run.errors)")
            let expected = mode == "legacy" ? "2025-11-25" : "2026-07-28"
            #expect(
                run.output.split(separator: "\n").map(String.init) == [
                    // A client that is told the revision asks for no description of the server.
                    expected + (mode == "2026-07-28" ? " -" : " weir"),
                    "list_datasets describe_dataset query explain chart list_saved_queries run_saved_query",
                    "sales 4", "2026-03-28T23:30:00Z", "DE 2 False", "unknown measure", "image/svg+xml",
                    "daily Orders 4", "protocol error -32602",
                ])
        }
    }

    @Test(
        "Every message has the form that the published schema of its revision gives it",
        .enabled(if: PythonTool.mcp.isExpected, PythonTool.mcp.absence),
        arguments: ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26"])
    func messages(revision: String) async throws {
        let interpreter = try #require(PythonTool.mcp.interpreter, PythonTool.mcp.absence)
        let folder = try TemporaryFolder()
        try Data(Self.schemaProgram.utf8).write(to: folder.url.appendingPathComponent("check.py"))
        try await TestServer().live { client, port in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": {"measures": ["count"]}}"#)
            let run = try await ChildProcess.finish(
                [interpreter.path, "check.py", "http://127.0.0.1:\(port)/mcp", revision],
                environment: ["no_proxy": "*", "NO_PROXY": "*"], folder: folder.path)
            #expect(run.ending.code == 0, "\(run.output)\n\(run.errors)")
            let isStateless = revision == "2026-07-28"
            #expect(
                run.output.split(separator: "\n").map(String.init)
                    == (isStateless ? ["discover ok"] : ["initialize ok", "ping ok"]) + [
                        "list ok", "list_datasets ok", "describe_dataset ok", "query ok", "explain ok", "chart ok",
                        "list_saved_queries ok", "run_saved_query ok", "mistake error", "nothing error",
                        "tool -32602", "method -32601", "revision \(isStateless ? -32020 : -32022)", "parse -32700",
                        "batch -32600",
                    ])
        }
    }

    /// A program that uses the client, which checks structured results against the tools' schemas.
    private static let program = """
        import anyio, sys
        from mcp import Client
        from mcp.shared.exceptions import MCPError

        async def main(url, mode):
            async with Client(url, mode=mode) as client:
                print(client.protocol_version, client.server_info.name if client.server_info else "-")
                tools = (await client.list_tools()).tools
                print(" ".join(tool.name for tool in tools))
                listed = await client.call_tool("list_datasets", {})
                found = listed.structured_content["datasets"][0]
                print(found["name"], found["rowCount"])
                described = await client.call_tool("describe_dataset", {"dataset": "sales"})
                print(described.structured_content["firstTime"])
                for example in described.structured_content["examples"]:
                    result = await client.call_tool("query", {"dataset": "sales", "query": example})
                    assert not result.is_error, result
                answer = await client.call_tool("query", {"dataset": "sales", "query": {
                    "measures": ["count"], "dimensions": ["country"]}})
                row = answer.structured_content["data"][0]
                print(row["country"], row["count"], answer.structured_content["meta"]["truncated"])
                wrong = await client.call_tool("query", {"dataset": "sales", "query": {"measures": ["nonsense"]}})
                assert wrong.is_error
                print(wrong.content[0].text[:15])
                plan = await client.call_tool("explain", {"dataset": "sales", "query": {"measures": ["count"]}})
                assert plan.structured_content["source"] == "raw", plan
                chart = await client.call_tool("chart", {"dataset": "sales", "query": {
                    "measures": ["count"], "dimensions": ["country"]}})
                print(chart.content[0].mime_type)
                assert "count" in chart.content[1].text, chart
                saved = await client.call_tool("list_saved_queries", {"dataset": "sales"})
                first = saved.structured_content["queries"][0]
                answer = await client.call_tool("run_saved_query", {"dataset": "sales", "name": first["name"]})
                print(first["name"], first["title"], answer.structured_content["data"][0]["count"])
                try:
                    await client.call_tool("nothing", {})
                except MCPError as error:
                    print("protocol error", error.error.code)

        anyio.run(main, sys.argv[1], sys.argv[2])
        """

    /// A program that compares each message with the published schema, from which the package's types are generated. What a type
    /// does not have, it leaves out of its dump.
    private static let schemaProgram = #"""
        import json, sys, urllib.error, urllib.request
        from mcp.types import JSONRPCError, JSONRPCResponse, jsonrpc_message_adapter
        from mcp.types.methods import serialize_server_result, validate_client_request

        url, revision = sys.argv[1], sys.argv[2]
        stateless = revision >= "2026"
        prefix = "io.modelcontextprotocol/"
        meta = {"_meta": {
            prefix + "protocolVersion": revision, prefix + "clientCapabilities": {},
            prefix + "clientInfo": {"name": "test", "version": "1"}}} if stateless else {}

        def post(body, headers):
            headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"} | headers
            try:
                answer = urllib.request.urlopen(urllib.request.Request(url, body, headers))
            except urllib.error.HTTPError as error:
                answer = error
            return json.loads(answer.read())

        def ask(label, method, params={}, headers={}, code=None):
            params = params | meta
            if code is None:
                validate_client_request(method, revision, params)
            sent = {"jsonrpc": "2.0", "id": label, "method": method, "params": params}
            jsonrpc_message_adapter.validate_python(sent)
            names = {"Mcp-Method": method, "Mcp-Name": params["name"]} if "name" in params else {"Mcp-Method": method}
            version = {"MCP-Protocol-Version": revision}
            check(label, method, post(json.dumps(sent).encode(), version | names | headers), code)

        def check(label, method, got, code, id=True):
            message = jsonrpc_message_adapter.validate_python(got)
            assert message.id == (label if id else None), got
            if code is not None:
                assert isinstance(message, JSONRPCError) and message.error.code == code, got
                # A member that the schema does not have would be missing here.
                assert message.model_dump(exclude_unset=True) == got, got
                print(label, code)
                return
            assert isinstance(message, JSONRPCResponse) and message.model_dump() == got, got
            assert serialize_server_result(method, revision, got["result"]) == got["result"], got
            print(label, "error" if got["result"].get("isError") else "ok")

        def call(label, tool, **arguments):
            ask(label, "tools/call", {"name": tool, "arguments": arguments})

        if stateless:
            ask("discover", "server/discover")
        else:
            ask("initialize", "initialize", {
                "protocolVersion": revision, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}})
            ask("ping", "ping")
        ask("list", "tools/list")
        count = {"measures": ["count"], "dimensions": ["country"]}
        call("list_datasets", "list_datasets")
        call("describe_dataset", "describe_dataset", dataset="sales")
        call("query", "query", dataset="sales", query=count)
        call("explain", "explain", dataset="sales", query=count)
        call("chart", "chart", dataset="sales", query=count)
        call("list_saved_queries", "list_saved_queries", dataset="sales")
        call("run_saved_query", "run_saved_query", dataset="sales", name="daily")
        call("mistake", "query", dataset="sales", query={"measures": ["nonsense"]})
        call("nothing", "describe_dataset", dataset="nothing")
        ask("tool", "tools/call", {"name": "nothing"}, code=-32602)
        ask("method", "nothing", code=-32601)
        ask("revision", "tools/list", headers={"MCP-Protocol-Version": "2030-01-01"}, code=-32020 if stateless else -32022)
        check("parse", None, post(b"{", {}), -32700, id=False)
        check("batch", None, post(b"[]", {}), -32600, id=False)
        """#
}
