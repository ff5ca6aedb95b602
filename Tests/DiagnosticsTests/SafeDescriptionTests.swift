import Diagnostics
import Testing

@Suite struct SafeDescriptionTests {
    static let canary = "hunter2-CANARY-5f1c"

    /// The rules by name.
    static let rules: [(name: String, describe: @Sendable (String) -> String)] = [
        ("word", SafeDescription.word), ("number", SafeDescription.number), ("time", SafeDescription.time),
        ("name", SafeDescription.name), ("setting", SafeDescription.setting), ("path", SafeDescription.path),
        ("url", SafeDescription.url), ("figures", SafeDescription.figures), ("title", SafeDescription.title),
        ("form", SafeDescription.form(of:)),
    ]

    static let leaks = [
        "postgres://weir:\(canary)@db/weir", "host=db user=weir password=\(canary) dbname=weir",
        "sqlite://weir:\(canary)@db", "https://weir:\(canary)@example.org/", "weir:\(canary)@db",
        "https://example.org/?token=\(canary)", "https://example.org/\(canary)", "https://example.org#\(canary)",
        #"{"username": "weir", "password": "\#(canary)"}"#, "password='\(canary)'", "Authorization: Bearer \(canary)",
        "\(canary)\n", " \(canary)\t", "HTTPS://\(canary)@x", "https://x/\(canary)@", "https://\(canary) x/",
    ]

    @Test("No rule repeats a secret in a URI, a keyword string, a document or a header", arguments: leaks)
    func shapes(shape: String) {
        for rule in Self.rules
        where !(rule.name == "path" || rule.name == "setting") || shape.contains("=") || shape.contains("@")
            || shape.contains("://")
        {
            #expect(!rule.describe(shape).contains(Self.canary), "\(rule.name)")
        }
    }

    @Test("The rules for values beside secrets never repeat a bare secret")
    func bare() {
        for rule in [
            SafeDescription.word, SafeDescription.number, SafeDescription.time, SafeDescription.url,
            SafeDescription.figures, SafeDescription.title,
        ] {
            #expect(!rule(Self.canary).contains(Self.canary))
        }
        #expect(!SafeDescription.form(of: Self.canary).contains(Self.canary))
    }

    @Test("Each rule repeats values of its form")
    func shown() {
        #expect(SafeDescription.word("inof") == "\"inof\"")
        #expect(SafeDescription.number("-1.5") == "\"-1.5\"")
        #expect(SafeDescription.time("2015-08-30T12:36:00Z") == "\"2015-08-30T12:36:00Z\"")
        #expect(SafeDescription.figures("30/60") == "\"30/60\"" && SafeDescription.figures("31d") == "\"31d\"")
        #expect(SafeDescription.figures("2026-05-01,x y") == SafeDescription.form(of: "2026-05-01,x y"))
        #expect(SafeDescription.title("Umsätze_2026") == SafeDescription.form(of: "Umsätze_2026"))
        #expect(SafeDescription.title("Umsätze") == "\"Umsätze\"" && SafeDescription.title("reed") == "\"reed\"")
        for name in ["web_requests_archive_2025", "orders_by_country"] {
            #expect(SafeDescription.title(name) == "\"\(name)\"")
        }
        for text in [
            "web_Requests_archive_2025", "a_1b2c3d4e5f6a7b8c", "abcdefghijklmnopq", "weir_sk_\(Self.canary)",
            "orders__by_country",
        ] {
            #expect(SafeDescription.title(text) == SafeDescription.form(of: text))
        }
        #expect(SafeDescription.title("Gänse füttern") == SafeDescription.form(of: "Gänse füttern"))
        #expect(SafeDescription.name("weir/production/database") == "\"weir/production/database\"")
        #expect(SafeDescription.name("arn:aws:sns:r:1:x") == "\"arn:aws:sns:r:1:x\"")
        #expect(SafeDescription.name("arn:aws:sm:r:1:rds!db-1") == "\"arn:aws:sm:r:1:rds!db-1\"")
        #expect(SafeDescription.setting("10.0.0.0/8 and more") == "\"10.0.0.0/8 and more\"")
        #expect(SafeDescription.path("/tmp/a b/é.pem") == "\"/tmp/a b/é.pem\"")
        #expect(SafeDescription.url("http://127.0.0.1:5000") == "\"http://127.0.0.1:5000\"")
        #expect(SafeDescription.url("https://example.org/a?b") == "\"https://example.org/…\"")
    }

    @Test("A form has the length and the special characters of the value")
    func forms() {
        #expect(SafeDescription.form(of: "") == "an empty text")
        #expect(SafeDescription.form(of: "x") == "a text of 1 character, which is not repeated here")
        #expect(
            SafeDescription.form(of: "a b\n")
                == "a text of 4 characters with a line's end and a blank, which is not repeated here")
        #expect(
            SafeDescription.form(of: "postgres://u:p@h/d?x=y")
                == "a text of 22 characters with \"://\", \"@\", \"=\" and \"?\", which is not repeated here")
    }

    @Test("A library's message loses its quoted arguments and keeps the names of flags")
    func messages() {
        func hidden(_ message: String, _ arguments: String...) -> String {
            SafeDescription.message(message, hiding: arguments)
        }
        #expect(
            hidden("Error: Unexpected argument 'x'\nUsage: a <b>", "x")
                == "Error: Unexpected argument '<redacted>'; put a text with spaces in quotes\nUsage: a <b>")
        #expect(
            hidden("2 unexpected arguments: 'x', 'y'", "x", "y")
                == "2 unexpected arguments: '<redacted>', '<redacted>'; put a text with spaces in quotes")
        #expect(hidden("Unknown option '--stroe'", "--stroe", "x") == "Unknown option '--stroe'")
        #expect(hidden("Unknown option '--a=b'", "--a=b") == "Unknown option '<redacted>'")
        #expect(hidden("The value 'b' is invalid for '--a'", "--a=b") == "The value '<redacted>' is invalid for '--a'")
        #expect(hidden("Unknown option '-phunter2'", "-phunter2") == "Unknown option '<redacted>'")
        #expect(hidden("Usage: x <url>", "x") == "Usage: x <url>")
    }
}
