import Testing

/// The rules hold for this repository.
@Suite struct HouseRulesTests {
    let repository = Repository.current

    /// Files that break a rule on purpose, and why. An entry that is no longer needed fails.
    static let exceptions: [String: String] = [:]

    @Test("every source file keeps the rules")
    func sources() throws {
        let paths = repository.swiftFiles()
        try #require(!paths.isEmpty, "found no source file below \(repository.root)")
        var excused: Set<String> = []
        for path in paths {
            let source = try #require(try repository.text(of: path), "\(path) is not UTF-8")
            var violations = HouseRules.trappingCalls(path: path, source: source) + HouseRules.depth(path: path)
            violations += HouseRules.leakingProcesses(path: path, source: source)
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

    @Test("every test file keeps the rules of size, and starts programs that hold nothing of each other's")
    func tests() throws {
        let paths = repository.files(below: "Tests").filter { $0.hasSuffix(".swift") }
        for path in paths {
            let source = try #require(try repository.text(of: path), "\(path) is not UTF-8")
            let violations =
                HouseRules.length(path: path, source: source) + HouseRules.depth(path: path)
                + HouseRules.leakingProcesses(path: path, source: source)
            for violation in violations { Issue.record("\(violation)") }
        }
        #expect(HouseRules.crowdedFolders(paths: paths) == [])
    }

    @Test("every dependency is accounted for in Docs/Dependencies.md")
    func dependencies() throws {
        let manifest = Manifest(try #require(try repository.text(of: "Package.swift")))
        let path = "Docs/Dependencies.md"
        try #require(repository.files(below: path) == [path], "there is no \(path)")
        let document = try #require(try repository.text(of: path))
        #expect(!manifest.packages.isEmpty)
        for package in manifest.packages {
            #expect(document.contains(package), "Docs/Dependencies.md does not say what \(package) is for")
        }
    }

    @Test("no file knows the machine it was written on")
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
