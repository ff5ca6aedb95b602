import Models

extension InferenceCorpus {
    static let refused: [InferenceSample] = [
        InferenceSample("An empty file", "", refusal: ["line 1", "names of the columns"]),
        InferenceSample("A header without rows", "a,b\n", refusal: ["no row after the names"]),
        InferenceSample("A file without its line breaks", "a,b1,2", refusal: ["no row after", "--data-binary @FILE"]),
        InferenceSample(
            "A file with quotes and a byte order mark without its line breaks",
            "\u{FEFF}Nr;Ort;\"Notiz\"1;Ulm;\"x;y\"",
            refusal: ["line 1: got \"Nr;Ort;\\\"Notiz", "quotes around the whole field", "--data-binary @FILE"]),
        InferenceSample("Two separators and no line breaks", "a,b;c", refusal: ["separator=", "--data-binary @FILE"]),
        InferenceSample(
            "JSON lines without their line breaks", "{\"a\":1}{\"a\":2}", as: .ndjson,
            refusal: ["the end of the line after the object", "--data-binary @FILE"]),
        InferenceSample(
            "A quote that opens in the header and closes nowhere", "a,\"b\n1,2\n",
            refusal: ["before the end of the body"]),
        InferenceSample(
            "A file of values with a byte order mark", "\u{FEFF}1,2\n3,4\n", refusal: ["got \"1,2\", expected"]),
        InferenceSample("A row with more fields", "a,b\n1,2\n1,2,3\n", refusal: ["line 3", "3 fields", "2 fields"]),
        InferenceSample("A row with fewer fields", "a;b\n1;2\n1\n", refusal: ["line 3", "1 field", "2 fields"]),
        InferenceSample("A quote that is never closed", "a,b\n1,\"x\n2,y\n", refusal: ["line 2", "never closed"]),
        InferenceSample(
            "A quote inside of a field", "a,b\n1,x\"y\n", refusal: ["line 2", "quotes around the whole field"]),
        InferenceSample("Two separators that fit", "a,b;c\n1,2;3\n", refusal: ["\",\" and \";\"", "separator="]),
        InferenceSample(
            "A title above the names, as spreadsheets write it",
            "\u{FEFF}Umsatzbericht 2026;;\r\n;;\r\nDatum;Land;Umsatz\r\n01.01.2026;DE;1,5\r\n",
            refusal: ["line 1: got \"Umsatzbericht 2026\"", "line 3 looks like them, so remove the lines above it"]),
        InferenceSample(
            "Titles without separators above the names",
            "Umsatzbericht 2026\nStand Januar\n\nLand;Umsatz\nDE;1,5\nFR;2,5\n",
            refusal: ["line 1: got \"Umsatzbericht 2026\"", "line 4 looks like them"]),
        InferenceSample(
            "Texts with commas below the name of the only column", "Notiz zum Auftrag\ngut, gern wieder\nFarbe, 5\n",
            refusal: ["line 1", "line 2 looks like them", "or state separator=| if it is the name of the only column"]),
        InferenceSample(
            "A title below the line of the separator", "sep=;\nBericht;\nLand;n\nDE;1\n",
            refusal: ["line 2", "line 3 looks"]),
        InferenceSample("A file without names", "1,2\n3,4\n", refusal: ["line 1", "names of the columns"]),
        InferenceSample(
            "Bytes that are not UTF-8", bytes: latin("a,b\n1,K\u{F6}ln\n"),
            refusal: ["line 2", "for a file of a spreadsheet on Windows, set encoding=windows-1252"]),
        InferenceSample("UTF-16", bytes: [0xFF, 0xFE, 0x61, 0x00], refusal: ["UTF-16", "iconv"]),
        InferenceSample("A spreadsheet", bytes: [0x50, 0x4B, 0x03, 0x04, 0x14], refusal: ["save the sheet as CSV"]),
        InferenceSample(
            "A spreadsheet of an old Excel", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            refusal: [".xls", "save the sheet as CSV"]),
        InferenceSample(
            "JSON lines in place of CSV", "{\"a\":1,\"b\":\"x;y\"}\n{\"a\":2,\"b\":\"\"}\n",
            refusal: ["line 1: got a JSON object", "application/x-ndjson"]),
        InferenceSample(
            "A JSON array in place of CSV", "\u{FEFF}[\n  {\"a\":1}\n]\n",
            refusal: ["line 1: got a JSON array", "application/x-ndjson", "jq -c '.[]'"]),
        InferenceSample("A character U+0000", bytes: latin("a\n\u{0}\n"), refusal: ["line 2", "U+0000"]),
        InferenceSample("JSON that is none", "{\"a\":1}\n{\"a\":}\n", as: .ndjson, refusal: ["line 2"]),
        InferenceSample(
            "A JSON array in place of objects", "[1]\n", as: .ndjson,
            refusal: ["line 1", "an object", "jq -c '.[]'"]),
        InferenceSample(
            "CSV in place of JSON lines", "Nr;Ort\n1;Ulm\n", as: .ndjson, refusal: ["line 1", "text/csv"]),
        InferenceSample("An object on several lines", "{\n\"a\":1}\n", as: .ndjson, refusal: ["line 1", "jq -c ."]),
        InferenceSample("A key twice", "{\"a\":1,\"a\":2}\n", as: .ndjson, refusal: ["line 1", "a second time"]),
        InferenceSample(
            "A stated type that a value contradicts", "n\n1\nx\n", options: [("type.n", "integer")],
            refusal: ["type.n", "line 3", "\"x\""]),
        InferenceSample(
            "A stated decimal mark of a column with the other one", "n;b\n1.5;x\n2;y\n",
            options: [("decimal.n", "comma")],
            refusal: [
                "decimal.n, line 2", "\"1.5\"",
                "a decimal comma; every value of the column is one with a decimal point",
            ]),
        InferenceSample(
            "A stated decimal mark of all columns, of which one has the other",
            "a;n\n1,5;7\n2,5;\"1,234.56\"\n", options: [("decimal", "comma")],
            refusal: ["decimal, line 3, column \"n\"", "\"1,234.56\"", "a decimal comma"]),
        InferenceSample(
            "A stated decimal mark of a column of texts", "n\n1,5\nabc\n",
            options: [("decimal.n", "comma"), ("separator", ";")],
            refusal: ["decimal.n, line 3", "\"abc\"", "a number with a decimal comma"]),
        InferenceSample(
            "A stated decimal comma of numbers in JSON", "{\"n\":1.5}\n", as: .ndjson,
            options: [("decimal.n", "comma")],
            refusal: ["decimal.n, line 1", "1.5", "numbers of JSON have a decimal point"]),
        InferenceSample(
            "A stated order of a column with the other one", "d\n01/02/2026\n12/31/2026\n",
            options: [("dates.d", "dmy")],
            refusal: ["dates.d, line 3", "\"12/31/2026\"", "a date with the day first"]),
        InferenceSample(
            "A stated order of all columns, of which one has the other", "d,e\n1,31/12/2026\n",
            options: [("dates", "mdy")],
            refusal: ["dates, line 2, column \"e\"", "\"31/12/2026\"", "a date with the month first"]),
        InferenceSample(
            "A stated month first of dates with dots", "d\n01.02.2026\n", options: [("dates", "mdy")],
            refusal: ["dates, line 2, column \"d\"", "\"01.02.2026\"", "dates with dots have the day first"]),
        InferenceSample(
            "A stated order of a column whose dates begin with the year", "d\n2026-02-01\n",
            options: [("dates.d", "dmy")],
            refusal: ["dates.d, line 2", "\"2026-02-01\"", "a date with the day first"]),
        InferenceSample(
            "A stated type of a date that does not exist", "d\n01.02.2026\n31.02.2026\n", options: [("type.d", "date")],
            refusal: ["type.d, line 3: got \"31.02.2026\", expected dates or times, but 2026-02 has 28 days"]),
        InferenceSample(
            "A stated order of a date that does not exist", "d\n01/02/2026\n31/02/2026\n",
            options: [("dates.d", "dmy")], refusal: ["dates.d, line 3", "the day first, but 2026-02 has 28 days"]),
        InferenceSample(
            "A stated order of a column of texts", "d\n01/02/2026\nsoon\n", options: [("dates.d", "dmy")],
            refusal: ["dates.d, line 3", "\"soon\"", "a date with the day first"]),
        InferenceSample(
            "A stated unit of a column of dates", "ts\n2026-01-01\n", options: [("dates.ts", "epoch-ms")],
            refusal: ["dates.ts, line 2", "\"2026-01-01\"", "a number of milliseconds"]),
        InferenceSample(
            "An option of a column that does not exist", "amount\n1\n", options: [("decimal.amont", "comma")],
            refusal: ["amont", "did you mean \"amount\"?"]),
    ]
}
