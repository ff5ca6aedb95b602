/// Which modules each target may import: the arrows of `Docs/Architecture.md`. Build settings cannot say this, as a
/// target can import whatever its dependencies bring along.
struct LayerGraph {
    /// By target (the folder's name), the modules beyond `everywhere`.
    let allowed: [String: Set<String>]

    /// The language's own library, and Foundation's values.
    static let everywhere: Set<String> = ["Foundation", "FoundationEssentials", "Synchronization"]

    /// Threads, files and processes: for every layer but pure values.
    static let platform: Set<String> = ["Darwin", "Dispatch", "Glibc", "Musl"]

    static let weir = LayerGraph(allowed: [
        // The words of errors, for every layer.
        "Diagnostics": [],

        // The data path.
        "Models": [],
        "CLibPQ": [],
        "Storage": platform.union(["CLibPQ", "GRDB", "GRDBSQLite", "Logging", "Models"]),
        "StorageTesting": platform.union(["Models", "Storage", "Testing"]),
        "CZlib": [],
        "AnalyticsAPI": platform.union([
            "CZlib", "Crypto", "Diagnostics", "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "Models",
            "NIOCore",
            "NIOHTTP1",
            "NIOHTTPTypes", "NIOPosix", "ServiceLifecycle", "Storage",
        ]),
        "api-server": platform.union([
            "AWSClient", "AnalyticsAPI", "ArgumentParser", "Configuration", "Diagnostics", "HTTPCore", "Hummingbird",
            "Logging",
            "Models", "NIOCore", "SecretsClient", "ServiceLifecycle", "Storage", "UnixSignals",
        ]),

        // The AWS layer.
        "AWSSigV4": platform.union(["Crypto", "HTTPTypes"]),
        "CCurl": [],
        "HTTPCore": platform.union(["CCurl", "HTTPTypes"]),
        "HTTPCoreTesting": platform.union(["HTTPCore", "HTTPTypes", "Testing"]),
        "AWSClient": platform.union(["AWSSigV4", "Crypto", "Diagnostics", "HTTPCore", "HTTPTypes"]),
        "AWSClientTesting": platform.union([
            "AWSClient", "AWSSigV4", "HTTPCore", "HTTPTypes", "Processes", "TestSupport", "Testing",
        ]
        ),
        "SecretsClient": platform.union(["AWSClient", "Diagnostics"]),
        "SecretsClientTesting": platform.union(["SecretsClient", "Testing"]),

        // The infrastructure.
        "Infra": platform.union(["AWSClient", "Crypto", "Diagnostics", "Yams"]),
        "InfraTesting": platform.union(["Infra", "Testing"]),
        "infra-cli": platform.union(["ArgumentParser", "Diagnostics", "Infra", "SecretsClient"]),

        // What drives the built programs from outside; it lies among the tests.
        "Processes": platform,
        "TestSupport": platform.union(["Processes", "Testing"]),
        "Workbench": platform.union(["HTTPCore", "HTTPTypes", "Models", "Processes"]),
        "weir-benchmark": platform.union(["AWSSigV4", "HTTPCore", "HTTPTypes", "Models", "Processes", "Workbench"]),
        "weir-soak": platform.union(["Processes", "Workbench"]),
    ])

    /// What is wrong with a file's imports, in words; nothing if they follow the arrows.
    func violations(path: String, target: String, source: String) -> [String] {
        guard let modules = allowed[target] else {
            return ["\(path): the target '\(target)' has no place in the layers; give it one in LayerGraph.weir"]
        }
        return ImportScanner.imports(in: source).compactMap { found in
            if modules.contains(found.module) || Self.everywhere.contains(found.module) { return nil }
            return "\(path):\(found.line): \(target) may not import \(found.module)"
        }
    }

    /// The targets that reach themselves along the arrows.
    func targetsOnCycles() -> [String] {
        allowed.keys.filter { target in
            var reached: Set<String> = []
            var open = Array(allowed[target, default: []])
            while let next = open.popLast() {
                if reached.insert(next).inserted { open += allowed[next, default: []] }
            }
            return reached.contains(target)
        }.sorted()
    }
}
