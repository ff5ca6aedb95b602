import Testing

@Suite struct WordingRulesTests {
    let repository = Repository.current

    @Test("Comments, documents, error types and test names follow the wording rules")
    func repositoryFollowsRules() throws {
        let places = [
            "Sources", "Tests", "Docs", ".ci", ".github", "docker", "deploy", "Package.swift", "Makefile", "README.md",
            "CONTRIBUTING.md",
        ]
        var violations: [String] = []
        var checked = 0
        for path in places.flatMap({ repository.files(below: $0) }) where !HouseRules.isGenerated(path) {
            guard Self.isText(path), let text = try repository.text(of: path) else { continue }
            let search = ByteSearch(text)
            violations += WordingRules.indefinitePersons(path: path, search)
            guard path.hasSuffix(".swift") else { continue }
            checked += 1
            violations += WordingRules.commentOpenings(path: path, search)
            violations += WordingRules.errorNames(path: path, search)
            violations += WordingRules.testNames(path: path, search)
        }
        #expect(checked > 100)
        let more = violations.count > 40 ? "\n… and \(violations.count - 40) more" : ""
        #expect(violations.isEmpty, "\(violations.prefix(40).joined(separator: "\n"))\(more)")
    }

    /// Returns `true` for files written by people; test data comes from elsewhere.
    private static func isText(_ path: String) -> Bool {
        let endings = [".swift", ".md", ".sh", ".yaml", ".yml", ".py", "/run", "Makefile", "Dockerfile"]
        return endings.contains { path.hasSuffix($0) }
    }

    @Test(
        "A documentation comment that opens with a question word is found",
        arguments: [
            ("    /// Wh" + "ether it works.", 1), ("let a = 1\n/// Wh" + "at it is.\n/// More.", 1),
            ("/// The first line.\n/// Wh" + "ich line is the second.", 0), ("// Wh" + "y this is so.", 0),
            ("/// Writes a file.", 0), ("/// Holds it.", 0), ("let text = \"/// Wh" + "o\"", 0),
        ])
    func commentOpenings(source: String, count: Int) {
        #expect(WordingRules.commentOpenings(path: "A.swift", ByteSearch(source)).count == count)
    }

    @Test(
        "An indefinite person is found in every text",
        arguments: [
            ("to wh" + "om it matters", 1), ("Somebod" + "y, nobod" + "y", 2), ("for wh" + "oever asks.", 1),
            ("wh" + "omsoever", 0), ("home, everybody", 0),
        ])
    func indefinitePersons(text: String, count: Int) {
        #expect(WordingRules.indefinitePersons(path: "A.md", ByteSearch(text)).count == count)
    }

    @Test(
        "An error type with another name ending is found",
        arguments: [
            ("struct Failure: Err" + "or {}", 1), ("public enum Failure: String, Err" + "or, Sendable {}", 1),
            ("struct Failure<A>: Err" + "or {}", 1), ("extension Outer.Failure: Sendable, Err" + "or {}", 1),
            ("struct ParseError: Err" + "or {}", 0), ("extension Outer.ParseError: Err" + "or {}", 0),
            ("struct Box<Failure: Err" + "or> {}", 0), ("func f<E: Err" + "or>(_ e: E) {}", 0),
            ("extension Result where Failure: Err" + "or {}", 0), ("struct Failure: Err" + "orCode {}", 0),
            ("struct A {}\nlet b: Err" + "or", 0),
        ])
    func errorNames(source: String, count: Int) {
        #expect(WordingRules.errorNames(path: "A.swift", ByteSearch(source)).count == count)
    }

    @Test(
        "A test without a sentence for its name is found",
        arguments: [
            (#"("Rows are kept in order") func a() {}"#, 0), (#"("rows are kept in order") func a() {}"#, 1),
            (#"("Rows are kept.") func a() {}"#, 1), (#"("Ordered rows") func a() {}"#, 1), ("\nfunc a() {}", 1),
            ("(\n    \"`sum` adds all values\",\n    arguments: [1])", 0), (#"("sum(n) adds all values")"#, 0),
            (#"("\"a\" is a name")"#, 0), (#"("2 rows are kept")"#, 0), ("(arguments: [1])", 1), ("Names(", 0),
        ])
    func testNames(rest: String, count: Int) {
        #expect(WordingRules.testNames(path: "A.swift", ByteSearch("@" + "Test" + rest)).count == count)
    }
}
