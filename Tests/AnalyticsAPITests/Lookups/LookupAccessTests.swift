import AnalyticsAPI
import HTTPTypes
import Models
import Testing

/// The values of another dataset that exist for a client with a restricted key.
@Suite("Restricted lookups")
struct LookupAccessTests {
    /// Rights that do not reach the dataset, and those that close it.
    private static let closed = [
        #""datasets": ["sales"]"#, #""datasets": ["sales", "customers"], "hiddenColumns": {"customers": ["id"]}"#,
        #""datasets": ["sales", "customers"], "hiddenColumns": {"customers": ["gone"]}"#,
        #""datasets": ["sales", "customers"], "filters": {"customers": [{"member": "gone", "operator": "set"}]}"#,
    ]

    private static let queries = [
        LookupWorld.byCountry,
        #"{"measures": ["count"], "filters": [{"member": "customer.country", "operator": "equals", "values": ["DE"]}]}"#,
        #"{"measures": ["countDistinct(customer.country)"]}"#,
        #"{"measures": [{"measure": "count", "as": "n", "filters": [{"member": "customer.country", "operator": "set"}]}]}"#,
        #"{"measures": ["count"], "order": [["customer.country", "asc"]]}"#,
    ]

    @Test(
        "A dataset that does not exist for a client is not looked up in: the answer is that of a column without a lookup",
        arguments: closed)
    func withheld(rights: String) async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let key = try await client.makeKey(#""scopes": ["read"], \#(rights)"#)
            var answers: [String] = []
            for query in Self.queries {
                let answer = try await LookupWorld.ask(client, query, as: key.headers)
                #expect(answer.status == 422 && !answer.body.contains("customers"), "\(answer.body)")
                answers.append(try answer.json["errors"]?.description ?? "")
                let plan = try await client.send(
                    .post, LookupWorld.path + "/query?explain=true", query, as: key.headers)
                #expect(plan.status == 422, "\(plan.body)")
            }
            _ = try await client.send(
                .patch, LookupWorld.path, #"{"changeColumns": [{"name": "customer", "lookup": null}]}"#, as: [:])
            for (query, answer) in zip(Self.queries, answers) {
                let plain = try await LookupWorld.ask(client, query, as: key.headers)
                #expect(try plain.json["errors"]?.description == answer, "\(query)")
            }
        }
    }

    @Test(
        "A saved query that names columns of a dataset which a client's restriction closes does not exist",
        arguments: closed)
    func withheldQueries(rights: String) async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            try await client.saveQuery("by_country", #"{"query": \#(LookupWorld.byCountry)}"#)
            try await client.saveQuery("plain", #"{"query": {"measures": ["count"]}}"#)
            let key = try await client.makeKey(#""scopes": ["read"], \#(rights)"#)
            let list = try await client.get(LookupWorld.path + "/queries", headers: key.headers)
            #expect(list.status == 200 && list.body.contains("plain") && !list.body.contains("country"), "\(list.body)")
            let unseen = try await client.get(LookupWorld.path + "/queries/by_country", headers: key.headers)
            #expect(unseen.status == 404 && !unseen.body.contains("customer.country"), "\(unseen.body)")
        }
    }

    @Test("Descriptions that tell different lookups have different ETags")
    func descriptionTags() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let places = LookupWorld.customers.replacing("customers", with: "places")
            #expect(try await client.post("/v1/datasets", places).status == 201)
            let change = #"{"changeColumns": [{"name": "units", "lookup": "places"}]}"#
            #expect(try await client.send(.patch, LookupWorld.path, change, as: [:]).status == 200)
            var bodies: [String: String] = [:]
            for others in ["", #", "customers""#, #", "places""#, #", "customers", "places""#] {
                let key = try await client.makeKey(#""scopes": ["read"], "datasets": ["sales"\#(others)]"#)
                let answer = try await client.get(LookupWorld.path, headers: key.headers)
                bodies[try #require(answer.headers[.eTag])] = answer.body
            }
            #expect(bodies.count == 4 && Set(bodies.values).count == 4, "\(bodies)")
        }
    }

    @Test("The description of a column does not name a dataset that does not exist for the client")
    func description() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let without = try await client.makeKey(#""scopes": ["read"], "datasets": ["sales"]"#)
            let with = try await client.makeKey(#""scopes": ["read"], "datasets": ["sales", "customers"]"#)
            let (few, all) = (
                try await client.get(LookupWorld.path, headers: without.headers),
                try await client.get(LookupWorld.path, headers: with.headers)
            )
            #expect(few.status == 200 && !few.body.contains("customers") && few.body.contains("customer"))
            #expect(all.body.contains(#""lookup":"customers""#))
            #expect(few.headers[.eTag] != all.headers[.eTag])
            let listed = try await client.get("/v1/datasets", headers: without.headers)
            #expect(!listed.body.contains("customers"))
        }
    }

    @Test("A hidden column does not exist, and a row outside of the filters is as one that is not there")
    func parts() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            let hidden = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales", "customers"], "hiddenColumns": {"customers": ["segment"]}"#)
            let shown = try await LookupWorld.ask(client, LookupWorld.byCountry, as: hidden.headers)
            #expect(shown.status == 200 && shown.body.contains("DE"))
            let segment = try await LookupWorld.ask(
                client, LookupWorld.byCountry.replacing("country", with: "segment"), as: hidden.headers)
            let unknown = try await LookupWorld.ask(
                client, LookupWorld.byCountry.replacing("country", with: "segmeng"), as: hidden.headers)
            #expect(segment.status == 422)
            let errors = try [segment, unknown].map { try $0.json["errors"]?.description ?? "" }
            #expect(
                !errors[0].isEmpty
                    && errors[0].replacing("segment", with: "NAME") == errors[1].replacing("segmeng", with: "NAME"))

