import Models
import Testing

@testable import Charts

@Suite("Charts")
struct ChartTests {
    private static let byDay: Result = {
        let times = buckets("day", .utc, from: "2026-01-01T00:00:00Z", count: 5)
        let counts: [Value] = [.integer(3), .integer(1), .null, .integer(4), .integer(1500)]
        return Result([.time("day"), .count], zip(times, counts).map { time, count in [time, count] })
    }()

    @Test("The kind fits the columns unless the client names one")
    func kinds() throws {
        func kind(_ columns: ChartColumn...) throws -> ChartKind { try ChartPlan(columns, kind: nil).kind }
        #expect(try kind(.count) == .number)
        #expect(try kind(.time("day"), .count) == .line)
        #expect(try kind(.category("a"), .time("day"), .count, .sum("x")) == .line)
        #expect(try kind(.category("a"), .count) == .bar)
        #expect(try kind(.category("a"), .category("b"), .count) == .stackedBar)
        #expect(try kind(.category("a"), .category("b"), .level("avg", "x")) == .bar)
        #expect(try kind(.category("a"), .category("b"), .count, .sum("x")) == .bar)
    }

    @Test("Columns that a kind cannot show are refused with the remedy")
    func refusals() {
        func error(_ kind: ChartKind?, _ columns: ChartColumn...) -> ChartError? {
            do {
                _ = try ChartPlan(columns, kind: kind)
                return nil
            } catch {
                return error
            }
        }
        #expect(error(nil, .category("a"))?.place == .measures)
        #expect(error(.line, .category("a"), .count)?.description.hasSuffix("use bar") == true)
        #expect(error(.area, .count)?.description.hasSuffix("use number") == true)
        #expect(error(.bar, .count)?.place == .kind)
        #expect(error(.number, .time("day"), .count)?.description.hasSuffix("use line") == true)
        #expect(error(.stackedBar, .category("a"), .category("b"), .level("avg", "x"))?.place == .column(2))
        #expect(error(.area, .time("day"), .level("min", "x"), .level("max", "x"))?.place == .column(1))
        #expect(error(.area, .time("day"), .level("min", "x")) == nil)
        let text = ChartColumn(ResultColumn(name: "max(s)", type: .string), .measure(unit: "s", isAdditive: false))
        #expect(error(nil, .time("day"), .count, text)?.place == .column(2))
        #expect(error(nil, .time("day"), .count, .sum("a"), .sum("b"), .sum("c"), .sum("d"))?.place == .measures)
    }

