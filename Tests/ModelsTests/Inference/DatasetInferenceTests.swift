import Models
import TestSupport
import Testing

@Suite("DatasetInference")
struct DatasetInferenceTests {
    @Test(
        "A file of the corpus gives its dataset and every row, or is refused with the reason",
        arguments: InferenceCorpus.all)
    func corpus(sample: InferenceSample) throws {
        guard sample.refusal.isEmpty else {
            let error = #expect(throws: InferenceError.self) { try sample.infer() }
            for part in sample.refusal {
                #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
            }
            return
        }
        let found = try sample.infer()
        #expect(found.summary == sample.columns, "\(found.columns.map(\.reason))")
        for (name, part) in sample.reasons {
            let column = found.columns.first { $0.column.name.rawValue == name }
            #expect(column?.reason.contains(part) == true, "\(column?.reason ?? "no column \(name)")")
        }
        let rows = try Self.rows(of: sample, found)
        #expect(rows.count == Int(found.rowCount))
        if !sample.rows.isEmpty { #expect(rows == sample.rows) }
        // A dataset with the same columns takes the file again.
        let definition = try found.definition(named: Identifier("again"))
        var parser = try found.parser(forExisting: definition)
        sample.file.withUnsafeBytes { bytes in #expect(throws: Never.self) { try parser.consume(bytes) } }
        #expect(throws: Never.self) { try parser.finish() }
        #expect(parser.rejectedRows == 0 && parser.pendingRows == Int(found.rowCount))
    }

    @Test(
        "The unit of a column is that beside its values, or else that of its header",
        arguments: [
            ("a (€)", "1", "€"), ("a (kWh)", "1,5", "kWh"), ("a (kg)", "1 %", "%"), ("a [EUR/m²]", "1", "EUR/m²"),
            ("a (%)", "1 %", "%"),
            ("a(s)", "1", nil), ("a (s)", "1", "s"), ("a (netto)", "1", nil), ("(kg) a", "1", nil), ("a ()", "1", nil),
            ("a (kg/m/s)", "1", nil), ("a kg)", "1", nil), ("a (kg)", "true", nil),
        ])
    func headerUnits(header: String, value: String, unit: String?) throws {
        let sample = InferenceSample("", "\(header);b\n\(value);x\n", columns: "")
        #expect(try sample.infer().columns.first?.column.unit == unit)
    }

    @Test("The corpus has at least forty files")
    func size() { #expect(InferenceCorpus.all.count >= 40) }

    @Test("Pieces that end anywhere change nothing", arguments: InferenceCorpus.all, seeds)
    func pieces(sample: InferenceSample, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let whole = Result { try sample.infer() }.map(Self.outline)
        for _ in 0..<8 where sample.file.count > 2 {
            let cuts = (0..<3).map { _ in Int.random(in: 1..<sample.file.count, using: &generator) }.sorted()
            let cut = Result { try sample.infer(cuts: cuts) }.map(Self.outline)
            switch (whole, cut) {
            case (.success(let first), .success(let second)): #expect(first == second, "cuts \(cuts)")
            case (.failure(let first), .failure(let second)): #expect("\(first)" == "\(second)", "cuts \(cuts)")
            default: Issue.record("cuts \(cuts): \(whole) and \(cut)")
            }
        }
    }

    private static func outline(_ found: InferredDataset) -> [String] {
        [found.summary, "\(found.rowCount)", found.separator ?? ""] + found.columns.map { $0.reason + "\($0.options)" }
    }

    @Test("A header is kept as the label of its column unless it is the name")
    func labels() throws {
        let found = try InferenceSample("", "Umsatz (EUR);plain; Ä \n1;2;3\n").infer()
        #expect(found.columns.map(\.column.label) == ["Umsatz (EUR)", nil, "Ä"])
        #expect(found.columns.map(\.header) == ["Umsatz (EUR)", "plain", "Ä"])
    }

    @Test("A value that stays open names the options that decide")
    func openOptions() throws {
        let dates = try InferenceSample("", "due\n01/02/2026\n").infer()
        #expect(dates.columns[0].options == ["dates.due=dmy", "dates.due=mdy"] && dates.columns[0].line == 2)
        let short = try InferenceSample("", "a,b\n31.12.26,31/12/26\n").infer()
        #expect(short.columns.map(\.options) == [["dates.a=dmy"], ["dates.b=dmy", "dates.b=mdy"]])
        let marks = try InferenceSample("", "a;b\nx;1.234\n").infer()
        #expect(marks.columns[1].options == ["decimal.b=point", "decimal.b=comma"])
        let fine = try InferenceSample("", "at\n2026-01-01T00:00:00.1234567Z\n").infer()
        #expect(fine.columns[0].options == ["type.at=timestamp"] && fine.columns[0].line == 2)
        let words = try InferenceSample("", "a\n1\nNULL\n").infer()
        #expect(words.columns[0].options == ["null=NULL"] && words.columns[0].line == 3)
    }

    @Test(
        "A few values that are no numbers are named with their lines, and an import refuses them alone",
        arguments: [0, 17, 52])
    func mistakes(row: Int) throws {
        var lines = (0..<53).map { "1.\(100 + $0),5" }
        lines[row] += "x"
        let sample = InferenceSample("", "betrag;n\n" + lines.map { $0 + ";1\n" }.joined())
        let column = try sample.infer().columns[0]
        #expect(
            column.reason
                == "line \(row + 2) has \"1.\(100 + row),5x\"; the other 52 values are numbers with a decimal comma")
        #expect(column.column.type == .string && column.line == row + 2)
        let dataset = try DatasetDefinition(
            name: Identifier("a"),
            columns: [
                Column(name: Identifier("betrag"), type: .decimal), Column(name: Identifier("n"), type: .integer),
            ])
        var parser = try sample.infer().parser(forExisting: dataset)
        sample.file.withUnsafeBytes { bytes in #expect(throws: Never.self) { try parser.consume(bytes) } }
        #expect(throws: Never.self) { try parser.finish() }
        #expect(parser.errors.map(\.line) == [row + 2] && parser.pendingRows == 52)
    }

    @Test("Three lines that do not fit are named, and more are counted")
    func severalMistakes() throws {
        func reason(_ count: Int) throws -> String {
            let lines = (0..<90).map { $0 < count ? "?\($0)\n" : "\($0),5\n" }
            return try InferenceSample("", "n;m\n" + lines.map { "1;" + $0 }.joined()).infer().columns[1].reason
        }
        #expect(
            try reason(3)
                == "lines 2, 3 and 4 have \"?0\", \"?1\" and \"?2\"; the other 87 values are numbers with a decimal comma"
        )
        #expect(
            try reason(5)
                == "lines 2, 3 and 4 have \"?0\", \"?1\" and \"?2\", and 2 more do not fit; the other 85 values are numbers with a decimal comma"
        )
        #expect(try reason(60) == "line 2 has \"?0\"")
    }

    @Test(
        "A few days or times that do not exist are advised as texts for a missing value, and the column is one of times then",
        arguments: [
            ("2/30/2025", "01/%d/2025", ColumnType.date), ("30.02.2025 10:00", "%d.01.2025 10:00", .timestamp),
            ("2025-01-01 25:00", "2025-01-%d 10:00", .timestamp),
        ])
    func impossibleDates(day: String, form: String, type: ColumnType) throws {
        let days = (10...28).map { form.replacing("%d", with: "\($0)") }
        let file = "due;n\n" + ([days[0], days[18], day] + days).map { $0 + ";1\n" }.joined()
        let column = try InferenceSample("", file).infer().columns[0]
        #expect(column.column.type == .string && column.options == ["null=\(day)"], "\(column)")
        #expect(column.line == 4 && column.reason.contains("has \"\(day)\", but "), "\(column.reason)")
        let read = try InferenceSample("", file, options: [("null", day)]).infer().columns[0]
        #expect(read.column.type == type && read.missingLine == 4, "\(read)")
    }

    @Test("Dates of a month-first file keep their order beside a value that is none")
    func dateMistakes() throws {
        let lines = ["soon"] + (1...28).map { "01/\($0)/2026" }
        let sample = InferenceSample("", "due,n\n" + lines.map { $0 + ",1\n" }.joined())
        let column = try sample.infer().columns[0]
        #expect(column.reason == "line 2 has \"soon\"; the other 28 values are dates or times")
        #expect(column.reading.dateOrder == .mdy && column.options == ["null=soon"])
    }

    @Test(
        "A word is no advised text for a missing value if its line may be one of totals",
        arguments: [
            ("1.1.2026;1\n2.1.2026;1\nSumme;2", nil, "line 4 looks like a line of totals"),
            ("1.1.2026;1\n2.1.2026;1\nAlles;2", nil, "if line 4 is a line of totals"),
            ("1.1.2026;1\n2.1.2026;1\nn/a;2", "null=n/a", ""), ("1.1.2026;1\n2.1.2026;1\n-;2", "null=-", ""),
            ("1.1.2026;x\n2.1.2026;y\nbald;z", "null=bald", ""), ("1.1.2026;1\nbald;2\n2.1.2026;1", "null=bald", ""),
            ("1.1.2026;1\nTotal;2\n2.1.2026;1", nil, "line 3 looks like a line of totals"),
            ("1;1,5\n2;1,5\nAlles;3,0", nil, "if line 4 is a line of totals"), ("1;1\n\"k\"\"A\";1\n2;1", nil, ""),
        ] as [(String, String?, String)])
    func totals(rows: String, option: String?, part: String) throws {
        let column = try InferenceSample("", "a;b\n" + rows + "\n").infer().columns[0]
        #expect(column.options == [option].compactMap { $0 } && column.column.type == .string, "\(column)")
        #expect(part.isEmpty ? !column.reason.contains("totals") : column.reason.contains(part), "\(column.reason)")
    }

    @Test("The unit of a column's numbers is that of their signs")
    func units() throws {
        let found = try InferenceSample("", "a;b;c\n8,2 %;1 €;x €\n").infer()
        #expect(found.columns.map(\.column.unit) == ["%", "€", nil])
    }

    @Test(
        "A text for a missing value that is a list of texts in the file is refused, unless a value has it",
        arguments: [
            ("n\n1\nn/a\n2\n", "n/a,abc", "n/a"), ("n\n1\nabc\n2\n", "n/a, abc", "abc"), ("n\n1\n2\n", "n/a,abc", nil),
            ("n\n1\n\"n/a,abc\"\nabc\n", "n/a,abc", nil), ("n\n1\nn/a\n", "n/a", nil), ("n\n1\nn/a\n", ",", nil),
        ] as [(String, String, String?)])
    func listedNulls(file: String, text: String, part: String?) throws {
        var options = InferenceOptions()
        options.nulls = [text]
        var inference = DatasetInference(format: .csv, options: options)
        try inference.consume(Array(file.utf8))
        let found = Result { try inference.finish() }
        guard let part else {
            #expect(throws: Never.self) { try found.get() }
            return
        }
        let error = #expect(throws: InferenceError.self) { try found.get() }
        #expect(
            error?.description
                == "null: got \"\(text)\", which no value is, expected one text, such as \"\(part)\"; state each of several by "
                + "itself")
    }

