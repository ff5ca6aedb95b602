import Basics
import Models
import Testing

@testable import Charts

@Suite("Texts of charts")
struct ChartTextsTests {
    private static let country = ChartColumn(
        ResultColumn(name: "country", type: .string), .category, title: "Land", unit: nil)
    private static let days = buckets("day", .utc, from: "2026-01-01T00:00:00Z", count: 3)

    @Test("The title has the texts for people and the unit, and only its first word begins upper case")
    func title() throws {
        let rows: [[Value]] = [[.string("DE"), .double(1250.5), .double(3)]]
        let result = Result(
            [Self.country, .titled("Sum of Umsatz", "EUR"), .titled("Average of Menge", nil, axis: "pieces")], rows)
        let document = try SVGDocument(try result.svg())
        #expect(document["title"].first?.text == "Sum of Umsatz (EUR) and average of Menge by Land")
        #expect(document.texts.contains("Sum of Umsatz (EUR)") && document.texts.contains("Average of Menge"))
        #expect(
            document["desc"].first?.text
                == "Bar chart of sum of Umsatz (EUR) and average of Menge by Land, 1 category. "
                + "Sum of Umsatz: 1,250.50 EUR. Average of Menge: 3.")
        #expect(document["title"].map(\.text).contains("DE: 1,250.50 EUR"))
    }

    @Test("A unit that a label has already is not repeated, and that of a common axis is named once")
    func units() throws {
        let rows = Self.days.map { [$0, Value.double(5), .double(7)] }
        let labelled = Result([.time("day"), .titled("Sum of Umsatz (€)", "€")], rows.map { Array($0.prefix(2)) })
        #expect(try SVGDocument(try labelled.svg())["title"].first?.text == "Sum of Umsatz (€) by day")
        let two = Result(
            [.time("day"), .titled("Minimum of price", "EUR"), .titled("Maximum of price", "EUR")], rows)
        let document = try SVGDocument(try two.svg())
        #expect(document["title"].first?.text == "Minimum of price and maximum of price (EUR) by day")
        // The names beside the lines are without the unit, which the axis has.
        #expect(document.texts.contains("Minimum of price") && document.texts.contains("Maximum of price"))
        let named = try SVGDocument(try two.svg(ChartSpecification(title: "Prices")))
        #expect(named.texts.contains("Minimum of price, Maximum of price (EUR)"))
    }

    @Test("A single number has its unit beside it, inside the picture at every width", arguments: [300, 360, 800])
    func number(width: Int) throws {
        let result = Result([.titled("Sum of Umsatz", "EUR")], [[.double(1_284_301.55)]])
        let document = try SVGDocument(try result.svg(ChartSpecification(width: width)))
        #expect(document.texts == ["Sum of Umsatz", "1,284,301.55"])
        // The font places the unit behind the digits, so that no font draws it over them.
        #expect(document["tspan"].map(\.text) == ["EUR"] && document["tspan"].first?.attributes["x"] == nil)
        let size = try #require(document["text"].last?.attributes["font-size"].flatMap { Double($0) })
        // The digits of DejaVu Sans Bold have a width of 0.696, and its marks of 0.38.
        #expect(16 + (9 * 0.696 + 3 * 0.38 + 0.22 + 3 * 0.45 * 0.7) * size <= Double(width))
        #expect(document.outside(width: Double(width)).isEmpty && document.overlappingTexts().isEmpty)
        #expect(document["desc"].first?.text == "Sum of Umsatz: 1,284,301.55 EUR.")
        let missing = Result([.titled("Sum of Umsatz", "EUR")], [[.null]])
        #expect(try SVGDocument(try missing.svg()).texts == ["Sum of Umsatz", "no value"])
    }

    @Test("A text that a wider font than Helvetica would cut off has the width of Helvetica")
    func fixedWidth() throws {
        let title = "Number of rows and sum of Umsatz (EUR) by month, country and kind"
        let rows = ["Deutschland", "Bundesministerium für Wirtschaft und Klimaschutz"].map {
            [Value.string($0), .integer(3)]
        }
        let result = Result([.category("office"), .count], rows)
        let texts = try SVGDocument(try result.svg(ChartSpecification(width: 600, title: title)))["text"]
        func text(_ content: String) -> SVGDocument.Element? { texts.first { $0.text == content } }
        let fixed = try #require(text(title)?.attributes["textLength"].flatMap { Double($0) })
        #expect(fixed <= 568 && text(title)?.attributes["lengthAdjust"] == "spacingAndGlyphs")
        #expect(text("Deutschland")?.attributes["textLength"] == nil)
        #expect(text("3")?.attributes["textLength"] == nil)
    }

    @Test("The entries of a legend leave space for a wider font than Helvetica")
    func legend() throws {
        let names = ["Bundesministerium", "Kreisverwaltung", "Landesministerium"]
        let rows = names.map { [Value.string("a"), .string($0), .integer(3)] }
        let document = try SVGDocument(try Result([.category("c"), .category("s"), .count], rows).svg(.stackedBar))
        let places = names.compactMap { name in
            document["text"].first { $0.text == name }?.attributes["x"].flatMap { Double($0) }
        }
        try #require(places.count == 3)
        for (name, (place, next)) in zip(names, zip(places, places.dropFirst())) {
            #expect(place + 1.2 * TextWidth.of(name, size: 12) <= next - 20, "\(name)")
        }
    }

    @Test("The description names the measure of each series where several measures have panels of their own")
    func measuresOfSeries() throws {
        let rows = Self.days.flatMap { day in
            ["DE", "FR"].map { [day, Value.string($0), .integer(5), .double(70.5)] }
        }
        let columns = [ChartColumn.time("day"), Self.country, .count, .titled("Sum of Umsatz", "EUR")]
        let text = try SVGDocument(try Result(columns, rows).svg())["desc"].first?.text ?? ""
        #expect(text.contains(" DE, count: minimum 5 ("), "\(text)")
        #expect(text.contains(" FR, Sum of Umsatz: minimum 70.50 EUR ("), "\(text)")
        let one = [ChartColumn.time("day"), Self.country, .count]
        let short = try SVGDocument(try Result(one, rows.map { Array($0.prefix(3)) }).svg())["desc"].first?.text ?? ""
        #expect(short.contains(" DE: minimum 5 ("), "\(short)")
    }

    @Test("Numbers that stand for something have names, along the axis and as series")
    func valueNames() throws {
        let weekday = ChartColumn(
            ResultColumn(name: "ts.weekday", type: .integer), .category, title: "Weekday of Zeit",
            valueNames: [1: "Mon", 2: "Tue"])
        let rows: [[Value]] = [[.integer(1), .integer(5)], [.integer(2), .integer(7)], [.integer(8), .integer(1)]]
        let document = try SVGDocument(try Result([weekday, .count], rows).svg())
        #expect(document.texts.contains("Mon") && document.texts.contains("Tue") && document.texts.contains("8"))
        #expect(document["title"].map(\.text).contains("Mon: 5"))
        let byDay = rows.map { [Self.days[0]] + $0 }
        #expect(try SVGDocument(try Result([.time("day"), weekday, .count], byDay).svg()).texts.contains("Tue"))
    }

    @Test("A long name of a category has two lines, and a single point has its value")
    func spaces() throws {
        let name = "Bundesministerium für Wirtschaft und Klimaschutz"
        let bars = Result(
            [.category("office"), .count], [[.string(name), .integer(3)], [.string("IT"), .integer(2)]])
        let narrow = try SVGDocument(try bars.svg(ChartSpecification(width: 360)))
        #expect(narrow.texts.contains("Bundesministerium für") && narrow.texts.contains("Wirtschaft und Klimaschutz"))
        #expect(try SVGDocument(try bars.svg(ChartSpecification(width: 1400))).texts.contains(name))
        let point = Result([.time("day"), .sum("amount")], [[Self.days[0], .double(42.5)]])
        #expect(try SVGDocument(try point.svg()).texts.contains("42.5"))
    }

    @Test("A unit of any length and any characters stays inside the picture and is escaped")
    func longUnit() throws {
        let unit = String(repeating: "<b>&\u{202E}", count: 10)
        let rows: [[Value]] = [[.double(-1e300), .double(0.000_001), .null]]
        let result = Result(
            [
                .titled("Sum of a", unit), .titled("Sum of ab", unit, axis: "b"), .titled("Sum of abc", "x", axis: "c"),
            ], rows)
        for width in [240, 700] {
            let svg = try result.svg(ChartSpecification(width: width))
            let document = try SVGDocument(svg)
            #expect(document.outside(width: Double(width)).isEmpty, "\(document.outside(width: Double(width)))")
            #expect(document.overlappingTexts().isEmpty, "\(document.overlappingTexts())")
            #expect(!svg.contains("<b>") && !svg.contains("\u{202E}"))
        }
    }
}
