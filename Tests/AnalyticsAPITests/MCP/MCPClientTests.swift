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
                    expected, "list_datasets describe_dataset query explain chart list_saved_queries run_saved_query",
                    "sales 4", "2026-03-28T23:30:00Z", "DE 2 False", "unknown measure", "image/svg+xml",
                    "daily Orders 4", "protocol error -32602",
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
                print(client.protocol_version)
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
}
