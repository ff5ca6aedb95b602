import Models
import Testing

@Suite("QueryError")
struct QueryErrorTests {
    static func dataset() throws -> DatasetDefinition {
        try DatasetDefinition(
            name: Identifier("orders"),
            columns: [
                Column(name: Identifier("ts"), type: .timestamp), Column(name: Identifier("day"), type: .date),
                Column(name: Identifier("country"), type: .string), Column(name: Identifier("amount"), type: .decimal),
                Column(name: Identifier("n"), type: .integer), Column(name: Identifier("ok"), type: .boolean),
                Column(name: Identifier("extra"), type: .json),
            ], timeColumn: Identifier("ts"))
    }

    /// Returns the errors of a query.
    private func issues(_ json: String, limits: QueryLimits = .document) throws -> [QueryError.Issue] {
        do {
            _ = try Query(json: JSONValue(parsing: json)).resolved(against: Self.dataset(), limits: limits)
            return []
        } catch let error as QueryError {
            return error.issues
        }
    }

    @Test(
        "A label in place of a name is told as such",
        arguments: [
            #"{"measures": ["sum(Umsatz Netto (€))"]}"#, #"{"measures": ["Umsatz Netto (€)"]}"#,
            #"{"dimensions": ["Umsatz Netto (€)"]}"#,
            #"{"measures": ["count"], "filters": [{"member": "Umsatz Netto (€)", "operator": "set"}]}"#,
            #"{"measures": ["count"], "order": [["Umsatz Netto (€)", "asc"]]}"#,
        ])
    func labels(json: String) throws {
        let dataset = try DatasetDefinition(
            name: Identifier("orders"),
            columns: [Column(name: Identifier("umsatz_netto"), type: .decimal, label: "Umsatz Netto (€)")])
        let query = try Query(json: JSONValue(parsing: json))
        let error = #expect(throws: QueryError.self) { try query.resolved(against: dataset) }
        let issue = try #require(error?.issues.first)
        #expect(issue.code == .unknownColumn && issue.nearest == "umsatz_netto")
        #expect(issue.detail.contains("is the label of the column \"umsatz_netto\""), "\(issue.detail)")
    }