    @Test("A stated key becomes that of the dataset, and one that cannot be is refused")
    func key() throws {
        let file = "Nr;Land;n;x\n1;DE;;1e-300\n2;AT;5;2\n"
        let found = try InferenceSample("", file, options: [("key", "Land,nr")]).infer()
        #expect(try found.definition(named: Identifier("a")).key.map(\.rawValue) == ["land", "nr"])
        let faults = [
            ("n", "key, line 2: got \"n\", which has no value"), ("lnd", "did you mean \"land\"?"),
            ("nr,nr", "got \"nr\" twice"), ("x", "a column of the type double"), ("nr,", "names of columns"),
        ]
        for (key, message) in faults {
            let error = #expect(throws: (any Error).self) {
                try InferenceSample("", file, options: [("key", key)]).infer()
            }
            #expect(error.map { "\($0)" }?.contains(message) == true, "\(key): \(String(describing: error))")
        }
    }

    @Test("Rows of another notation of a known dataset are converted to its types, and an open notation is refused")
    func existing() throws {
        let dataset = try DatasetDefinition(
            name: Identifier("orders"),
            columns: [
                Column(name: Identifier("due"), type: .date),
                Column(name: Identifier("amount"), type: .double, label: "Betrag"),
                Column(name: Identifier("note"), type: .string),
            ])
        let sample = InferenceSample("", "Betrag;due\n1.000,5;31.12.2026\n")
        let rows = try Self.rows(of: sample, sample.infer().parser(forExisting: dataset))
        #expect(rows == [["2026-12-31", "1000.5", "null"]])
        let open = try InferenceSample("", "due\n01/02/2026\n").infer()
        let error = #expect(throws: RowError.self) { try open.parser(forExisting: dataset) }
        #expect(error?.expected.contains("dates.due=dmy") == true)
        let other = try InferenceSample("", "duw\n2026-01-01\n").infer()
        let unknown = #expect(throws: RowError.self) { try other.parser(forExisting: dataset) }
        #expect(unknown?.expected.contains("did you mean \"due\"?") == true)
    }

    @Test("Repeated headers keep their positions in a known dataset, and one too many is refused")
    func repeatedHeaders() throws {
        let dataset = try DatasetDefinition(
            name: Identifier("orders"),
            columns: [Column(name: Identifier("a_2"), type: .integer), Column(name: Identifier("a"), type: .integer)])
        let sample = InferenceSample("", "a,a\n1,2\n")
        #expect(try Self.rows(of: sample, sample.infer().parser(forExisting: dataset)) == [["2", "1"]])
        let more = try InferenceSample("", "a,a,a_2\n1,2,3\n").infer()
        let error = #expect(throws: RowError.self) { try more.parser(forExisting: dataset) }
        #expect(error?.code == .duplicateColumn)
    }

    @Test("Inference accepts a random table of numbers in German notation and gives every value back", arguments: seeds)
    func randomNumbers(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var numbers: [DecimalNumber] = []
        var file = "a;b\n"
        for _ in 0..<500 {
            let number = DecimalNumber(
                coefficient: Int128(Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator)),
                scale: Int.random(in: 0...4, using: &generator))
            guard let number else { continue }
            numbers.append(number)
            file += number.description.replacing(".", with: ",") + ";x\n"
        }
        // One value with points between groups and a comma decides about all others.
        let sample = InferenceSample("", file + "1.234.567,5;x\n")
        let found = try sample.infer()
        #expect(found.columns[0].column.type == .decimal)
        let rows = try Self.rows(of: sample, found)
        #expect(rows.dropLast().map { $0[0] } == numbers.map(\.description))
    }

    private static func rows(of sample: InferenceSample, _ found: InferredDataset) throws -> [[String]] {
        try rows(of: sample, found.parser(for: found.definition(named: Identifier("sample"))))
    }

    private static func rows(of sample: InferenceSample, _ parser: any RowParser) throws -> [[String]] {
        let read = Ingested(parser, body: sample.file, cuts: sample.file.count > 3 ? [sample.file.count / 2] : [])
        #expect(read.rejected == 0 && read.failure == nil, "\(read.errors) \(String(describing: read.failure))")
        return read.rows.map { $0.map(Self.text) }
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .string(let text), .json(let text): text
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .decimal(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .timestamp(let instant): "\(instant)"
        case .date(let day): "\(day)"
        }
    }
}
