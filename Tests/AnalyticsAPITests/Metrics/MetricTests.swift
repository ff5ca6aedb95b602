import Basics
import Testing

@testable import AnalyticsAPI

@Suite struct MetricTests {
    @Test("A metric's name follows the conventions of Prometheus", arguments: Metric.allCases)
    func names(metric: Metric) {
        #expect(metric.rawValue.wholeMatch(of: /(weir|process)_[a-z]+(_[a-z]+)*/) != nil)
        #expect((metric.kind == .counter) == metric.rawValue.hasSuffix("_total"))
        #expect(!metric.definition.help.isEmpty && !metric.definition.help.contains("|"))
        #expect(metric.definition.labels.allSatisfy { $0.wholeMatch(of: /[a-z]+/) != nil && $0 != "le" })
    }

    @Test("The table in Docs/Operations.md has the row of every metric, in order")
    func documentation() throws {
        let lines = try DocumentExample.document("Docs/Operations.md").split(separator: "\n").map(String.init)
        let rows = lines.filter { $0.hasPrefix("| `weir_") || $0.hasPrefix("| `process_") }
        #expect(rows == Metric.allCases.map(\.documentationRow))
    }

    @Test("A table takes no series with other labels than the metric's")
    func labels() {
        var table = MetricTable()
        table.add(.problems)
        table.set(.spoolBytes, ["x"], 1)
        table.set(.requestDuration, ["GET"], Histogram())
        #expect(table.families.isEmpty)
    }

    @Test("A table bounds the series of a metric, and keeps counting those that it has")
    func bound() throws {
        var table = MetricTable()
        for index in 0..<(MetricTable.maximumSeries + 10) { table.add(.problems, ["\(index)"]) }
        table.add(.problems, ["0"])
        let family = try #require(table.families.first)
        #expect(family.series.count == MetricTable.maximumSeries)
        guard case .number(let number)? = family.series.first?.value else { return }
        #expect(number == 2)
    }

    @Test("The system tells the figures of this process")
    func process() {
        let figures = ProcessFigures.current()
        #expect((figures.processorTime ?? 0) > 0)
        #if os(Linux)
            #expect((figures.residentMemory ?? 0) > 1 << 20)
            #expect((figures.openFiles ?? 0) > 2)
        #endif
        #expect((figures.maximumFiles ?? 0) > 2)
    }
}
