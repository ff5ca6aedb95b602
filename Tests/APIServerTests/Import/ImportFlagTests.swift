import APIServer
import Models
import Testing

@Suite("ImportFlag")
struct ImportFlagTests {
    @Test(
        "Options in messages become the flags of the command",
        arguments: [
            ("state separator=, or separator=;", "state --separator , or --separator \";\""),
            ("state decimal.b=point or decimal.b=comma", "state --decimal b=point or --decimal b=comma"),
            ("set encoding=windows-1252.", "set --encoding windows-1252."),
            ("set zone.ts=Europe/Berlin", "set --zone ts=Europe/Berlin"), ("null=n/a", "--null n/a"),
            ("timeColumn=ts", "--time-column ts"), ("key=a,b", "--key a,b"),
            ("state null=\"k. A.\" or type.a=string", "state --null \"k. A.\" or --type a=string"),
            ("got \"a=\"b c\" or null=-", "got \"a=\"b c\" or --null=-"),
            ("a text with x=y and dates alone", "a text with x=y and dates alone"),
            ("no row" + RowError.oneLineHint, "no row"),
            ("JSON" + RowError.csvHint, "JSON; for CSV, state --format csv"),
            ("CSV" + RowError.jsonLinesHint, "CSV; for JSON with one object a line, state --format ndjson"),
        ])
    func translation(text: String, expected: String) { #expect(ImportFlag.translated(text) == expected) }

    @Test(
        "An option becomes a flag that a shell takes as it is",
        arguments: [
            ("null=k. A.", "--null \"k. A.\""), ("null=#N/A", "--null \"#N/A\""), ("null=-", "--null=-"),
            ("null=--- x", "--null=\"--- x\""), ("null=a=b", "--null a=b"), ("null=$x", "--null '$x'"),
            ("null='!'", "--null ''\\''!'\\'''"), ("dates.due=dmy", "--dates due=dmy"),
            ("separator=;", "--separator \";\""),
        ])
    func shell(option: String, flag: String) { #expect(ImportFlag.ofOption(option) == flag) }

    @Test("An error about an option names the flag, the line and the column")
    func errors() throws {
        var options = InferenceOptions()
        try options.set("decimal", to: "comma")
        var inference = DatasetInference(format: .csv, options: options)
        let error = #expect(throws: InferenceError.self) {
            try inference.consume(Array("a;n\n1,5;1.5\n2,5;2\n".utf8))
            _ = try inference.finish()
        }
        guard case .option(let fault)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(ImportFlag.sentence(fault).hasPrefix("--decimal, line 2, column \"n\": got \"1.5\", expected"))
    }
}
