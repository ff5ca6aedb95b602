import Testing

/// Compares the manifest's dependencies with the imports of the sources.
@Suite struct DependencyTests {
    let repository = Repository.current

    /// Modules of the toolchain and the system, which no manifest declares.
    private static let undeclared = LayerGraph.everywhere.union(LayerGraph.platform).union(["Testing"])

    @Test("Every target imports the dependencies that it declares and declares those that it imports")
    func declaredAndImported() throws {
        let manifest = try manifest()
        // Test targets depend on programs that they run.
        let programs = Set(manifest.targets.filter { $0.kind == "executableTarget" }.map(\.moduleName))
        for target in manifest.targets where target.kind != "systemLibrary" {
            let imported = try imports(of: target)
            let declared = Set(target.dependencies.map(Manifest.moduleName(of:)))
            let unused = declared.subtracting(imported).subtracting(target.kind == "testTarget" ? programs : [])
            #expect(unused == [], "\(target.name) declares dependencies that it does not import")
            #expect(imported.subtracting(declared) == [], "\(target.name) imports modules that it does not declare")
        }
    }

    private func imports(of target: Manifest.Target) throws -> Set<String> {
        var modules: Set<String> = []
        let paths = repository.files(below: target.folder).filter { $0.hasSuffix(".swift") }
        #expect(!paths.isEmpty, "\(target.folder) has no source file")
        for path in paths {
            let source = try #require(try repository.text(of: path), "\(path) is not UTF-8")
            guard source.contains("import") else { continue }
            modules.formUnion(ImportScanner.imports(in: source).map(\.module))
        }
        return modules.subtracting(Self.undeclared).subtracting([target.moduleName])
    }

    @Test(
        "A library's dependencies reach only the expected products and system libraries",
        arguments: [
            ("Models", []),
            ("AWSSigV4", ["Crypto", "HTTPTypes"]),
            ("HTTPCore", ["CCurl", "HTTPTypes"]),
            ("SecretsClient", []),
            ("CloudFormation", []),
            ("Infra", []),
            ("InfraTesting", []),
        ] as [(String, Set<String>)])
    func closure(library: String, expected: Set<String>) throws {
        let manifest = try manifest()
        let ownTargets = Set(manifest.targets.filter { $0.kind != "systemLibrary" }.map(\.name))
        let reached = manifest.closure(of: library)
        #expect(reached.subtracting(ownTargets) == expected)
        #expect(reached.intersection(ownTargets).contains(library))
    }

    private func manifest() throws -> Manifest { Manifest(try #require(try repository.text(of: "Package.swift"))) }
}
