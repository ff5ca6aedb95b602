import AnalyticsAPI
import Foundation
import Models
import Processes
import Storage
import TestSupport
import Testing

/// Visits of the explorer with a browser.
@Suite("Visits of the explorer", .timeLimit(.minutes(6)))
struct ExplorerVisitTests {
    /// The functions of `visit.py`.
    private static let scenarios: Set<String> = [
        "load", "hints", "sharing", "rights", "query", "units", "dropped", "conditions", "incomplete", "error", "key",
        "balancer", "keyboard", "accessibility", "hostile", "plain",
    ]

    @Test(
        "A person with a browser loads a file, asks questions and shares the answers, by keyboard and without script too",
        .enabled(if: Browser.isExpected, Browser.absence))
    func visit() async throws {
        let python = try #require(Browser.playwright.interpreter, Browser.absence)
        let chromium = try #require(Browser.chromium, Browser.absence)
        let folder = try TemporaryFolder()
        let store = SQLiteAnalyticsStore(path: folder.path + "/weir.sqlite")
        try await store.prepare()
        let open = TestServer(store: store)
        var locked = open
        locked.access = .none
        let lockedServer = locked
        var balanced = locked
        balanced.balancer = try BalancerAccessTests.balancer()
        let balancedServer = balanced
        let result = try await open.live { client, port in
            try await Self.fill(client)
            let made = try await client.post("/v1/keys", #"{"name": "visitor", "scopes": ["read"]}"#)
            let second = try await client.post("/v1/keys", #"{"name": "writer", "scopes": ["read", "ingest"]}"#)
            let third = try await client.post(
                "/v1/keys", #"{"name": "narrow", "scopes": ["read"], "datasets": ["sales"]}"#)
            guard case .string(let key)? = try made.json["key"], case .string(let writer)? = try second.json["key"],
                case .string(let narrow)? = try third.json["key"]
            else {
                throw SetupError(answers: [made, second, third])
            }
            return try await lockedServer.live { _, lockedPort in
                try await balancedServer.live { _, balancedPort in
                    let settings = try JSONSerialization.data(withJSONObject: [
                        "open": "http://127.0.0.1:\(port)", "locked": "http://127.0.0.1:\(lockedPort)",
                        "balanced": "http://127.0.0.1:\(balancedPort)", "user": BalancerAccessTests.data(), "key": key,
                        "writer": writer, "narrow": narrow, "chromium": chromium.path, "folder": folder.path,
                    ])
                    return try await ChildProcess.finish(
                        [python.path, Self.script, String(decoding: settings, as: UTF8.self)],
                        environment: ["no_proxy": "*", "NO_PROXY": "*"], folder: folder.path)
                }
            }
        }
        await store.close()
        #expect(result.ending.code == 0, "\(result.errors)")
        let faults = try JSONDecoder().decode([String: [String]].self, from: Data(result.output.utf8))
        #expect(Set(faults.keys) == Self.scenarios)
        for (scenario, found) in faults.sorted(by: { $0.key < $1.key }) {
            #expect(found == [], "\(scenario)")
        }
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "visit.py").path

    /// Creates the datasets of the visits: orders of a year, one whose labels and values are code, and sales whose customers are
    /// looked up.
    private static func fill(_ client: APIClient) async throws {
        var orders = "ts,country,amount,units\n"
        for index in 0..<300 {
            let day = 1 + index % 28
            let month = 1 + index / 28
            let country = ["DE", "FR", "IT", ""][index % 4]
            orders += "2026-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T10:00:00Z,"
            orders += "\(country),\(index % 17).25,\(index % 5)\n"
        }
        let hostile = #"""
            "<img src=x onerror=window.hacked=1>","""><script>window.hacked=1</script>",n
            "<script>document.title='hacked';window.hacked=1</script>","</td><svg onload=window.hacked=1>",1
            "javascript:alert(1)","{{constructor}}\#u{202E}",2

            """#
        for (name, body) in [("orders", orders), ("hostile", hostile)] {
            let made = try await client.post("/v1/datasets?name=\(name)", body, type: "text/csv")
            guard made.status == 201 else { throw SetupError(answers: [made]) }
        }
        let customers = #"""
            {"name": "customers", "key": ["id"], "columns": [{"name": "id", "type": "integer", "nullable": false},
              {"name": "country", "type": "string", "label": "Country"}, {"name": "since", "type": "date"}]}
            """#
        let sales = #"""
            {"name": "sales", "columns": [
              {"name": "customer_id", "type": "integer", "label": "Customer", "lookup": "customers"},
              {"name": "amount", "type": "decimal"}]}
            """#
        let answers = [
            try await client.post("/v1/datasets", customers), try await client.post("/v1/datasets", sales),
            try await client.post(
                "/v1/datasets/customers/rows",
                "id,country,since\n1,DE,2024-05-01\n2,FR,2024-06-01\n3,DE,2025-01-01\n4,IT,2020-01-01\n",
                type: "text/csv"),
            try await client.post(
                "/v1/datasets/sales/rows", "customer_id,amount\n1,1.5\n1,2.5\n2,3.5\n3,4.5\n4,5.5\n,6.5\n",
                type: "text/csv"),
        ]
        guard answers.allSatisfy({ $0.status == 201 }) else { throw SetupError(answers: answers) }
    }
}
