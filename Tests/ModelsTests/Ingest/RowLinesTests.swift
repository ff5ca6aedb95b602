import Testing

@testable import Models

@Suite("RowLines")
struct RowLinesTests {
    private func lines(_ all: some Sequence<Int>, maximum: Int = 8192) -> RowLines {
        var lines = RowLines(maximum: maximum)
        for line in all { lines.append(line) }
        return lines
    }

    static let tables: [[Int]] = [
        [], [1], [1, 1, 1, 1], [2, 3, 4, 5], [1, 6, 11, 16, 21], [2, 3, 5, 6, 7, 9, 12, 13], [5, 9, 9, 9, 10],
        [1, 3, 4, 6, 7, 9, 10], [1, 1, 1, 2, 2, 2], (0..<1000).map { $0 * $0 / 7 + 1 },
    ]

    @Test("Each row's line is found", arguments: tables)
    func exact(table: [Int]) {
        let lines = lines(table)
        #expect(lines.count == Int64(table.count))
        for (row, line) in table.enumerated() { #expect(lines[Int64(row)] == line...line, "row \(row)") }
        #expect(lines[-1] == nil && lines[Int64(table.count)] == nil && lines[.max] == nil && lines[.min] == nil)
    }

    @Test("A list without room for all entries gives the range of a row's line", arguments: [2, 3, 4, 7, 50, 999])
    func bounded(maximum: Int) throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            var table: [Int] = []
            var line = 1
            for _ in 0..<2000 {
                line += Int.random(in: 0...3, using: &generator)
                table.append(line)
            }
            let lines = lines(table, maximum: maximum)
            var exact = 0
            for (row, line) in table.enumerated() {
                let known = try #require(lines[Int64(row)])
                #expect(known.contains(line), "row \(row) of line \(line), known \(known)")
                if known.count == 1 { exact += 1 }
            }
            #expect(exact >= maximum / 2 - 1)
        }
    }

    @Test("The lines of a regular body are exact, whatever its length")
    func regular() {
        let lines = lines((0..<100_000).lazy.map { $0 * 5 + 2 }, maximum: 2)
        for row in [0, 1, 777, 99_999] { #expect(lines[Int64(row)] == row * 5 + 2...row * 5 + 2) }
    }

    @Test(
        "Each parser records the lines of valid rows, wherever the pieces of the body end",
        arguments: [
            (.csv, "n,s\n1,a\n\n2,\"b\nc\"\nx,bad\n3,d\n4,\"\n\n\"\n5,e", [2, 4, 7, 8, 11]),
            (.csv, "n\r\n1\r\n2\r\n", [2, 3]),
            (.ndjson, "{\"n\":1}\n\n{\"n\":\"x\"}\n{\"n\":2}\n{}\n", [1, 4, 5]),
            (.json, "[\n {\"n\":1},{\"n\":2},\n {\"n\":\n 3},\n\n {\"n\":\"x\"}, {\"n\":4}]", [2, 2, 3, 6]),
            (.json, "\n\n{\"n\":1}", [3]),
        ] as [(BodyFormat, String, [Int])])
    func parsers(format: BodyFormat, body: String, expected: [Int]) throws {
        let dataset = try dataset(["n": "integer", "s": "string"])
        let bytes = Array(body.utf8)
        for size in [1, 2, 3, 7, 1000] {
            var parser: any RowParser =
                switch format {
                case .csv: CSVRowParser(dataset: dataset)
                case .json: JSONRowParser(dataset: dataset)
                case .ndjson: NDJSONRowParser(dataset: dataset)
                }
            for start in stride(from: 0, to: bytes.count, by: size) {
                try Array(bytes[start..<min(bytes.count, start + size)]).withUnsafeBytes { try parser.consume($0) }
                // Rows that were taken still count.
                _ = parser.takeBatch()
            }
            try parser.finish()
            let lines = parser.lines
            let got = (0..<lines.count).map { lines[$0] }
            #expect(got == expected.map { $0...$0 }, "pieces of \(size)")
        }
    }
}