    @Test(
        "A picture has a role, a title, a description and ids of its own, and nothing but marks for readers of screens")
    func accessibility() throws {
        let document = try SVGDocument(try Self.byDay.svg())
        let root = try #require(document["svg"].first)
        #expect(root.attributes["role"] == "img" && root.attributes["width"] == "800")
        let title = try #require(document["title"].first)
        let description = try #require(document["desc"].first)
        #expect(
            root.attributes["aria-labelledby"]
                == [title, description].map { $0.attributes["id"] ?? "" }.joined(separator: " "))
        #expect(title.text == "count by day")
        #expect(
            description.text == "Line chart of count by day, 1 Jan 2026 to 5 Jan 2026. "
                + "count: minimum 1 (2 Jan 2026), maximum 1,500 (5 Jan 2026), last 1,500 (5 Jan 2026).")
        let other = try SVGDocument(try Self.byDay.svg(ChartSpecification(title: "Orders")))
        #expect(other["title"].first?.text == "Orders")
        #expect(other["title"].first?.attributes["id"] != title.attributes["id"])
    }

    @Test("The axis of a line has the days and round numbers, and a null breaks the line")
    func line() throws {
        let document = try SVGDocument(try Self.byDay.svg())
        #expect(
            document.texts == [
                "count by day", "0", "200", "400", "600", "800", "1,000", "1,200", "1,400", "1,600", "1", "Jan 2026",
                "2", "3", "4", "5",
            ])
        let lines = document["path"].filter { $0.attributes["stroke-width"] == "2" }
        #expect(lines.count == 1)
        #expect(lines[0].attributes["d"]?.filter { $0 == "M" }.count == 2)
    }

    @Test("A bucket without rows breaks a line")
    func missingBucket() throws {
        let times = buckets("day", .utc, from: "2026-01-01T00:00:00Z", count: 6)
        let rows = times.enumerated().filter { $0.offset != 2 }.map { [$0.element, Value.integer(Int64($0.offset))] }
        let document = try SVGDocument(try Result([.time("day"), .count], rows).svg())
        let line = try #require(document["path"].first { $0.attributes["stroke-width"] == "2" })
        #expect(line.attributes["d"]?.filter { $0 == "M" }.count == 2)
    }

    @Test(
        "A line that changes by less than a hundredth of its values looks nearly level, and one that changes more fills its axis",
        arguments: [(1000.2, 0.1), (1002, 0.3), (1100, 0.95), (-1000.2, 0.1)] as [(Double, Double)])
    func nearlyConstant(second: Double, most: Double) throws {
        let times = buckets("day", .utc, from: "2026-01-01T00:00:00Z", count: 2)
        let values = [second < 0 ? -1000 : 1000, second]
        let rows = zip(times, values).map { [$0, Value.double($1)] }
        let document = try SVGDocument(try Result([.time("day"), .level("avg", "p")], rows).svg())
        let line = try #require(document["path"].first { $0.attributes["stroke-width"] == "2" })
        let heights = line.attributes["d"]?.split { !"0123456789.".contains($0) }.compactMap { Double($0) } ?? []
        try #require(heights.count == 4, "\(heights)")
        let share = abs(heights[1] - heights[3]) / 360
        #expect(share > 0 && share < most, "\(share)")
        #expect(most < 0.9 || share > 0.5, "\(share)")
    }

    @Test("Bars begin at zero, also for values far from it")
    func barsFromZero() throws {
        let rows: [[Value]] = [[.string("a"), .double(1000)], [.string("b"), .double(1001)]]
        let document = try SVGDocument(try Result([.category("c"), .sum("x")], rows).svg(.bar))
        let widths = document["rect"].dropFirst().compactMap { Double($0.attributes["width"] ?? "") }
        #expect(widths.count == 2 && widths[0] / widths[1] > 0.99)
        #expect(document["title"].map(\.text) == ["sum(x) by c", "a: 1,000", "b: 1,001"])
    }

    @Test("At most eight series are drawn; the rest is summed up, or left out with a note if its values do not add up")
    func manySeries() throws {
        let times = buckets("day", .utc, from: "2026-01-01T00:00:00Z", count: 3)
        func result(_ measure: ChartColumn) -> Result {
            Result(
                [.time("day"), .category("s"), measure],
                (1...12).flatMap { series in
                    times.map { [$0, .string("s\(series)"), .double(Double(series))] }
                })
        }
        let sums = try result(.sum("x")).svg()
        #expect(sums.contains(">other (5)</text>") && sums.contains(">s12</text>") && !sums.contains(">s5</text>"))
        #expect(sums.contains("other (5): minimum 15 "))
        let means = try result(.level("avg", "x")).svg()
        #expect(!means.contains("other (5)") && means.contains(">5 more series are not drawn</text>"))
    }

    @Test("A small picture with many series keeps its plot, and says that their names have no space")
    func noLegend() throws {
        let sample = try #require(Gallery.samples.first { $0.name == "line-many" })
        let document = try SVGDocument(try sample.result().svg(ChartSpecification(width: 240, height: 160)))
        #expect(document.overlappingTexts().isEmpty && document.outside(width: 240).isEmpty)
        #expect(!document.texts.contains { $0.hasPrefix("Region") })
        #expect(document.texts.joined(separator: " ").contains("there is no space for the names of series"))
    }

    @Test("A truncated result and points that are left out are said in the picture and in its description")
    func notes() throws {
        let svg = try Gallery.minutes(10_000).svg(isTruncated: true)
        let document = try SVGDocument(svg)
        for text in [document["desc"].first?.text ?? "", document.texts.joined(separator: " ")] {
            #expect(text.lowercased().contains("only the first 10,000 groups of the result are drawn"), "\(text)")
            #expect(
                text.contains("10,000 points, of which each pixel column shows the first, lowest, highest and last"),
                "\(text)")
        }
        #expect(svg.utf8.count < 60_000)
        #expect(try Gallery.minutes(5000).svg(.bar).contains("each bar shows the largest value of"))
    }

    @Test("A panel with an axis of its own is drawn for each unit")
    func panels() throws {
        let sample = try #require(Gallery.samples.first { $0.name == "line-panels" })
        let texts = try SVGDocument(try sample.result().svg()).texts
        #expect(texts.contains("count") && texts.contains("min(latency), max(latency)"))
        #expect(texts.contains("min(latency)") && texts.contains("max(latency)"))
    }

    @Test("A number is written with all its digits if they fit")
    func number() throws {
        let result = Result([.count], [[.integer(9_876_543_210)]])
        #expect(try SVGDocument(try result.svg()).texts == ["count", "9,876,543,210"])
        #expect(try SVGDocument(try Result([.count], [[.null]]).svg()).texts == ["count", "no value"])
    }

    @Test("A result without rows or values says so", arguments: [ChartKind.line, .area, .bar])
    func empty(kind: ChartKind) throws {
        #expect(try Result([.time("day"), .count], []).svg(kind).contains(">no rows</text>"))
        let null = Result([.time("day"), .count], [[.timestamp(instant("2026-01-01T00:00:00Z")), .null]])
        #expect(try null.svg(kind).contains(">no values</text>"))
    }

    @Test("Values of any size and any number of rows give a picture that can be parsed")
    func anyValues() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            let count = Int.random(in: 1...40, using: &generator)
            let times = buckets("day", zone("Europe/Berlin"), from: "2026-03-01T12:00:00Z", count: count)
            let rows = times.flatMap { time in
                ["a", "b", "c"].map { name -> [Value] in
                    let size = NumberText.power(Int.random(in: -300...307, using: &generator))
                    let value = Double.random(in: -1...1, using: &generator) * size
                    return [time, .string(name), Bool.random(using: &generator) ? .double(value) : .null]
                }
            }
            for kind in [ChartKind.line, .area, .bar, .stackedBar] {
                let width = Int.random(in: ChartSpecification.widths, using: &generator)
                let height = Int.random(in: ChartSpecification.heights, using: &generator)
                let result = Result([.time("day", zone: zone("Europe/Berlin")), .category("c"), .sum("x")], rows)
                let svg = try result.svg(ChartSpecification(kind: kind, width: width, height: height))
                let document = try SVGDocument(svg)
                #expect(!svg.contains("nan") && !svg.contains("inf"), "seed \(seed)")
                #expect(document.outside(width: Double(width)).isEmpty, "seed \(seed): \(kind) \(width)x\(height)")
            }
        }
    }
}