    @Test(
        "A part of a column's name or label is told with the column, else the columns are listed",
        arguments: [
            (#"{"measures": ["sum(umsatz)"]}"#, "umsatz_eur"), (#"{"measures": ["sum(Umsatz)"]}"#, "umsatz_eur"),
            (#"{"dimensions": ["menge"]}"#, "anzahl"), (#"{"dimensions": ["datum"]}"#, "bestelldatum"),
            (#"{"dimensions": ["kunde"]}"#, nil), (#"{"dimensions": ["kunden"]}"#, "kunde_name"),
            (#"{"dimensions": ["eu"]}"#, nil), (#"{"dimensions": ["geheim"]}"#, nil),
            (#"{"dimensions": ["Größe"]}"#, "groesse_cm"),
            (#"{"measures": ["count"], "filters": [{"member": "umsatz", "operator": "set"}]}"#, "umsatz_eur"),
            (#"{"measures": ["sum(umsatz_eur)"], "order": [["umsatz", "desc"]]}"#, "sum(umsatz_eur)"),
        ] as [(String, String?)])
    func parts(json: String, nearest: String?) throws {
        let names: [(String, String?)] = [
            ("umsatz_eur", "Umsatz (EUR)"), ("bestelldatum", nil), ("kunde_id", nil),
            ("kunde_name", "Kundennummer alt"),
            ("anzahl", "Menge in Stück"), ("groesse_cm", nil), ("geheimnis", nil),
        ]
        let dataset = try DatasetDefinition(
            name: Identifier("b"),
            columns: names.map { try Column(name: Identifier($0.0), type: .decimal, label: $0.1) })
        let query = try Query(json: JSONValue(parsing: json))
        let error = #expect(throws: QueryError.self) {
            try query.resolved(against: dataset, limits: .document, hiding: [Identifier("geheimnis")])
        }
        let issue = try #require(error?.issues.first)
        #expect(issue.nearest == nearest)
        let list = " (it has umsatz_eur, bestelldatum, kunde_id, kunde_name, anzahl, groesse_cm)"
        #expect(issue.detail.hasSuffix(list) == (nearest == nil), "\(issue.detail)")
    }

    @Test(
        "A path into a column of JSON is told with the way to give the value a column of its own",
        arguments: [
            #"{"dimensions": ["extra.geo.land"]}"#, #"{"measures": ["countDistinct(extra.geo.land)"]}"#,
            #"{"measures": ["count"], "filters": [{"member": "extra.geo.land", "operator": "equals", "values": ["DE"]}]}"#,
            #"{"measures": ["count"], "timeDimensions": [{"dimension": "extra.geo.land", "granularity": "day"}]}"#,
        ])
    func nested(json: String) throws {
        let found = try issues(json)
        #expect(found.count == 1 && found[0].code == .typeMismatch && found[0].nearest == nil)
        #expect(
            found[0].detail
                == "got \"extra.geo.land\", but \"extra\" has type json, whose nested values can be neither grouped nor "
                + "filtered; give nested values keys of their own before loading, for example with "
                + "jq -c '.extra_geo_land = .extra.geo.land'")
    }

    @Test(
        "A comparison of a column of JSON is told with the remedy, and a path that no shell takes without an example",
        arguments: [
            #"{"dimensions": ["extra"]}"#, #"{"measures": ["countDistinct(extra)"]}"#,
            #"{"dimensions": ["extra.a'b"]}"#,
            #"{"measures": ["count"], "filters": [{"member": "extra", "operator": "equals", "values": ["DE"]}]}"#,
        ])
    func comparedJSON(json: String) throws {
        let found = try issues(json)
        #expect(found.count == 1 && found[0].code == .typeMismatch)
        #expect(found[0].detail.hasSuffix("; give nested values keys of their own before loading"), "\(found)")
    }

    @Test("The columns of a wide dataset are not listed")
    func wide() throws {
        let dataset = try DatasetDefinition(
            name: Identifier("b"),
            columns: (0...20).map { try Column(name: Identifier("spalte\($0)"), type: .integer) })
        let query = try Query(json: JSONValue(parsing: #"{"dimensions": ["umsatz"]}"#))
        let error = #expect(throws: QueryError.self) { try query.resolved(against: dataset) }
        #expect(error?.issues.first?.detail == "the dataset \"b\" has no column \"umsatz\"")
    }

    @Test(
        "An unknown key of a filter is told with the notation of a condition, or with a key that begins with it",
        arguments: [
            (
                #"{"land": "Deutschland"}"#, ["/filters/0/land"], nil,
                #"{"member": "land", "operator": "equals", "values": ["Deutschland"]}"#
            ),
            (#"{"n": 5}"#, ["/filters/0/n"], nil, #"{"member": "n", "operator": "equals", "values": [5]}"#),
            (#"{"day": {"gt": 1}}"#, ["/filters/0/day"], nil, #""values": […]}"#),
            (
                #"{"member": "n", "op": "set"}"#, ["/filters/0/op", "/filters/0"], "operator",
                "expected one of member, operator, values, and, or"
            ),
            (
                #"{"column": "n", "operator": "set"}"#, ["/filters/0/column", "/filters/0"], "member",
                "expected one of member, operator, values, and, or"
            ),
            (
                #"{"name": "n", "op": "set"}"#, ["/filters/0/name", "/filters/0/op"], "member",
                "expected one of member, operator, values, and, or"
            ),
            (#"{"name": "Anna"}"#, ["/filters/0/name"], nil, #""operator": "equals", "values": ["Anna"]}"#),
            (
                #"{"spalte": "n", "operator": "set"}"#, ["/filters/0/spalte", "/filters/0"], nil,
                #"the name of the column or measure is the value of "member""#
            ),
            (#"{"AND": []}"#, ["/filters/0/AND"], "and", "expected one of member, operator, values, and, or"),
        ] as [(String, [String], String?, String)])
    func keysOfFilters(filter: String, pointers: [String], nearest: String?, end: String) throws {
        let found = try issues(#"{"measures": ["count"], "filters": [\#(filter)]}"#)
        #expect(found.map(\.pointer) == pointers)
        #expect(found[0].code == .unknownKey && found[0].nearest == nearest)
        #expect(found[0].detail.hasSuffix(end), "\(found[0].detail)")
    }

    @Test("A label never takes the place of a measure or of a part of a date")
    func labelsLikeMeasures() throws {
        let dataset = try DatasetDefinition(
            name: Identifier("orders"),
            columns: [
                Column(name: Identifier("a"), type: .integer, label: "count"),
                Column(name: Identifier("b"), type: .integer, label: "sum(a)"),
                Column(name: Identifier("ts"), type: .timestamp),
                Column(name: Identifier("c"), type: .string, label: "ts.weekday"),
            ])
        let query = try Query(
            json: JSONValue(
                parsing: #"""
                    {"measures": ["sum(a)"], "dimensions": ["ts.weekday"], "order": [["count", "desc"]],
                     "filters": [{"member": "count", "operator": "gt", "values": [1]}]}
                    """#))
        #expect(throws: Never.self) { try query.resolved(against: dataset) }
    }

    @Test(
        "An error has a pointer, a code and the nearest valid name",
        arguments: [
            (#"{"measures": ["cout"]}"#, "/measures/0", .unknownMeasure, "count"),
            (#"{"measures": ["smu(n)"]}"#, "/measures/0", .unknownMeasure, "sum(n)"),
            (#"{"measures": ["sum(amont)"]}"#, "/measures/0", .unknownColumn, "amount"),
            (#"{"measures": ["sum"]}"#, "/measures/0", .unknownMeasure, nil),
            (
                """
                {"measures": [\((0..<8).map { "{\"measure\": \"max(country)\", \"as\": \"m\($0)\"}" }.joined(separator: ","))],
                 "order": [["min(country)", "asc"]]}
                """, "/measures", .outOfRange, nil
            ),
            (#"{"measures": ["sum(n"]}"#, "/measures/0", .unknownMeasure, nil),
            (#"{"measures": ["percentile(1.5, n)"]}"#, "/measures/0", .unknownMeasure, nil),
            (#"{"measures": ["percentile(n)"]}"#, "/measures/0", .unknownMeasure, nil),
            (#"{"measures": ["p101(n)"]}"#, "/measures/0", .unknownMeasure, nil),
            (#"{"measures": ["medain(n)"]}"#, "/measures/0", .unknownMeasure, "median(n)"),
            (#"{"measures": ["approxCountDistinct(n)"]}"#, "/measures/0", .unknownMeasure, "countDistinctApprox(n)"),
            (#"{"measures": ["APPROX_COUNT_DISTINCT(n)"]}"#, "/measures/0", .unknownMeasure, "countDistinctApprox(n)"),
            (#"{"measures": ["mean(n)"]}"#, "/measures/0", .unknownMeasure, "avg(n)"),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["31.12.2025", "2026-01-01"]}]}"#,
                "/timeDimensions/0/dateRange/0", .invalidValue, "2025-12-31"
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": "12.2025"}]}"#,
                "/timeDimensions/0/dateRange", .invalidValue, "2025-12"
            ),
            (#"{"measures": ["median(country)"]}"#, "/measures/0", .typeMismatch, nil),
            (#"{"measures": ["first(extra)"]}"#, "/measures/0", .typeMismatch, nil),
            (#"{"measures": ["runningTotal(count)"]}"#, "/measures/0", .invalidShape, nil),
            (
                #"{"measures": ["movingAverage(count, 1)"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}"#,
                "/measures/0", .outOfRange, nil
            ),
            (
                #"{"measures": ["rank(count)"], "filters": [{"member": "rank(count)", "operator": "set"}]}"#,
                "/filters/0/member", .typeMismatch, nil
            ),
            (#"{"dimensions": ["ts.wekday"]}"#, "/dimensions/0", .unknownGranularity, "ts.weekday"),
            (#"{"dimensions": ["ts.hour"]}"#, "/dimensions/0", .unknownGranularity, "ts.hourOfDay"),
            (#"{"dimensions": ["ts.week"]}"#, "/dimensions/0", .unknownGranularity, nil),
            (#"{"dimensions": ["day.month"]}"#, "/dimensions/0", .unknownGranularity, "day.monthOfYear"),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": "Last 24 huors"}]}"#,
                "/timeDimensions/0/dateRange", .invalidValue, "last 24 hours"
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": "next 7 days"}]}"#,
                "/timeDimensions/0/dateRange", .invalidValue, nil
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "day", "dateRange": "last 24 hours"}]}"#,
                "/timeDimensions/0/dateRange", .typeMismatch, nil
            ),
            (#"{"dimensions": ["n.weekday"]}"#, "/dimensions/0", .typeMismatch, nil),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "compareDateRange": ["today"]}]}"#,
                "/timeDimensions/0/compareDateRange", .valueCount, nil
            ),
            (
                #"{"measures": ["rank(count)"], "timeDimensions": [{"dimension": "ts", "compareDateRange": ["today", "yesterday"]}]}"#,
                "/measures/0", .typeMismatch, nil
            ),
            (#"{"measures": ["ratio(count, max(country))"]}"#, "/measures/0", .typeMismatch, nil),
            (#"{"measures": ["ratio(count, ratio(count, count))"]}"#, "/measures/0", .typeMismatch, nil),
            (
                #"{"measures": [{"measure": "ratio(count, b)", "as": "a"}, {"measure": "ratio(count, count)", "as": "b"}]}"#,
                "/measures/0", .typeMismatch, nil
            ),
            (
                #"{"measures": [{"measure": "count", "filters": [{"member": "n", "operator": "set"}]}]}"#,
                "/measures/0",
                .invalidShape, nil
            ),
            (
                #"{"measures": [{"measure": "count", "as": "a", "filters": [{"member": "sum(n)", "operator": "set"}]}]}"#,
                "/measures/0/filters/0/member", .unknownColumn, nil
            ),
            (#"{"measures": ["sum(country)"]}"#, "/measures/0", .typeMismatch, nil),
            (#"{"measures": ["min(ok)"]}"#, "/measures/0", .typeMismatch, nil),
            (#"{"measures": ["countDistinct(extra)"]}"#, "/measures/0", .typeMismatch, nil),
            (#"{"measures": [7]}"#, "/measures/0", .invalidShape, nil),
            (#"{"measures": [{"measure": "count", "at": "n"}]}"#, "/measures/0/at", .unknownKey, "as"),
            (#"{"measures": [{"as": "n"}]}"#, "/measures/0", .invalidShape, nil),
            (#"{"measures": ["count", "count"]}"#, "/measures/1", .duplicateName, nil),
            (#"{"measures": ["count", {"measure": "sum(n)", "as": "count"}]}"#, "/measures/1", .duplicateName, nil),
            (#"{"measure": ["count"]}"#, "/measure", .unknownKey, "measures"),
            (#"{"a/b~c": 1, "measures": ["count"]}"#, "/a~1b~0c", .unknownKey, nil),
            (#"{"dimensions": ["contry"]}"#, "/dimensions/0", .unknownColumn, "country"),
            (#"{"dimensions": ["extra"]}"#, "/dimensions/0", .typeMismatch, nil),
            (#"{"dimensions": "country"}"#, "/dimensions", .invalidShape, nil),
            (
                #"{"timeDimensions": [{"dimension": "n", "granularity": "day"}]}"#, "/timeDimensions/0/dimension",
                .typeMismatch, nil
            ),
            (
                #"{"timeDimensions": [{"dimension": "ts", "granularity": "dya"}]}"#, "/timeDimensions/0/granularity",
                .unknownGranularity, "day"
            ),
            (
                #"{"timeDimensions": [{"dimension": "ts", "granularity": "45 minutes"}]}"#,
                "/timeDimensions/0/granularity", .unknownGranularity, nil
            ),
            (
                #"{"timeDimensions": [{"dimension": "day", "granularity": "hour"}]}"#, "/timeDimensions/0/granularity",
                .typeMismatch, nil
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "fill": true}]}"#,
                "/timeDimensions/0/fill", .invalidShape, nil
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-01-01"]}]}"#,
                "/timeDimensions/0/dateRange", .valueCount, nil
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-01-01", "soon"]}]}"#,
                "/timeDimensions/0/dateRange/1", .invalidValue, nil
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-02-01", "2026-01-01"]}]}"#,
                "/timeDimensions/0/dateRange", .outOfRange, nil
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-01-02T00:00:00Z", "2026-01-01"]}]}"#,
                "/timeDimensions/0/dateRange", .outOfRange, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "day", "operator": "inDateRange", "values": ["2026-02-01", "2026-01-31"]}]}"#,
                "/filters/0/values", .outOfRange, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "ts", "operator": "notInDateRange", "values": ["2026-02-01", 5]}]}"#,
                "/filters/0/values/1", .invalidValue, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "contry", "operator": "set"}]}"#, "/filters/0/member",
                .unknownColumn, "country"
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "n", "operator": "equal", "values": [1]}]}"#,
                "/filters/0/operator", .unknownOperator, "equals"
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "n", "operator": "contains", "values": ["1"]}]}"#,
                "/filters/0/operator", .typeMismatch, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "n", "operator": "gt", "values": [1, 2]}]}"#,
                "/filters/0/values", .valueCount, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "n", "operator": "gt", "values": ["x"]}]}"#,
                "/filters/0/values/0", .invalidValue, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "n", "operator": "gt", "values": [null]}]}"#,
                "/filters/0/values/0", .invalidValue, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"member": "n", "operator": "gt", "values": [9223372036854775808]}]}"#,
                "/filters/0/values/0", .invalidValue, nil
            ),
            (
                #"{"measures": ["count"], "filters": [{"or": [{"member": "n", "operator": "set"}, {"member": "sum(n)", "operator": "gt", "values": [1]}]}]}"#,
                "/filters/0", .mixedFilter, nil
            ),
            (#"{"measures": ["count"], "filters": [{"or": [], "and": []}]}"#, "/filters/0", .invalidShape, nil),
            (#"{"measures": ["count"], "order": [["amount", "asc"]]}"#, "/order/0/0", .unknownMember, "count"),
            (#"{"measures": ["count"], "order": [["count", "down"]]}"#, "/order/0/1", .invalidShape, nil),
            (#"{"measures": ["count"], "order": [["count", "DESCENDING"]]}"#, "/order/0/1", .invalidShape, "desc"),
            (#"{"measures": ["count"], "order": {"count": "asc"}}"#, "/order", .invalidShape, nil),
            (#"{"measures": ["count"], "limit": -1}"#, "/limit", .outOfRange, nil),
            (#"{"measures": ["count"], "limit": 50001}"#, "/limit", .outOfRange, nil),
            (#"{"measures": ["count"], "offset": 1.5}"#, "/offset", .outOfRange, nil),
            (#"{"measures": ["count"], "timezone": "Europe/Berlni"}"#, "/timezone", .unknownTimeZone, "Europe/Berlin"),
            (#"{"measures": ["count"], "total": "yes"}"#, "/total", .invalidShape, nil),
            (#"{}"#, "", .emptyQuery, nil), (#"[]"#, "", .invalidShape, nil),
        ] as [(String, String, QueryError.Code, String?)])
    func places(json: String, pointer: String, code: QueryError.Code, nearest: String?) throws {
        let found = try issues(json)
        #expect(found.map(\.pointer) == [pointer])
        #expect(found.map(\.code) == [code])
        #expect(found.map(\.nearest) == [nearest])
        #expect(found.allSatisfy { !$0.detail.isEmpty })
    }

    @Test(
        "A number of another notation in a filter is suggested with a decimal point",
        arguments: [
            ("amount", "1.234,56", "1234.56"), ("amount", "1234,56", "1234.56"), ("amount", "100 €", "100"),
            ("amount", "5 %", "5"), ("amount", "$1,234.50", "1234.50"), ("amount", "1 234,56", "1234.56"),
            ("amount", "-0,5", "-0.5"), ("amount", "1.234.567", "1234567"), ("amount", "1,234", nil),
            ("amount", "viel", nil), ("amount", "1,23,4", nil), ("n", "1.250", "1250"), ("n", "1,250", "1250"),
            ("n", "1,5", nil), ("n", "1.5", nil), ("n", "9.223.372.036.854.775.808", nil), ("n", "3 Stück", nil),
        ] as [(String, String, String?)])
    func numbers(column: String, text: String, nearest: String?) throws {
        let found = try issues(
            #"{"measures": ["count"], "filters": [{"member": "\#(column)", "operator": "gt", "values": ["\#(text)"]}]}"#
        )
        #expect(found.map(\.code) == [.invalidValue])
        #expect(found.map(\.nearest) == [nearest])
        #expect(found[0].detail.contains("decimal mark is \".\"") == (text == "1,234"))
    }

    @Test("All errors are reported at once, in the order of the query")
    func all() throws {
        let found = try issues(
            #"{"measures": ["cout"], "dimensions": ["contry"], "filters": [{"member": "m", "operator": "set"}], "timezone": "X"}"#
        )
        #expect(found.map(\.pointer) == ["/timezone", "/dimensions/0", "/measures/0", "/filters/0/member"])
    }

    @Test("Filters that nest too deep or have too many values are rejected")
    func bounds() throws {
        let deep = String(repeating: #"{"and": ["#, count: 20) + String(repeating: "]}", count: 20)
        #expect(try issues(#"{"measures": ["count"], "filters": [\#(deep)]}"#).map(\.code) == [.outOfRange])
        let many = Array(
            repeating:
                #"{"member": "n", "operator": "in", "values": [\#(Array(repeating: "1", count: 9000).joined(separator: ","))]}"#,
            count: 3)
        let found = try issues(#"{"measures": ["count"], "filters": [\#(many.joined(separator: ","))]}"#)
        #expect(found.map(\.code) == [.outOfRange])
        #expect(found.map(\.pointer) == ["/filters"])
    }

    @Test("Filters have at most 2,000 conditions", arguments: [(1998, true), (1999, false)])
    func conditions(count: Int, isAccepted: Bool) throws {
        let each = #"{"and": [{"member": "n", "operator": "gt", "values": [1]}]}"#
        let some = Array(repeating: each, count: count / 2) + (count % 2 == 0 ? [] : [each])
        let filter = #"{"or": [\#(some.joined(separator: ",")), {"member": "n", "operator": "set"}]}"#
        let found = try issues(#"{"measures": ["count"], "filters": [\#(filter)]}"#)
        #expect(found.map(\.code) == (isAccepted ? [] : [.outOfRange]))
        #expect(found.map(\.pointer) == (isAccepted ? [] : ["/filters"]))
    }

    @Test(
        "A search text has at most 1,024 bytes",
        arguments: ["contains", "notContains", "startsWith", "endsWith", "equals"])
    func searchedTexts(comparison: String) throws {
        func issues(_ text: String) throws -> [QueryError.Issue] {
            try self.issues(
                #"{"measures": ["count"], "filters": [{"member": "country", "operator": "\#(comparison)", "values": ["a", "\#(text)"]}]}"#
            )
        }
        #expect(try issues(String(repeating: "é", count: 512)).isEmpty)
        let found = try issues(String(repeating: "é", count: 512) + "x")
        let isSearch = comparison.lowercased().contains("contains")
        #expect(found.map(\.code) == (isSearch ? [.outOfRange] : []))
        #expect(found.map(\.pointer) == (isSearch ? ["/filters/0/values/1"] : []))
    }

    @Test("A streamed query can have any limit")
    func stream() throws {
        #expect(try issues(#"{"measures": ["count"], "limit": 1000000}"#, limits: .stream).isEmpty)
    }
}
