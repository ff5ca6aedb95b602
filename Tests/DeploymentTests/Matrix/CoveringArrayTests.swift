import TestSupport
import Testing

@Suite("Covering arrays")
struct CoveringArrayTests {
    private typealias Choice = CoveringArray.Choice

    @Test("Every pair of choices is in a row, or in no row that the constraints allow", arguments: 0..<40)
    func pairs(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let sizes = (0..<Int.random(in: 2...7, using: &random)).map { _ in Int.random(in: 1...4, using: &random) }
        let constraints = (0..<Int.random(in: 0...8, using: &random)).map { _ -> [Choice] in
            let factors = sizes.indices.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
            return factors.map { Choice(factor: $0, value: Int.random(in: 0..<sizes[$0], using: &random)) }
        }
        let array = CoveringArray(sizes: sizes, constraints: constraints)
        let allowed = CoveringArrayTests.products(sizes).filter { row in
            !constraints.contains { $0.allSatisfy { row[$0.factor] == $0.value } }
        }
        for row in array.rows { #expect(allowed.contains(row), "seed \(seed)") }
        #expect(CoveringArrayTests.pairs(of: array.rows) == CoveringArrayTests.pairs(of: allowed), "seed \(seed)")
        let all = CoveringArrayTests.pairs(of: CoveringArrayTests.products(sizes))
        #expect(
            Set(array.excluded) == all.subtracting(CoveringArrayTests.pairs(of: allowed)), "seed \(seed)")
    }

    @Test("A few rows cover the pairs of many factors, the same ones in every run")
    func size() {
        let sizes = [Int](repeating: 3, count: 40)
        let array = CoveringArray(sizes: sizes, constraints: [])
        #expect((9...32).contains(array.rows.count), "\(array.rows.count) rows")
        #expect(array.rows == CoveringArray(sizes: sizes, constraints: []).rows)
    }

    private static func products(_ sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { rows, size in rows.flatMap { row in (0..<size).map { row + [$0] } } }
    }

    private static func pairs(of rows: [[Int]]) -> Set<CoveringArray.Pair> {
        var pairs: Set<CoveringArray.Pair> = []
        for row in rows {
            for first in row.indices {
                for second in row.indices.dropFirst(first + 1) {
                    pairs.insert(
                        .init(
                            first: Choice(factor: first, value: row[first]),
                            second: Choice(factor: second, value: row[second])))
                }
            }
        }
        return pairs
    }
}
