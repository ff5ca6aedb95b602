import Testing

@Suite struct LayerGraphTests {
    let repository = Repository.current

    @Test("Every target imports only modules that its layer allows")
    func importsFollowTheLayers() throws {
        var checked = 0
        for target in repository.folders(in: "Sources") {
            #expect(LayerGraph.weir.allowed[target] != nil, "'\(target)' is not in the layer graph (LayerGraph.weir)")
            for path in repository.swiftFiles(of: target) {
                let source = try #require(try repository.text(of: path), "\(path) is not UTF-8")
                for violation in LayerGraph.weir.violations(path: path, target: target, source: source) {
                    Issue.record("\(violation)")
                }
                checked += 1
            }
        }
        #expect(checked > 0, "found no source file below \(repository.root)")
    }

    @Test("No target declares a dependency that its layer forbids")
    func manifestFollowsTheLayers() throws {
        let manifest = Manifest(try #require(try repository.text(of: "Package.swift")))
        let targets = manifest.targets.filter { $0.kind != "testTarget" }
        #expect(!targets.isEmpty)
        for target in targets {
            let allowed = try #require(
                LayerGraph.weir.allowed[target.name], "'\(target.name)' is not in the layer graph")
            #expect(Set(target.dependencies).subtracting(allowed) == [], "dependencies of \(target.name)")
        }
    }

    @Test("The layer graph has no cycle")
    func noCycle() {
        #expect(LayerGraph.weir.targetsOnCycles() == [])
        #expect(LayerGraph(allowed: ["A": ["B"], "B": ["C"], "C": ["B"]]).targetsOnCycles() == ["B", "C"])
    }

    @Test(
        "An import against the layer graph is reported",
        arguments: [
            ("Models", "import Models2", "Models2"),
            ("Models", "import Dispatch", "Dispatch"),
            ("Models", "public import Storage", "Storage"),
            ("Storage", "internal import SecretsClient", "SecretsClient"),
            ("Storage", "#if DEBUG\n@testable import StorageTesting\n#endif", "StorageTesting"),
            ("AWSSigV4", "import struct NIOCore.ByteBuffer", "NIOCore"),
            ("Infra", "import Foundation\nimport Storage", "Storage"),
            ("infra-cli", "import AnalyticsAPI", "AnalyticsAPI"),
            ("HTTPCore", "import FoundationNetworking", "FoundationNetworking"),
        ])
    func seesViolations(target: String, source: String, module: String) {
        let violations = LayerGraph.weir.violations(path: "File.swift", target: target, source: source)
        #expect(violations.count == 1)
        #expect(violations.first?.hasSuffix("\(target) may not import \(module)") == true)
    }

    @Test("A target outside the layer graph is reported")
    func refusesUnknownTarget() {
        #expect(LayerGraph.weir.violations(path: "File.swift", target: "Utilities", source: "").count == 1)
    }

    @Test(
        "An import along the layer graph is allowed",
        arguments: [
            ("Models", "import FoundationEssentials\nimport Synchronization"),
            ("Storage", "internal import CLibPQ\npublic import Models"),
            ("api-server", "import APIServer\nimport ArgumentParser"),
            ("APIServer", "import AnalyticsAPI\nimport SecretsClient"),
        ])
    func allows(target: String, source: String) {
        #expect(LayerGraph.weir.violations(path: "File.swift", target: target, source: source) == [])
    }
}
