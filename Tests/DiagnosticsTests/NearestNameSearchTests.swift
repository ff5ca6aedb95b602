import Diagnostics
import TestSupport
import Testing

@Suite("NearestNameSearch")
struct NearestNameSearchTests {
    @Test("The search finds the same name as a full comparison")
    func sameAsTables() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        func name() -> String {
            String(
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in "abc".randomElement(using: &generator) ?? "a"
                })
        }
        for _ in 0..<500 {
            let wanted = name()
            let candidates = (0..<6).map { _ in name() }
            var search = NearestNameSearch()
            let found = search.match(wanted, among: candidates)
            #expect(found == Self.expected(wanted, candidates), "seed \(seed): \(wanted) among \(candidates)")
        }
    }

    @Test("The number of steps is bounded, whatever the number of names")
    func bounded() {
        let columns = (0..<256).map { "column_with_a_long_name_of_sixty_three_bytes_and_a_number_at_end_\($0)" }
        var search = NearestNameSearch()
        for index in 0..<10_000 {
            _ = search.match("kolumn_viz_a_lonk_nahme_off_sixdy_tree_bites_\(index)", among: columns)
        }
        // The current comparison is finished after the steps are used up.
        #expect(search.work < NearestNameSearch.maximumWork + 64 * 64)
        #expect(search.match("column", among: ["column"]) == nil, "nothing is suggested any more")
    }

    @Test(
        "A part of a name has a place if it begins or is in one name alone",
        arguments: [
            ("umsatz", 0), ("UMSATZ", 0), ("datum", 1), ("kunde", nil), ("kunde_n", 3), ("um", nil), ("xyz", nil),
            ("", nil),
        ] as [(String, Int?)])
    func parts(text: String, place: Int?) {
        var search = NearestNameSearch()
        let names = ["umsatz_eur", "lieferdatum", "kunde_id", "kunde_name"]
        #expect(search.place(ofPart: text, among: names) == place)
    }

    @Test(
        "A short word is near a key only if both begin alike",
        arguments: [
            ("op", "operator"), ("land", nil), ("ad", "and"), ("nad", "and"), ("at", "as"), ("membr", "member"),
            ("valeus", "values"), ("AND", "and"),
        ] as [(String, String?)])
    func keys(word: String, key: String?) {
        var search = NearestNameSearch()
        #expect(search.key(word, among: ["member", "operator", "values", "and", "or", "as"]) == key)
    }

    /// Returns the nearest name by the definition in Boytsov, "Indexing methods for approximate dictionary searching" (2011).
    private static func expected(_ name: String, _ candidates: [String]) -> String? {
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(Array(name.utf8), Array(candidate.utf8))
            guard distance <= max(1, max(name.utf8.count, candidate.utf8.count) / 3) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var table = [[Int]](repeating: Array(0...b.count), count: a.count + 1)
        for i in 0...a.count { table[i][0] = i }
        for i in stride(from: 1, through: a.count, by: 1) {
            for j in stride(from: 1, through: b.count, by: 1) {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
                }
            }
        }
        return table[a.count][b.count]
    }
}
