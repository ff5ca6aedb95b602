import Basics
import HTTPTypes
import Models
import StorageTesting
import Testing

@testable import AnalyticsAPI

@Suite struct RequestMetricsTests {
    private static func series(_ server: TestServer, _ metric: Metric) -> [[String]: Double] {
        let family = server.telemetry.metrics.collect().first { $0.metric == metric }
        var found: [[String]: Double] = [:]
        for series in family?.series ?? [] {
            switch series.value {
            case .number(let number): found[series.labels] = number
            case .distribution(let histogram, _): found[series.labels] = Double(histogram.count)
            }
        }
        return found
    }

    @Test(
        "Requests are counted by the pattern of their route, and no label repeats a path, a dataset or an unknown method"
    )
    func patterns() async throws {
        let server = TestServer()
        try await server.test { client in
            try await client.makeSales()
            for path in ["/v1/datasets/sales", "/v1/datasets/canary", "/canary", "/v1/datasets/canary/rows/canary"] {
                _ = try await client.get(path)
            }
            _ = try await client.send(HTTPRequest.Method("CANARY")!, "/v1/datasets")
        }
        let requests = Self.series(server, .requests)
        #expect(requests[["GET", "/v1/datasets/{dataset}", "2xx"]] == 1)
        #expect(requests[["GET", "/v1/datasets/{dataset}", "4xx"]] == 1)
        #expect(requests[["GET", "unmatched", "4xx"]] == 1)
        #expect(requests[["other", "unmatched", "4xx"]] == 1)
        #expect(Self.series(server, .requestDuration)[["GET", "/v1/datasets/{dataset}"]] == 2)
        #expect(Self.series(server, .requestsInFlight)[[]] == 0)
        let problems = Self.series(server, .problems)
        #expect((problems[["dataset_not_found"]] ?? 0) > 0 && problems[["not_found"]] == 1)
        #expect(problems[["method_not_allowed"]] == 1)
        for format in PrometheusFormat.allCases {
            let text = PrometheusText(server.telemetry.metrics.collect(), format: format).text
            #expect(!text.lowercased().contains("canary"))
        }
    }

    @Test("Bytes are those that were received and sent")
    func bytes() async throws {
        let server = TestServer()
        let size = try await server.test { client in
            try await client.makeSales()
            return try await client.get("/v1/datasets/sales").body.utf8.count
        }
        #expect(Self.series(server, .responseBytes)[["GET", "/v1/datasets/{dataset}"]] == Double(size))
        #expect(
            Self.series(server, .requestBytes)[["POST", "/v1/datasets"]] == Double(Sales.definition.utf8.count))
    }

    @Test("Rows are counted once, whatever the number of repetitions of an upload, and rejected rows apart")
    func rows() async throws {
        let server = TestServer()
        let headers: HTTPFields = [
            HTTPField.Name("Idempotency-Key")!: "k", HTTPField.Name("Prefer")!: "handling=lenient",
        ]
        try await server.test { client in
            try await client.makeSales()
            for _ in 0..<2 {
                let answer = try await client.post(
                    "/v1/datasets/sales/rows", "ts,units\n2026-01-01T00:00:00Z,1\nnever,2\n", type: "text/csv",
                    headers: headers)
                #expect(answer.status == 201, "\(answer.body)")
            }
        }
        #expect(Self.series(server, .ingestedRows) == [["inserted"]: 5, ["rejected"]: 1])
    }

    @Test("Refusals of the limiter are counted")
    func refusals() async throws {
        let server = TestServer()
        try await server.test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "limits": {"requests": [{"quota": 1, "windowSeconds": 60}]}"#)
            for _ in 0..<3 { _ = try await client.get("/v1/datasets/sales", headers: key.headers) }
        }
        #expect(Self.series(server, .limiterRefusals) == [[]: 2])
    }

    @Test("The jobs of a server are counted by state, and by outcome once they have ended")
    func jobs() async throws {
        let server = TestServer()
        try await server.test { client in
            try await client.makeSales()
            #expect(Self.series(server, .jobs) == [["kept"]: 0, ["pending"]: 0, ["running"]: 0])
            let made = try await client.post(
                "/v1/datasets/sales/query", #"{"measures": ["count"]}"#, headers: [.prefer: "respond-async"])
            #expect(made.status == 202, "\(made.body)")
            let ended = try await client.get(TestServer.job, headers: [.prefer: "wait=30"])
            #expect(try ended.json["state"] == .string("done"), "\(ended.body)")
            #expect(Self.series(server, .jobs) == [["kept"]: 1, ["pending"]: 0, ["running"]: 0])
            #expect(Self.series(server, .endedJobs) == [["done"]: 1])
        }
    }

    @Test("The administration port has metrics and health checks, and the API's port has no metrics")
    func administration() async throws {
        let server = TestServer()
        try await server.testAdministration { client in
            for path in ["/metrics", "/health", "/health/live", "/health/ready", "/"] {
                let answer = try await client.get(path)
                #expect(answer.status == 200, "\(path)")
            }
            let other = try await client.get("/v1/datasets")
            #expect(other.status == 404)
            let format = try await client.get("/metrics", headers: [.accept: "application/json"])
            #expect(format.code == "not_acceptable")
            let method = try await client.post("/metrics", "{}")
            #expect(method.code == "method_not_allowed")
        }
        try await server.test { client in
            let answer = try await client.get("/metrics")
            #expect(answer.status == 404)
        }
    }
}
