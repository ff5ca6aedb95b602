import Diagnostics
import Testing

@Suite("Numbers with nouns")
struct CountedTests {
    @Test(
        "A noun is in the singular for one thing alone",
        arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (-1, "-1 rows")])
    func rows(count: Int, expected: String) {
        #expect(count.counted("row") == expected)
        #expect(Int64(count).counted("row") == expected)
    }

    @Test("A plural that does not end in s is given", arguments: [(1, "1 row does"), (2, "2 rows do")])
    func plural(count: Int, expected: String) {
        #expect(count.counted("row does", "rows do") == expected)
    }
}
