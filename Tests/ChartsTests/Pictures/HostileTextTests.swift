import Models
import Testing

@testable import Charts

@Suite("Hostile texts in charts")
struct HostileTextTests {
    private static let texts = [
        "</text><script>alert(1)</script>", "\" onload=\"alert(1)", "]]><!--", "<![CDATA[<svg onload=x>]]>",
        "&lt;&#60;&amp;",
        "<?xml version=\"1.0\"?>", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&e;",
        "a\u{0}b\u{1}c\u{1B}[31m",
        "\u{202E}txt.exe\u{2066}", "\u{FFFE}\u{FFFF}", "line\nbreak\u{2028}and\ttab\r", "\u{85}\u{9F}\u{7F}",
        "{}:;</style>",
        "👩‍👩‍👧‍👦 🇩🇪", String(repeating: "e\u{301}", count: 500), String(repeating: "W", count: 5000), "",
        "https://evil.example/x.svg#a", "url(javascript:alert(1))", "'", "--", "%3Cscript%3E",
    ]

    private static func check(_ text: String, _ more: String, _ message: String) throws {
        let time = ChartColumn(
            ResultColumn(name: text, type: .timestamp),
            .time(Granularity("day").map { BucketRule(granularity: $0, zone: .utc) }))
        let measure = ChartColumn(ResultColumn(name: text, type: .integer), .measure(unit: "a", isAdditive: true))
        let second = ChartColumn(ResultColumn(name: more, type: .integer), .measure(unit: "b", isAdditive: true))
        let start = Value.timestamp(instant("2026-01-01T00:00:00Z"))
        let category = ChartColumn(ResultColumn(name: more, type: .string), .category)
        let results = [
            Result([measure, second], [[.integer(1), .integer(2)]]),
            Result(
                [category, measure, second],
                [[.string(text), .integer(1), .integer(2)], [.string(more + "x"), .integer(3), .null]]),
            Result(
                [time, category, measure],
                [[start, .string(text), .integer(1)], [start, .string(more + "x"), .integer(3)]]),
        ]
        for result in results {
            for theme in ChartTheme.allCases {
                let svg = try result.svg(ChartSpecification(width: 360, theme: theme, title: more))
                let document = try SVGDocument(svg)
                let known: Set<String> = ["svg", "title", "desc", "style", "g", "rect", "path", "text"]
                #expect(Set(document.elements.map(\.name)).isSubset(of: known), "\(message)")
                let attributes = Set(document.elements.flatMap(\.attributes.keys))
                #expect(
                    !attributes.contains { $0.hasPrefix("on") || $0.contains("href") || $0 == "style" }, "\(message)")
                let controls = svg.unicodeScalars.filter {
                    $0.properties.generalCategory == .control && $0 != "\n" || (0x202A...0x202E).contains($0.value)
                }
                #expect(controls.isEmpty, "\(message)")
                #expect(document.outside(width: 360).isEmpty, "\(message): \(document.outside(width: 360))")
            }
        }
    }

    @Test("A hostile text stays text", arguments: texts)
    func hostile(text: String) throws {
        try Self.check(text, "b", text.debugDescription)
        try Self.check("a", text, text.debugDescription)
    }

    @Test("Any text stays text")
    func anyText() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let pieces = Self.texts + ["<", ">", "&", "\"", "'", "<script>", "</svg>", "\u{0}", "]]>", " ", "é", "日本", "🙂"]
        for _ in 0..<150 {
            let text = (0..<Int.random(in: 0...6, using: &generator)).map { _ -> String in
                if Bool.random(using: &generator) { return pieces.randomElement(using: &generator) ?? "" }
                let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10_FFFF, using: &generator))
                return scalar.map { String(Character($0)) } ?? ""
            }.joined()
            try Self.check(text, text + "!", "seed \(seed): \(text.debugDescription)")
        }
    }
}