            let germany = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales", "customers"], "filters": {"customers": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            )
            let limited = try await LookupWorld.ask(client, LookupWorld.byCountry, as: germany.headers)
            #expect(
                try limited.json["data"]?.description
                    == #"[{"customer.country":"DE","count":3,"sum(units)":70},{"customer.country":null,"count":3,"sum(units)":140}]"#
            )
            for (test, values, count) in [
                ("equals", #"["FR"]"#, 0), ("notEquals", #"["DE"]"#, 3), ("in", #"["FR", null]"#, 3),
                ("startsWith", #"["F"]"#, 0),
            ] {
                let filtered = try await LookupWorld.ask(
                    client,
                    #"{"measures": ["count"], "filters": [{"member": "customer.country", "operator": "\#(test)", "values": \#(values)}]}"#,
                    as: germany.headers)
                #expect(try filtered.json["data"]?.description == #"[{"count":\#(count)}]"#, "\(test) \(values)")
            }
            let plan = try await client.send(
                .post, LookupWorld.path + "/query?explain=true", LookupWorld.byCountry, as: germany.headers)
            #expect(plan.status == 200 && !plan.body.contains("rowCount") && !plan.body.contains("estimated"))
            // Two clients with different rights have different answers, and no tag in common.
            #expect(limited.headers[.eTag] != shown.headers[.eTag])
            let whole = try await LookupWorld.ask(client, LookupWorld.byCountry)
            #expect(whole.headers[.eTag] != limited.headers[.eTag])
        }
    }

    @Test(
        "A saved query exists only for clients of the dataset that it looks up in, and a link sees what its creator sees"
    )
    func savedQueries() async throws {
        try await TestServer().test { client in
            try await LookupWorld.make(client)
            try await client.saveQuery("by_country", #"{"query": \#(LookupWorld.byCountry)}"#)
            let without = try await client.makeKey(#""scopes": ["read"], "datasets": ["sales"]"#)
            let unseen = try await client.get(LookupWorld.path + "/queries/by_country", headers: without.headers)
            #expect(unseen.status == 404)
            let list = try await client.get(LookupWorld.path + "/queries", headers: without.headers)
            #expect(list.status == 200 && !list.body.contains("by_country"))
            let germany = try await client.makeKey(
                #""scopes": ["read", "ingest"], "datasets": ["sales", "customers"], "filters": {"customers": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            )
            try await client.saveQuery("mine", #"{"query": \#(LookupWorld.byCountry)}"#, as: germany.headers)
            let link = try await client.makeLink("mine", as: germany.headers)
            let shown = try await client.get(link.path + ".json")
            #expect(shown.status == 200 && shown.body.contains("DE") && !shown.body.contains("FR"), "\(shown.body)")
        }
    }
}
