import Models

/// The files that inference must read right or refuse, never change.
enum InferenceCorpus {
    static let all: [InferenceSample] = [spreadsheets, numbers, times, texts, layouts, json, totals, options, refused]
        .flatMap {
            $0
        }

    private static func sheet() -> (file: String, columns: String) {
        let headers = (1...40).map { "Messwert \($0) (EUR)" }
        let rows = [(1...40).map { "\($0)" }, (1...40).map { "\($0).5" }]
        return (
            ([headers] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n"),
            (1...40).map { "messwert_\($0)_eur:decimal" }.joined(separator: " ")
        )
    }

    /// The lines of numbers with a decimal in line 101.
    private static let lateDecimal = (["n"] + (1...99).map { "\($0)" } + ["0.1"]).joined(separator: "\n")

    /// Returns a text in ISO 8859-1, one byte a character.
    static func latin(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    static let spreadsheets: [InferenceSample] = [
        InferenceSample(
            "A German Excel export with semicolons, byte order mark and decimal commas",
            "\u{FEFF}Bestell-Nr;Datum;Umsatz (EUR);Größe;Notiz\r\n0017;31.12.2026;1.234,56;4,5;\"Müller; Söhne\"\r\n0018;01.02.2026;-0,50;12;\r\n",
            columns: "bestell_nr:string datum:date* umsatz_eur:decimal groesse:decimal notiz:string?",
            rows: [
                ["0017", "2026-12-31", "1234.56", "4.5", "Müller; Söhne"],
                ["0018", "2026-02-01", "-0.5", "12", "null"],
            ],
            reasons: [
                "bestell_nr": "zeros at the beginning", "umsatz_eur": "line 2 has \"1.234,56\", with a decimal comma",
                "datum": "2 dates with dots",
            ]),
        InferenceSample(
            "A web log with three formats of times in three columns",
            "time,logged,epoch,path,status\n2026-03-01T10:00:00Z,[01/Mar/2026:11:00:00 +0100],1772359200,/a,200\n2026-03-01T10:00:01.5Z,[01/Mar/2026:11:00:01 +0100],1772359201,/b,404\n",
            columns: "time:timestamp* logged:timestamp epoch:timestamp path:string status:integer",
            rows: [
                ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z", "/a", "200"],
                ["2026-03-01T10:00:01.500000Z", "2026-03-01T10:00:01Z", "2026-03-01T10:00:01Z", "/b", "404"],
            ]),
        InferenceSample(
            "A web log with three formats of times in one column",
            "when,path\n2026-03-01T10:00:00Z,/a\n01/Mar/2026:10:00:01 +0000,/b\n1772359202,/c\n",
            columns: "when:timestamp* path:string",
            rows: [["2026-03-01T10:00:00Z", "/a"], ["2026-03-01T10:00:01Z", "/b"], ["2026-03-01T10:00:02Z", "/c"]]),
        InferenceSample(
            "A sheet of forty columns with blanks and capitals", sheet().file, columns: sheet().columns),
        InferenceSample(
            "Headers with blanks, capitals, umlauts, repetitions and none",
            "Order ID, order id ,Straße,,1st,order_id,Ελλάδα\n1,2,a,b,c,3,d\n",
            columns:
                "order_id:integer order_id_2:integer strasse:string column_4:string c_1st:string order_id_3:integer column_7:string"
        ),
        InferenceSample(
            "Windows-1252, as older spreadsheets write it",
            bytes: latin("Stra\u{DF}e;Preis\nK\u{F6}ln;1,50 \nM\u{FC}nster \u{80};2,75\n"),
            options: [("encoding", "windows-1252")], columns: "strasse:string preis:decimal",
            rows: [["Köln", "1.5"], ["Münster €", "2.75"]]),
        InferenceSample(
            "A separator line of Excel", "sep=;\r\na;b\r\n1;x\r\n", columns: "a:integer b:string", rows: [["1", "x"]]),
    ]

    static let numbers: [InferenceSample] = [
        InferenceSample(
            "0 and 1 are integers", "flag\n0\n1\n", columns: "flag:integer", reasons: ["flag": "whole number"]),
        InferenceSample(
            "A 0/1 column with a 3 at the end stays whole", "flag\n0\n1\n3\n", columns: "flag:integer",
            rows: [["0"], ["1"], ["3"]]),
        InferenceSample(
            "Integers past 32 bits keep their value", "n\n1\n2147483648\n", columns: "n:integer",
            rows: [["1"], ["2147483648"]]),
        InferenceSample(
            "The largest integer is one, and the next is a decimal", "a,b\n9223372036854775807,9223372036854775808\n",
            columns: "a:integer b:decimal", rows: [["9223372036854775807", "9223372036854775808"]],
            reasons: ["b": "line 2 has \"9223372036854775808\""]),
        InferenceSample(
            "Digits past 38 stay text",
            "n\n\(String(repeating: "9", count: 38))\n\(String(repeating: "9", count: 39))\n",
            columns: "n:string", reasons: ["n": "line 3"]),
        InferenceSample(
            "A decimal in line 101 makes all of them decimals",
            lateDecimal, columns: "n:decimal",
            reasons: ["n": "line 101 has \"0.1\""]),
        InferenceSample(
            "Exponents that decimals hold are decimals, others doubles", "a,b\n1e3,1e-300\n2.5e-7,2\n",
            columns: "a:decimal b:double", rows: [["1000", "1e-300"], ["0.00000025", "2.0"]]),
        InferenceSample(
            "A number below the smallest double stays text", "n\n1e-400\n", columns: "n:string",
            reasons: ["n": "no numeric type keeps"]),
        InferenceSample(
            "A double column refuses to round", "n\n1e-300\n0.12345678901234567891\n", columns: "n:string",
            reasons: ["n": "more digits than a double keeps"]),
        InferenceSample(
            "Leading zeros stay text", "zip,n\n01067,0\n80331,0.5\n", columns: "zip:string n:decimal",
            rows: [["01067", "0"], ["80331", "0.5"]], reasons: ["zip": "zeros at the beginning"]),
        InferenceSample(
            "A telephone number stays text", "phone\n+4930123456\n", columns: "phone:string",
            reasons: ["phone": "plus sign"]),
        InferenceSample(
            "Groups of thousands with commas", "a\tb\n1,234,567.50\t1,000,000\n-12.25\t7\n",
            columns: "a:decimal b:integer",
            rows: [["1234567.5", "1000000"], ["-12.25", "7"]]),
        InferenceSample(
            "Groups of thousands with no-break spaces and apostrophes", "a;b\n1\u{A0}234,5;1'234\n2\u{202F}000,25;5\n",
            columns: "a:decimal b:integer", rows: [["1234.5", "1234"], ["2000.25", "5"]]),
        InferenceSample(
            "An open decimal mark stays text, with the options that decide", "a;b\n1.234;x\n5.678;y\n",
            columns: "a:string b:string", reasons: ["a": "decimal point or a decimal comma"]),
        InferenceSample(
            "Another column decides an open decimal mark", "a;b\n1.234;1,5\n5.678;2,25\n",
            columns: "a:integer b:decimal",
            rows: [["1234", "1.5"], ["5678", "2.25"]]),
        InferenceSample(
            "Between commas, a point is a decimal point", "a,b\n1.234,x\n5.678,y\n", columns: "a:decimal b:string"),
        InferenceSample(
            "IPv4 addresses are no numbers", "ip;n\n100.200.100.200;1,5\n", columns: "ip:string n:decimal"),
        InferenceSample(
            "Marks that contradict each other give text", "a;b\n1,5;x\n1.5;y\n", columns: "a:string b:string"),
        InferenceSample(
            "A word among numbers gives text and names the line", "n\n1\n2\nn/a\n", columns: "n:string",
            reasons: ["n": "line 4 has \"n/a\"; the other 2 values are numbers"]),
        InferenceSample(
            "Signs of units beside numbers become the columns' units",
            "a;b;c;d\n8,2 %;1.234,56 €;$12;-3 EUR\n7%;-2\u{A0}€;$1.234;4EUR\n",
            columns: "a:decimal b:decimal c:integer d:integer",
            rows: [["8.2", "1234.56", "12", "-3"], ["7", "-2", "1234", "4"]],
            reasons: ["a": "; \"%\" becomes the unit", "b": "with a decimal comma"]),
        InferenceSample(
            "Units at the ends of headers become the columns' units",
            "Umsatz (€);Gewicht [kg];Tempo (km/h);Artikel(s);Preis (netto);Ort (m)\n1,5;2;3;4;5;x\n",
            columns:
                "umsatz:decimal gewicht_kg:integer tempo_km_h:integer artikel_s:integer preis_netto:integer ort_m:string",
            reasons: [
                "umsatz": "; \"€\" in the header becomes the unit", "gewicht_kg": "\"kg\"", "tempo_km_h": "\"km/h\"",
            ]),
        InferenceSample(
            "Numbers of two units, or of one and none, stay text", "a,b\n1 %,1 €\n2,2 $\n3 %,3 €\n",
            columns: "a:string b:string",
            rows: [["1 %", "1 €"], ["2", "2 $"], ["3 %", "3 €"]],
            reasons: ["a": "whose unit is not that of the first value"]),
        InferenceSample(
            "Blanks around numbers do not matter", "a, b\n 1,2 \n3 , 4\n", columns: "a:integer b:integer",
            rows: [["1", "2"], ["3", "4"]]),
    ]

    static let times: [InferenceSample] = [
        InferenceSample(
            "Month-first dates by evidence", "due,x\n12/31/2026,a\n01/02/2026,b\n", columns: "due:date* x:string",
            rows: [["2026-12-31", "a"], ["2026-01-02", "b"]], reasons: ["due": "month first (\"12/31/2026\" in line 2)"]
        ),
        InferenceSample(
            "Day-first dates by evidence in the last line", "due\n01/02/2026\n31/12/2026\n", columns: "due:date*",
            rows: [["2026-02-01"], ["2026-12-31"]]),
        InferenceSample(
            "Dates of an open order stay text", "due\n01/02/2026\n03/04/2026\n", columns: "due:string",
            reasons: ["due": "no line tells which"]),
        InferenceSample(
            "Another column decides an open order", "a,b\n01/02/2026,31/01/2026\n", columns: "a:date* b:date",
            rows: [["2026-02-01", "2026-01-31"]]),
        InferenceSample(
            "Orders that contradict each other give text", "a\n31/12/2026\n12/31/2026\n", columns: "a:string",
            reasons: ["a": "has the month first"]),
        InferenceSample(
            "A date that does not exist gives text", "a\n2026-02-28\n2026-02-29\n", columns: "a:string",
            reasons: ["a": "line 3 has \"2026-02-29\", but 2026-02 has 28 days; the values before it are dates"]),
        InferenceSample(
            "Dates and times that do not exist, in other notations",
            "a;b;c;d\n31.02.2026;2026-01-01 25:00;31/04/2026;02/30/2024\n",
            columns: "a:string b:string c:string d:string",
            reasons: [
                "a": "line 2 has \"31.02.2026\", but 2026-02 has 28 days", "b": "but hours go from 00 to 23",
                "c": "but 2026-04 has 30 days", "d": "but 2024-02 has 29 days",
            ]),
        InferenceSample(
            "A date that does not exist among others that do", "a;b\n30.04.2026;x\n31.04.2026;y\n1.5.2026;z\n",
            columns: "a:string b:string",
            reasons: ["a": "line 3 has \"31.04.2026\", but 2026-04 has 30 days; the other 2 values are dates or times"]),
        InferenceSample(
            "Times without an offset are read in UTC, and the reason says so",
            "ts\n2026-03-29 02:30\n2026-03-29T03:30:15.25\n",
            columns: "ts:timestamp*", rows: [["2026-03-29T02:30:00Z"], ["2026-03-29T03:30:15.250000Z"]],
            reasons: ["ts": "read in UTC"]),
        InferenceSample(
            "Dates and times in one column are times", "ts\n2026-03-29\n2026-03-30T10:00:00Z\n",
            columns: "ts:timestamp*",
            rows: [["2026-03-29T00:00:00Z"], ["2026-03-30T10:00:00Z"]]),
        InferenceSample(
            "German times with dots", "zeit;n\n31.12.2026 23:59:59;1\n1.1.2027 0:00;2\n",
            columns: "zeit:timestamp* n:integer",
            rows: [["2026-12-31T23:59:59Z", "1"], ["2027-01-01T00:00:00Z", "2"]]),
        InferenceSample(
            "American times with AM and PM", "at\n12/31/2026 12:05 AM\n12/31/2026 2:30:15 PM\n",
            columns: "at:timestamp*",
            rows: [["2026-12-31T00:05:00Z"], ["2026-12-31T14:30:15Z"]]),
        InferenceSample(
            "HTTP dates and dates with a month's name",
            "a,b\n\"Sun, 06 Nov 1994 08:49:37 GMT\",06-Nov-1994\n\"Mon, 07 Nov 1994 08:49:37 +0100\",\"November 7, 1994\"\n",
            columns: "a:timestamp* b:date",
            rows: [["1994-11-06T08:49:37Z", "1994-11-06"], ["1994-11-07T07:49:37Z", "1994-11-07"]]
        ),
        InferenceSample(
            "Numbers are times only if the header says so", "created_at,size\n1772359200,1772359200\n",
            columns: "created_at:timestamp* size:integer", rows: [["2026-03-01T10:00:00Z", "1772359200"]]),
        InferenceSample(
            "Milliseconds and fractions of seconds", "timestamp,ts\n1772359200123,1772359200.5\n",
            columns: "timestamp:timestamp* ts:timestamp",
            rows: [["2026-03-01T10:00:00.123000Z", "2026-03-01T10:00:00.500000Z"]]),
        InferenceSample(
            "Zeros past the microsecond lose nothing",
            "ts,at\n2026-01-01T00:00:00.123456000Z,1772359200.1234560\n",
            columns: "ts:timestamp* at:timestamp",
            rows: [["2026-01-01T00:00:00.123456Z", "2026-03-01T10:00:00.123456Z"]]),
        InferenceSample(
            "Times finer than a microsecond and leap seconds stay text",
            "a,b,ts\n2026-01-01T00:00:00Z,2026-12-31T23:59:59Z,1772359200\n"
                + "2026-01-01T00:00:00.123456789Z,2026-12-31T23:59:60Z,1772359200.1234567\n",
            columns: "a:string b:string ts:string",
            rows: [
                ["2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z", "1772359200"],
                ["2026-01-01T00:00:00.123456789Z", "2026-12-31T23:59:60Z", "1772359200.1234567"],
            ],
            reasons: [
                "a": "line 3 has \"2026-01-01T00:00:00.123456789Z\", finer than a microsecond",
                "b": "line 3 has \"2026-12-31T23:59:60Z\", a leap second",
                "ts": "line 3 has \"1772359200.1234567\", finer than a microsecond",
            ]),
        InferenceSample(
            "Decimals keep all of their digits", "a,b,c\n0.1234567890123456789,-0,007\n1.50,1e400,1\n",
            columns: "a:decimal b:string c:string",
            rows: [["0.1234567890123456789", "-0", "007"], ["1.5", "1e400", "1"]]),
        InferenceSample(
            "A year of two digits stays text", "d\n31.12.26\n", columns: "d:string",
            reasons: ["d": "year has two digits"]),
        InferenceSample(
            "The time column is one without gaps, and a timestamp before a date",
            "born,seen,created\n2000-01-01,,2026-01-01T00:00:00Z\n2000-01-02,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z\n",
            columns: "born:date seen:timestamp? created:timestamp*"),
    ]

    static let texts: [InferenceSample] = [
        InferenceSample(
            "A name of three words above texts of one field is no title", "Name des Kunden\nMüller GmbH\nMeier\n12\n",
            columns: "name_des_kunden:string", rows: [["Müller GmbH"], ["Meier"], ["12"]]),
        InferenceSample(
            "Booleans are words only", "a,b,c\ntrue,yes,1\nFALSE,no,0\n", columns: "a:boolean b:string c:integer",
            rows: [["true", "yes", "1"], ["false", "no", "0"]]),
        InferenceSample(
            "A column without a value is text", "a,b\n1,\n2,\n", columns: "a:integer b:string?",
            reasons: ["b": "no row has a value"]),
        InferenceSample(
            "Empty texts in quotes are texts, and gaps in other types", "a,b\n\"\",\"\"\nx,1\n",
            columns: "a:string b:integer?",
            rows: [["", "null"], ["x", "1"]]),
        InferenceSample(
            "Quotes, separators and line ends inside of fields", "a,b\n\"x, \"\"y\"\"\nz\",1\r\nw,2",
            columns: "a:string b:integer",
            rows: [["x, \"y\"\nz", "1"], ["w", "2"]]),
        InferenceSample(
            "Blanks around texts are kept", "a,b\n x ,1\n", columns: "a:string b:integer", rows: [[" x ", "1"]]),
    ]

    static let layouts: [InferenceSample] = [
        InferenceSample("Tabs", "a\tb\n1\t2,5\n", columns: "a:integer b:decimal", rows: [["1", "2.5"]]),
        InferenceSample("Bars", "a|b\n1|x\n", columns: "a:integer b:string"),
        InferenceSample(
            "One column of amounts of which the first is in brackets", "Betrag\n(1.234,56)\n-5,00\n",
            columns: "betrag:string"),
        InferenceSample(
            "One column with commas in its values", "note\nhello, world\nbye\n", columns: "note:string",
            rows: [["hello, world"], ["bye"]]),
        InferenceSample(
            "Old line ends of a carriage return", "a;b\r1;2\r3;4\r", columns: "a:integer b:integer",
            rows: [["1", "2"], ["3", "4"]]),
        InferenceSample(
            "One column of texts with commas below its name", "Name;Notiz\nx;foo, bar\ny;5, 6\n",
            columns: "name:string notiz:string"),
        InferenceSample(
            "A name above texts of two parts", "note\nhello, world\nfoo, bar\n", columns: "note:string",
            rows: [["hello, world"], ["foo, bar"]]),
        InferenceSample(
            "A header with one name of two", "Land;\nDE;1\nFR;2\n", columns: "land:string column_2:integer"),
        InferenceSample("Blank lines between rows", "\n\na,b\n\n1,2\n\n3,4\n\n", columns: "a:integer b:integer"),
        InferenceSample("Names of columns in brackets", "[a],{b}\n1,2\n", columns: "a:integer b:integer"),
        InferenceSample("A quoted header with a separator", "\"a;b\";c\n1;2\n", columns: "a_b:integer c:integer"),
        InferenceSample(
            "Years as headers of a pivot table", "Land;2024;2025\nDE;1,5;2\n",
            columns: "land:string c_2024:decimal c_2025:integer"),
    ]

    static let json: [InferenceSample] = [
        InferenceSample(
            "NDJSON with keys that come later, nested values and a number as text",
            "{\"Id\":1,\"at\":\"2026-03-01T10:00:00Z\",\"tags\":[1,2]}\n\n{\"Id\":2,\"at\":\"2026-03-02T10:00:00Z\",\"zip\":\"123\",\"ok\":true}\n",
            as: .ndjson, columns: "id:integer at:timestamp* tags:json? zip:string? ok:boolean?",
            rows: [
                ["1", "2026-03-01T10:00:00Z", "[1,2]", "null", "null"],
                ["2", "2026-03-02T10:00:00Z", "null", "123", "true"],
            ],
            reasons: [
                "tags": "which can be neither grouped nor filtered; give nested values keys of their own before loading"
            ]),
        InferenceSample(
            "NDJSON with numbers and texts in one key is text",
            "{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":true}\n{\"a\":null}\n", as: .ndjson,
            columns: "a:string?", rows: [["1"], ["x"], ["true"], ["null"]], reasons: ["a": "line 2 has \"x\""]),
        InferenceSample(
            "NDJSON with times in milliseconds and decimals",
            "{\"ts\":1772359200123,\"x\":1.5}\n{\"ts\":1772359200124,\"x\":2}",
            as: .ndjson, columns: "ts:timestamp* x:decimal",
            rows: [["2026-03-01T10:00:00.123000Z", "1.5"], ["2026-03-01T10:00:00.124000Z", "2"]]),
    ]

    static let totals: [InferenceSample] = [
        InferenceSample(
            "A line of totals in a column of dates", "Datum;Umsatz\n01.01.2026;1,5\n02.01.2026;1,5\nSumme;3,0\n",
            columns: "datum:string umsatz:decimal",
            reasons: [
                "datum":
                    "line 4 has \"Summe\"; the other 2 values are dates or times; line 4 looks like a line of totals, so remove it"
            ]),
        InferenceSample(
            "Lines of totals in a column of numbers",
            "nr,n\n1,5\n2,5\nSubtotal:,10\n3,5\n4,5\nGrand total,20\n"
                + (5...20).map { "\($0),1\n" }.joined(), columns: "nr:string n:integer",
            reasons: ["nr": "; lines 4 and 7 look like lines of totals, so remove them"]),
        InferenceSample(
            "A line of totals whose word is in a column of texts",
            "Tag;Land;n\n1.1.2026;DE;5\n2.1.2026;FR;6\n;Gesamt;11\n",
            columns: "tag:date?* land:string n:integer",
            reasons: ["land": "line 2 has \"DE\" (line 4 looks like a line of totals, so remove it)"]),
        InferenceSample(
            "A word that is a total of nothing", "a,b\nx,y\nTotal,z\n", columns: "a:string b:string",
            reasons: ["a": "\"x\""]),
    ]

    static let options: [InferenceSample] = [
        InferenceSample(
            "The option separator tells the name of the only column from a title",
            "Notiz zum Auftrag\ngut, gern wieder\nFarbe, 5\n", options: [("separator", "|")],
            columns: "notiz_zum_auftrag:string", rows: [["gut, gern wieder"], ["Farbe, 5"]]),
        InferenceSample(
            "The option dates decides an open order, also for years of two digits", "due,old\n01/02/2026,31.12.99\n",
            options: [("dates", "dmy")], columns: "due:date* old:date", rows: [["2026-02-01", "1999-12-31"]]),
        InferenceSample(
            "The option zone reads local times", "ts\n2026-07-01 12:00\n2026-03-29 02:30\n",
            options: [("zone.ts", "Europe/Berlin")],
            columns: "ts:timestamp*", rows: [["2026-07-01T10:00:00Z"], ["2026-03-29T01:30:00Z"]]),
        InferenceSample(
            "The option type cuts times to microseconds",
            "a,ts\n2026-01-01T00:00:00.123456789Z,1772359200.1234567\n2026-12-31T23:59:60Z,1772359200\n",
            options: [("type.a", "timestamp"), ("type.ts", "timestamp")], columns: "a:timestamp ts:timestamp*",
            rows: [
                ["2026-01-01T00:00:00.123456Z", "2026-03-01T10:00:00.123456Z"],
                ["2027-01-01T00:00:00Z", "2026-03-01T10:00:00Z"],
            ], reasons: ["a": "stated by the option type.a (line 2 has"]),
        InferenceSample(
            "The option decimal decides an open mark", "Preis;b\n1.234;x\n", options: [("decimal.preis", "comma")],
            columns: "preis:integer b:string", rows: [["1234", "x"]]),
        InferenceSample(
            "The option null names words for missing values", "n\n1\nn/a\n-\n", options: [("null", "n/a,-")],
            columns: "n:integer?",
            rows: [["1"], ["null"], ["null"]]),
        InferenceSample(
            "The option type keeps a number as text, and drops zeros if told to", "a,zip\n1,007\n",
            options: [("type.a", "string")], columns: "a:string zip:string", rows: [["1", "007"]]),
        InferenceSample(
            "Options of all columns leave columns of other kinds as they are",
            "due;iso;word;n;version\n01/02/2026;2026-01-31;abc;1,5;1.2.3\n",
            options: [("dates", "dmy"), ("decimal", "comma")],
            columns: "due:date* iso:date word:string n:decimal version:string",
            rows: [["2026-02-01", "2026-01-31", "abc", "1.5", "1.2.3"]]),
        InferenceSample(
            "An option of a column exempts it from that of all columns",
            "a;b\n1,5;1.5\n2,5;2.25\n", options: [("decimal", "comma"), ("decimal.b", "point")],
            columns: "a:decimal b:decimal",
            rows: [["1.5", "1.5"], ["2.5", "2.25"]]),
        InferenceSample(
            "A stated order of a column that also has dates of other notations",
            "d\n01/02/2026\n2026-03-01\n31-Dec-2026\n", options: [("dates.d", "dmy")], columns: "d:date*",
            rows: [["2026-02-01"], ["2026-03-01"], ["2026-12-31"]]),
        InferenceSample(
            "The option timeColumn chooses another column", "a,b\n2026-01-01,2026-01-02\n",
            options: [("timeColumn", "b")],
            columns: "a:date b:date*"),
    ]
}
