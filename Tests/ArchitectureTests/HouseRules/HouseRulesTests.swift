import Testing

/// Applies the rules to this repository.
@Suite struct HouseRulesTests {
    let repository = Repository.current

    /// The files that break a rule on purpose, with the reason. An entry that excuses nothing fails the test.
    static let exceptions: [String: String] = [:]

    @Test("Every source file follows the rules")
    func sources() throws {
        let paths = repository.swiftFiles()
        try #require(!paths.isEmpty, "found no source file below \(repository.root)")
        var excused: Set<String> = []
        for path in paths {
            let source = try #require(try repository.text(of: path), "\(path) is not UTF-8")
            var violations = HouseRules.trappingCalls(path: path, source: source) + HouseRules.depth(path: path)
            violations += HouseRules.leakingProcesses(path: path, source: source)
            violations += HouseRules.resumptionsUnderLock(path: path, source: source)
            if !HouseRules.isGenerated(path) {
                violations += HouseRules.length(path: path, source: source)
                violations += HouseRules.fileName(path: path, source: source)
            }
            if Self.exceptions[path] != nil {
                if !violations.isEmpty { excused.insert(path) }
            } else {
                for violation in violations { Issue.record("\(violation)") }
            }
        }
        #expect(excused == Set(Self.exceptions.keys), "exceptions that excuse nothing")
        #expect(HouseRules.crowdedFolders(paths: paths.filter { !HouseRules.isGenerated($0) }) == [])
    }

    @Test("Every test file follows the size limits, starts programs with ChildProcess and resumes nothing under a lock")
    func tests() throws {
        let paths = repository.files(below: "Tests").filter { $0.hasSuffix(".swift") }
        for path in paths {
            let source = try #require(try repository.text(of: path), "\(path) is not UTF-8")
            let violations =
                HouseRules.length(path: path, source: source) + HouseRules.depth(path: path)
                + HouseRules.leakingProcesses(path: path, source: source)
                + HouseRules.resumptionsUnderLock(path: path, source: source)
            for violation in violations { Issue.record("\(violation)") }
        }
        #expect(HouseRules.crowdedFolders(paths: paths) == [])
    }

    @Test("Docs/Dependencies.md names every package dependency")
    func dependencies() throws {
        let manifest = Manifest(try #require(try repository.text(of: "Package.swift")))
        let path = "Docs/Dependencies.md"
        try #require(repository.files(below: path) == [path], "there is no \(path)")
        let document = try #require(try repository.text(of: path))
        #expect(!manifest.packages.isEmpty)
        for package in manifest.packages {
            #expect(document.contains(package), "Docs/Dependencies.md does not name \(package)")
        }
    }

    @Test("README.md leads to the threat model, each test that it names exists, and each row names one")
    func threatModel() throws {
        let path = "Docs/ThreatModel.md"
        #expect(try #require(try repository.text(of: "README.md")).contains("(\(path))"))
        let document = try #require(try repository.text(of: path), "there is no \(path)")
        let tests = Set(
            repository.files(below: "Tests").compactMap { file -> Substring? in
                guard file.hasSuffix(".swift"), let name = file.split(separator: "/").last else { return nil }
                return name.dropLast(6)
            })
        let rows = document.split(separator: "\n").drop { $0 != "## Entry points and defenses" }
            .filter { $0.hasPrefix("| ") }.dropFirst()
        #expect(rows.count > 10)
        for row in rows {
            let names = row.matches(of: /`([A-Z][A-Za-z0-9]+(Tests|Contract))`/).map(\.1)
            #expect(!names.isEmpty, "no test of: \(row)")
            for name in names { #expect(tests.contains(name), "there is no test \(name)") }
        }
    }

    @Test("No file contains a path or host of one machine")
    func machines() throws {
        let places = [
            "Sources", "Tests", "Docs", "docker", "deploy", ".github", ".ci", "Package.swift", "Makefile", "README.md",
            "CONTRIBUTING.md", ".dockerignore", ".gitignore", ".swift-format",
        ]
        let paths = places.flatMap { repository.files(below: $0) }
        try #require(!paths.isEmpty, "found no file below \(repository.root)")
        for path in paths where path != "Tests/ArchitectureTests/HouseRules/HouseRulesTableTests.swift" {
            guard let text = try repository.text(of: path) else { continue }
            for violation in HouseRules.machineWords(path: path, text: text, checkout: repository.root) {
                Issue.record("\(violation)")
            }
        }
    }
}
