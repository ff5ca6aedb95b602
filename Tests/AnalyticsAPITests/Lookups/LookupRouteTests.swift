import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

@Suite("Lookups over HTTP")
struct LookupRouteTests {
    @Test("An answer names the datasets that it is read from, and its ETag changes with either")
    func versions() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let first = try await LookupWorld.ask(client, LookupWorld.byCountry)
            #expect(
                try first.json["data"]?.description
                    == #"[{"customer.country":"DE","count":3,"sum(units)":70},{"customer.country":null,"count":2,"sum(units)":110},{"customer.country":"FR","count":1,"sum(units)":30}]"#
            )
            #expect(try first.json["meta"]?["lookups"]?.description == #"[{"dataset":"customers","dataVersion":1}]"#)
            let tag = try #require(first.headers[.eTag])
            let same = try await LookupWorld.ask(client, LookupWorld.byCountry, as: [.ifNoneMatch: tag])
            #expect(same.status == 304)
            let added = try await client.post(
                "/v1/datasets/customers/rows", "id,country\n4,NL\n", type: "text/csv")
            #expect(added.status == 201)
            let second = try await LookupWorld.ask(client, LookupWorld.byCountry, as: [.ifNoneMatch: tag])
            #expect(second.status == 200 && second.headers[.eTag] != tag && second.body.contains("NL"))
            #expect(try second.json["meta"]?["lookups"]?.description == #"[{"dataset":"customers","dataVersion":2}]"#)
            #expect(try second.json["meta"]?["dataVersion"] == .number("1"))
            // A query that looks nothing up is read from one dataset.
            let plain = try await LookupWorld.ask(client, #"{"measures": ["count"], "dimensions": ["customer"]}"#)
            #expect(plain.status == 200 && !plain.body.contains("lookups"))
        }
    }

    @Test(
        "A lookup that does not fit is refused when it is set",
        arguments: [
            (#"{"name": "customer", "type": "integer", "lookup": "customerz"}"#, "unknown_dataset"),
            (#"{"name": "customer", "type": "string", "lookup": "customers"}"#, "type_mismatch"),
            (#"{"name": "customer", "type": "integer", "lookup": "keyless"}"#, "key_mismatch"),
            (#"{"name": "customer", "type": "integer", "lookup": "pairs"}"#, "key_mismatch"),
            (#"{"name": "customer", "type": "integer", "lookup": "Customers"}"#, "invalid_name"),
            (#"{"name": "customer", "type": "integer", "lookup": "new"}"#, "key_mismatch"),
        ])
    func refused(column: String, code: String) async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            for definition in [
                #"{"name": "keyless", "columns": [{"name": "id", "type": "integer"}]}"#,
                #"{"name": "pairs", "key": ["a", "b"], "columns": [{"name": "a", "type": "integer", "nullable": false}, {"name": "b", "type": "integer", "nullable": false}]}"#,
            ] {
                #expect(try await client.post("/v1/datasets", definition).status == 201)
            }
            let made = try await client.post("/v1/datasets", #"{"name": "new", "columns": [\#(column)]}"#)
            #expect(made.status == 422 && made.firstError?["code"] == .string(code), "\(made.body)")
            #expect(made.firstError?["pointer"] == .string("/columns/0/lookup"), "\(made.body)")
            guard !column.contains(#""new""#) else { return }
            let renamed = column.replacing(#""customer","#, with: #""other","#)
            let added = try await client.send(
                .patch, LookupWorld.path, #"{"addColumns": [\#(renamed)]}"#, as: [:])
            #expect(added.status == 422 && added.firstError?["code"] == .string(code), "\(added.body)")
            #expect(added.firstError?["pointer"] == .string("/addColumns/0/lookup"), "\(added.body)")
        }
    }

    @Test("A lookup is set, replaced and removed with PATCH, and a column can refer to its own dataset")
    func changes() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            func change(_ member: String) async throws -> Answer {
                try await client.send(.patch, LookupWorld.path, #"{"changeColumns": [\#(member)]}"#, as: [:])
            }
            let removed = try await change(#"{"name": "customer", "lookup": null}"#)
            #expect(removed.status == 200 && !removed.body.contains("lookup"), "\(removed.body)")
            #expect(try await LookupWorld.ask(client, LookupWorld.byCountry).status == 422)
            let set = try await change(#"{"name": "customer", "lookup": "customers"}"#)
            #expect(set.status == 200 && set.body.contains(#""lookup":"customers""#), "\(set.body)")
            #expect(try await LookupWorld.ask(client, LookupWorld.byCountry).status == 200)
            let typed = try await change(#"{"name": "customer", "type": "string"}"#)
            #expect(typed.status == 422 && typed.firstError?["code"] == .string("column_in_use"), "\(typed.body)")
            let misfit = try await change(#"{"name": "customer", "type": "decimal", "lookup": "customers"}"#)
            #expect(misfit.status == 422 && misfit.firstError?["pointer"] == .string("/changeColumns/0/lookup"))

            let own = try await client.post(
                "/v1/datasets",
                #"{"name": "staff", "key": ["id"], "columns": [{"name": "id", "type": "integer", "nullable": false}, {"name": "boss", "type": "integer", "lookup": "staff"}, {"name": "name", "type": "string"}]}"#
            )
            #expect(own.status == 201, "\(own.body)")
            _ = try await client.post("/v1/datasets/staff/rows", "id,boss,name\n1,,A\n2,1,B\n3,1,C\n", type: "text/csv")
            let bosses = try await client.send(
                .post, "/v1/datasets/staff/query", #"{"measures": ["count"], "dimensions": ["boss.name"]}"#, as: [:])
            #expect(
                try bosses.json["data"]?.description
                    == #"[{"boss.name":"A","count":2},{"boss.name":null,"count":1}]"#, "\(bosses.body)")
        }
    }

    @Test("A dataset has a maximum number of columns with a lookup")
    func maximum() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            func columns(_ numbers: ClosedRange<Int>) -> String {
                numbers.map { #"{"name": "c\#($0)", "type": "integer", "lookup": "customers"}"# }.joined(separator: ",")
            }
            let most = try await client.post("/v1/datasets", #"{"name": "most", "columns": [\#(columns(1...16))]}"#)
            #expect(most.status == 201, "\(most.body)")
            let more = try await client.send(
                .patch, "/v1/datasets/most", #"{"addColumns": [\#(columns(17...17))]}"#, as: [:])
            #expect(more.status == 422 && more.firstError?["code"] == .string("column_count"), "\(more.body)")
            let many = try await client.post("/v1/datasets", #"{"name": "many", "columns": [\#(columns(1...17))]}"#)
            #expect(many.status == 422, "\(many.body)")
        }
    }

    @Test(
        "Dropping a dataset or a column that values are looked up in names the dependents, and queries end with errors")
    func dependents() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            try await client.saveQuery("by_country", #"{"query": \#(LookupWorld.byCountry)}"#)
            try await client.saveQuery("total", #"{"query": {"measures": ["count"]}}"#)
            _ = try await client.makeLink("by_country")
            for (path, body) in [
                ("/v1/datasets/customers", #"{"dropColumns": ["segment", "country"]}"#),
                (LookupWorld.path, #"{"dropColumns": ["customer"]}"#),
            ] {
                let refused = try await client.send(.patch, path, body, as: [:])
                #expect(refused.status == 428, "\(refused.body)")
                guard case .array(let errors)? = try refused.json["errors"] else {
                    throw SetupError(answers: [refused])
                }
                let codes = errors.map { $0["code"]?.description ?? "" }
                #expect(codes == [#""used_by_query""#, #""used_by_link""#], "\(refused.body)")
            }
            let unconfirmed = try await client.send(.delete, "/v1/datasets/customers", headers: [:], body: nil)
            #expect(unconfirmed.status == 428 && unconfirmed.firstError?["code"] == .string("used_by_lookup"))
            let dropped = try await client.send(
                .delete, "/v1/datasets/customers?confirm=customers", headers: [:], body: nil)
            #expect(dropped.status == 204)
            let after = try await LookupWorld.ask(client, LookupWorld.byCountry)
            #expect(after.status == 422 && after.code == "invalid_query", "\(after.body)")
            #expect(try await LookupWorld.ask(client, #"{"measures": ["count"]}"#).status == 200)
            // A dataset of the name that fits is looked up in again.
            let again = try await client.post("/v1/datasets", LookupWorld.customers)
            #expect(again.status == 201)
            #expect(try await LookupWorld.ask(client, LookupWorld.byCountry).status == 200)
        }
    }

    @Test("The last line of NDJSON names the datasets that values are looked up in")
    func lines() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let lines = try await LookupWorld.ask(
                client, LookupWorld.byCountry, as: [.accept: "application/x-ndjson"])
            let end = #"{"_end":{"rows":3,"lookups":[{"dataset":"customers","dataVersion":1}]}}"# + "\n"
            #expect(lines.body.hasSuffix(end), "\(lines.body)")
            let plain = try await LookupWorld.ask(
                client, #"{"measures": ["count"]}"#, as: [.accept: "application/x-ndjson"])
            #expect(plain.body.hasSuffix(#"{"_end":{"rows":1}}"# + "\n"), "\(plain.body)")
        }
    }

    @Test("A chart tells two lookups in one dataset apart by the columns that are looked up")
    func labels() async throws {
        try await TestServer().test { client in
            let answers = [
                try await client.post(
                    "/v1/datasets",
                    #"{"name": "places", "key": ["id"], "columns": [{"name": "id", "type": "integer", "nullable": false}, {"name": "city", "type": "string", "label": "City"}]}"#
                ),
                try await client.post(
                    "/v1/datasets",
                    #"{"name": "trips", "columns": [{"name": "start", "type": "integer", "label": "Start", "lookup": "places"}, {"name": "goal", "type": "integer", "lookup": "places"}]}"#
                ),
                try await client.post("/v1/datasets/places/rows", "id,city\n1,A\n2,B\n", type: "text/csv"),
                try await client.post("/v1/datasets/trips/rows", "start,goal\n1,2\n2,1\n", type: "text/csv"),
            ]
            guard answers.allSatisfy({ $0.status == 201 }) else { throw SetupError(answers: answers) }
            let chart = try await client.send(
                .post, "/v1/datasets/trips/query?format=svg",
                #"{"measures": ["count"], "dimensions": ["start.city", "goal.city"]}"#, as: [:])
            #expect(chart.status == 200, "\(chart.body)")
            #expect(chart.body.contains("Start: City") && chart.body.contains("goal: City"), "\(chart.body)")
        }
    }

    @Test("A plan, a link and a model's tool read lookups")
    func otherWays() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let plan = try await client.send(
                .post, LookupWorld.path + "/query?explain=true", LookupWorld.byCountry, as: [:])
            #expect(
                try plan.json["lookups"]?.description
                    == #"[{"column":"customer","dataset":"customers","key":"id","rowCount":3}]"#, "\(plan.body)")
            try await client.saveQuery("by_country", #"{"query": \#(LookupWorld.byCountry)}"#)
            let link = try await client.makeLink("by_country")
            for format in ["", ".json", ".csv"] {
                let shown = try await client.get(link.path + format)
                #expect(shown.status == 200 && shown.body.contains("FR"), "\(format): \(shown.body)")
            }
            let page = try await client.get(link.path)
            #expect(page.body.contains("version 1, customers at version 1."), "\(page.body)")
            let tag = try #require(page.headers[.eTag])
            #expect(try await client.get(link.path, headers: [.ifNoneMatch: tag]).status == 304)
            _ = try await client.post("/v1/datasets/customers/rows", "id,country\n4,NL\n", type: "text/csv")
            #expect(try await client.get(link.path, headers: [.ifNoneMatch: tag]).body.contains("NL"))
        }
    }

    @Test("An erasure removes the jobs and the links whose dataset looks values up in the erased one")
    func erasure() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let job = try await client.post(
                LookupWorld.path + "/query", LookupWorld.byCountry, headers: [.prefer: "respond-async"])
            guard job.status == 202, let place = job.headers[.location] else { throw SetupError(answers: [job]) }
            let result = try await client.get(place + "/result", headers: [.prefer: "wait=30"])
            #expect(result.status == 200 && result.body.contains("FR"), "\(result.body)")
            let country = #"{"member": "country", "operator": "equals", "values": ["FR"]}"#
            let rights = #""scopes": ["read", "ingest"], "datasets": ["sales", "customers"]"#
            let filtered = try await client.makeKey(rights + #", "filters": {"customers": [\#(country)]}"#)
            let all = try await client.makeKey(rights)
            let query = #"{"query": {"measures": ["count"]}}"#
            try await client.saveQuery("filtered", query, as: filtered.headers)
            try await client.saveQuery("all", query, as: all.headers)
            let link = try await client.makeLink("filtered", as: filtered.headers)
            let kept = try await client.makeLink("all", as: all.headers)
            let path = "/v1/datasets/customers/erasures"
            let erased = try await client.post(path, #"{"filters": [\#(country)]}"#)
            #expect(erased.status == 200 && erased.body.contains(link.id), "\(erased.body)")
            #expect(!erased.body.contains(kept.id) && erased.body.contains(filtered.id))
            #expect(try await client.get(place).status == 404)
            #expect(try await client.get(link.path + ".json").status == 404)
            #expect(try await client.get(kept.path + ".json").status == 200)
        }
    }
}
