import AnalyticsAPI
import HTTPTypes
import Testing

@Suite("Texts of charts over HTTP")
struct ChartTextTests {
    private static let definition = #"""
        {"name": "sales", "timeColumn": "ts", "columns": [
          {"name": "ts", "type": "timestamp", "label": "Zeitpunkt"}, {"name": "country", "type": "string", "label": "Land"},
          {"name": "net", "type": "decimal", "label": "Umsatz Netto (€)", "unit": "€"},
          {"name": "took", "type": "integer", "unit": "ms"}, {"name": "units", "type": "integer"}]}
        """#

    private static func fill(_ client: APIClient) async throws {
        let made = try await client.post("/v1/datasets", definition)
        let rows = "ts,country,net,took,units\n2026-03-28T12:00:00Z,DE,12.5,80,1\n2026-03-30T12:00:00Z,DE,7.25,95,2\n"
        let filled = try await client.post("/v1/datasets/sales/rows", rows, type: "text/csv")
        guard made.status == 201, filled.status == 201 else { throw SetupError(answers: [made, filled]) }
    }

    @Test(
        "A measure is written in words, with the label and the unit of its column, or by the name that the client gave it",
        arguments: [
            (#""count""#, "Number of rows"), (#""sum(net)""#, "Sum of Umsatz Netto (€)"),
            (#""avg(took)""#, "Average of took (ms)"), (#""max( units )""#, "Maximum of units"),
            (#""count(net)""#, "Number of values of Umsatz Netto (€)"),
            (#""p99.9(took)""#, "Percentile 99.9 of took (ms)"),
            (#""percentile(0.25, took)""#, "Percentile 25 of took (ms)"), (#""median(took)""#, "Median of took (ms)"),
            (#""countDistinct(took)""#, "Distinct values of took"),
            (#"{"measure": "sum(net)", "as": "Erlös"}"#, "Erlös (€)"),
            (#""sum(took)", "ratio(sum(took), count)""#, "Sum of took (ms) and sum of took / number of rows (ms)"),
            (#""sum(units)", "shareOfTotal(sum(units))""#, "Sum of units and share of sum of units"),
        ])
    func measures(measures: String, title: String) async throws {
        try await TestServer().test { client in
            try await Self.fill(client)
            let answer = try await client.post(
                "/v1/datasets/sales/query?format=svg&width=2400",
                #"{"measures": [\#(measures)], "dimensions": ["country"]}"#)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.body.contains(">\(title) by Land</title>"), "\(answer.body.prefix(900))")
        }
    }

    @Test("Groups are written with their labels, and compared ranges in words")
    func groups() async throws {
        try await TestServer().test { client in
            try await Self.fill(client)
            for (query, title) in [
                (#"{"measures": ["count"], "dimensions": ["ts.weekday"]}"#, "Number of rows by Weekday of Zeitpunkt"),
                (
                    #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}"#,
                    "Number of rows by day"
                ),
                (
                    """
                    {"measures": [{"measure": "sum(net)", "as": "Erlös"}], "timeDimensions": [{"dimension": "ts", "granularity": "day", \
                    "compareDateRange": [["2026-03-28", "2026-03-29"], ["2026-03-30", "2026-03-31"]]}]}
                    """,
                    "Erlös, Erlös, range 2 and change of Erlös, range 2 (€) by day"
                ),
            ] {
                let answer = try await client.post("/v1/datasets/sales/query?format=svg&width=2400", query)
                #expect(
                    answer.status == 200 && answer.body.contains(">\(title)</title>"), "\(answer.body.prefix(1200))")
            }
        }
    }

    @Test("A single number has its unit, and a changed label or unit changes the picture's tag")
    func tags() async throws {
        try await TestServer().test { client in
            try await Self.fill(client)
            let query = #"{"measures": ["sum(took)"]}"#
            let first = try await client.post("/v1/datasets/sales/query?format=svg", query)
            #expect(first.body.contains(">Sum of took</text>") && first.body.contains(">ms</tspan>"), "\(first.body)")
            let change = #"{"changeColumns": [{"name": "took", "label": "Dauer", "unit": "Millisekunden"}]}"#
            let changed = try await client.send(.patch, "/v1/datasets/sales", change, as: [:])
            #expect(changed.status == 200, "\(changed.body)")
            let second = try await client.post("/v1/datasets/sales/query?format=svg", query)
            #expect(second.body.contains(">Sum of Dauer</text>") && second.body.contains(">Millisekunden</tspan>"))
            #expect(first.headers[.eTag] != second.headers[.eTag])
        }
    }
}
