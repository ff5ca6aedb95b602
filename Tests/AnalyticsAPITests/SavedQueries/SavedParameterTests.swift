import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

@Suite("Parameters of saved queries")
struct SavedParameterTests {
    private static let path = "/v1/datasets/sales/queries/by_country"
    private static let document = #"""
        {"query": {"measures": ["count", "sum(units)"],
          "filters": [{"member": "country", "operator": "equals", "values": [{"parameter": "country"}]},
            {"member": "units", "operator": "gte", "values": [{"parameter": "least"}]}],
          "limit": {"parameter": "rows"}, "total": {"parameter": "total"}},
         "parameters": {"country": {"default": "DE", "description": "a country"}, "least": {"default": 0},
           "rows": {"default": 10}, "total": {"default": false}}}
        """#

    @Test("A run replaces the defaults of parameters, as the query with these values is answered")
    func runs() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let made = try await client.saveQuery("by_country", Self.document)
            #expect(made.status == 201, "\(made.body)")
            var tags: Set<String?> = []
            for (parameters, country, least) in [
                ("", "DE", "0"), ("?param.country=FR", "FR", "0"), ("?param.country=FR&param.least=1", "FR", "1"),
                ("?param.country=%C3%A4%22", "ä\\\"", "0"), ("?param.least=2", "DE", "2"),
            ] {
                let run = try await client.get(Self.path + "/result.csv" + parameters)
                let query =
                    #"{"measures": ["count", "sum(units)"], "limit": 10, "filters": [{"member": "country", "operator": "equals", "values": ["\#(country)"]}, {"member": "units", "operator": "gte", "values": [\#(least)]}]}"#
                let same = try await client.send(
                    .post, "/v1/datasets/sales/query?format=csv", query, as: HTTPFields())
                #expect(run.status == same.status && run.body == same.body, "\(parameters): \(run.body) \(same.body)")
                if run.status == 200 { tags.insert(run.headers[.eTag]) }
            }
            #expect(tags.count >= 3)
            let total = try await client.get(Self.path + "/result.json?param.total=true")
            #expect(try total.json["meta"]?["total"] == .number("1"), "\(total.body)")
            for (sent, shown) in [
                ("param.country=FR", "param.country=FR"), ("param%2Ecountry=FR", "param%2Ecountry=FR"),
                ("width=400&param.country=F>R", "param.country=F%3ER"),
            ] {
                let chart = try await client.get(Self.path + "/result.svg?" + sent)
                #expect(chart.headers[.link]?.contains("/result.csv?\(shown)>") == true, "\(chart.headers)")
            }
        }
    }

    @Test("Values of parameters are limited in all their places together, when a query is saved and when it is run")
    func sizes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let places = Array(repeating: #"{"parameter": "c"}"#, count: 2000).joined(separator: ",")
            func document(_ value: String) -> String {
                #"{"query": {"measures": ["count"], "filters": [{"member": "country", "operator": "in", "values": [\#(places)]}]}, "parameters": {"c": {"default": "\#(value)"}}}"#
            }
            func save(_ value: String) async throws -> Answer {
                try await client.send(.put, "/v1/datasets/sales/queries/many", document(value), as: HTTPFields())
            }
            let refused = try await save(String(repeating: "x", count: 33))
            #expect(refused.status == 422 && refused.body.contains("66000 bytes"), "\(refused.body)")
            #expect(try await save("DE").status == 201)
            let uri = "/v1/datasets/sales/queries/many/result.csv?param.c="
            let long = try await client.get(uri + String(repeating: "x", count: 33))
            #expect(long.code == "invalid_query" && long.body.contains("66000 bytes"), "\(long.body)")
            #expect(try await client.get(uri + String(repeating: "x", count: 32)).status == 200)
        }
    }

    @Test(
        "A value of another type, and a parameter that the query does not have, are mistakes that name the parameter",
        arguments: [
            ("param.least=a", "param.least", "expected a number"), ("param.total=1", "param.total", "true or false"),
            ("param.land=DE", "param.land", "expected param.country, param.least, param.rows, param.total"),
            ("country=DE", "country", "names may also begin with \\\"param.\\\""),
            ("param.rows=1&param.rows=2", "param.rows", "twice"),
        ])
    func wrongValues(parameters: String, name: String, detail: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("by_country", Self.document)
            let answer = try await client.get(Self.path + "/result.csv?" + parameters)
            #expect(answer.code == "invalid_parameter", "\(answer.body)")
            #expect(answer.firstError?["parameter"] == .string(name), "\(answer.body)")
            #expect(answer.body.contains(detail), "\(answer.body)")
        }
    }

    @Test(
        "A parameter of the saved query that is sent without its prefix is suggested with it",
        arguments: [
            ("country=DE", "param.country"), ("contry=DE", "param.country"), ("land=DE", nil),
            ("bigint=string", "bigints"), ("rows=1&total=true", "param.rows"),
        ] as [(String, String?)])
    func prefixes(parameters: String, nearest: String?) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("by_country", Self.document)
            let answer = try await client.get(Self.path + "/result.json?" + parameters)
            #expect(
                answer.code == "invalid_parameter" && answer.firstError?["nearest"]?.text == nearest, "\(answer.body)")
        }
    }

    @Test(
        "A value that the query refuses is a mistake that names the parameter in place of its place in the query",
        arguments: [
            ("param.least=1.5", "param.least"), ("param.rows=-1", "param.rows"),
            ("param.country=FR&param.rows=-2", "param.rows"),
            ("param.rows=99999999999999999999", "param.rows"),
        ])
    func refusedValues(parameters: String, name: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("by_country", Self.document)
            let answer = try await client.get(Self.path + "/result.csv?" + parameters)
            #expect(answer.code == "invalid_query", "\(answer.body)")
            #expect(answer.firstError?["parameter"] == .string(name), "\(answer.body)")
            #expect(answer.firstError?["pointer"] == nil, "\(answer.body)")
            #expect(try answer.json["detail"]?.text?.contains("\(name): ") == true, "\(answer.body)")
        }
    }

    @Test(
        "A document with a mistake in its parameters is refused with the place of the mistake",
        arguments: [
            (#""parameters": {"a": {"default": 1}}"#, #""limit": 1"#, "/parameters/a", "does not use"),
            (#""parameters": {"a": {}}"#, #""limit": {"parameter": "a"}"#, "/parameters/a", "a text, a number"),
            (
                #""parameters": {"a": {"default": [1]}}"#, #""limit": {"parameter": "a"}"#, "/parameters/a/default",
                "a text"
            ),
            (#""parameters": {"A": {"default": 1}}"#, #""limit": 1"#, "/parameters/A", "a name"),
            (#""parameters": 7"#, #""limit": 1"#, "/parameters", "an object"),
            (#""title": "a""#, #""limit": {"parameter": "a"}"#, "/query/limit/parameter", "does not have"),
            (
                #""parameters": {"b": {"default": 1}}"#, #""limit": {"parameter": "a"}"#, "/query/limit/parameter",
                "one of b"
            ),
            (#""parameters": {"a": {"default": "x"}}"#, #""limit": {"parameter": "a"}"#, "/query/limit", "expected"),
        ])
    func wrongDocuments(parameters: String, limit: String, pointer: String, detail: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(
                .put, "/v1/datasets/sales/queries/a", #"{"query": {"measures": ["count"], \#(limit)}, \#(parameters)}"#,
                as: HTTPFields())
            #expect(answer.code == "invalid_query", "\(answer.body)")
            #expect(answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
            #expect(answer.body.contains(detail), "\(answer.body)")
        }
    }

    @Test(
        "A parameter without its default is one mistake that shows the notation",
        arguments: [
            (#"{"a": "Köln"}"#, #"got a string, expected an object such as {"default": "Köln"}"#),
            (#"{"a": 5}"#, #"got a number, expected an object such as {"default": 5}"#),
            (#"{"a": true}"#, #"got true, expected an object such as {"default": true}"#),
            (#"["a"]"#, #"such as {"city": {"default": "Berlin"}}"#),
        ])
    func bareValues(parameters: String, detail: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(
                .put, "/v1/datasets/sales/queries/a",
                #"{"query": {"measures": ["count"], "limit": {"parameter": "a"}}, "parameters": \#(parameters)}"#,
                as: HTTPFields())
            guard case .array(let errors)? = try answer.json["errors"] else {
                Issue.record("\(answer.body)")
                return
            }
            #expect(errors.count == 1 && errors[0]["detail"]?.text?.contains(detail) == true, "\(answer.body)")
        }
    }

    @Test(
        "A query in place of the document is told to stand under its key",
        arguments: [
            #"{"measures": ["count"]}"#, #"{"title": "a", "dimensions": ["country"], "limit": 5}"#,
        ])
    func bareQueries(document: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(.put, "/v1/datasets/sales/queries/a", document, as: HTTPFields())
            guard case .array(let errors)? = try answer.json["errors"] else {
                Issue.record("\(answer.body)")
                return
            }
            #expect(answer.code == "invalid_query" && errors.count == 1, "\(answer.body)")
            #expect(errors[0]["detail"]?.text?.contains(#"expected the query under "query", as in {"query""#) == true)
        }
    }

    @Test("A client that sees a part gets no row outside of it, whatever the values of the parameters are")
    func rights() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("by_country", Self.document)
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            )
            let own = try await client.get(Self.path + "/result.csv", headers: key.headers)
            let other = try await client.get(Self.path + "/result.csv?param.country=FR", headers: key.headers)
            #expect(own.status == 200 && other.status == 200)
            #expect(other.body.split(whereSeparator: \.isNewline).last == "0,", "\(other.body)")
            #expect(own.body.split(whereSeparator: \.isNewline).last != "0,", "\(own.body)")
        }
    }

    @Test("A model lists the parameters of a saved query and runs it with values of its own")
    func models() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("by_country", Self.document)
            func call(_ tool: String, _ arguments: String) async throws -> Answer {
                try await client.post(
                    "/mcp",
                    #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "\#(tool)", "arguments": \#(arguments)}}"#
                )
            }
            let list = try await call("list_saved_queries", #"{"dataset": "sales"}"#)
            #expect(list.body.contains(#"a country"#), "\(list.body)")
            let french = try await call(
                "run_saved_query",
                #"{"dataset": "sales", "name": "by_country", "parameters": {"country": "FR", "total": true}}"#)
            let whole = try await client.get(Self.path + "/result.json?param.country=FR&bigints=string")
            let data = try #require(try whole.json["data"])
            let shown = try french.json["result"]?["structuredContent"]?["data"]
            #expect(shown == data, "\(french.body)")
            let wrong = try await call(
                "run_saved_query", #"{"dataset": "sales", "name": "by_country", "parameters": {"land": "FR"}}"#)
            #expect(wrong.body.contains("param.country"), "\(wrong.body)")
        }
    }
}
