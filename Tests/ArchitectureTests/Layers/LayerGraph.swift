/// The modules that each target may import: the arrows of `Docs/Architecture.md`. The manifest cannot enforce this, because a
/// target can also import its dependencies' dependencies.
struct LayerGraph {
    /// The allowed modules by target (the folder's name), besides `everywhere`.
    let allowed: [String: Set<String>]

    /// Modules that every target may import.
    static let everywhere: Set<String> = ["Foundation", "FoundationEssentials", "FoundationXML", "Synchronization"]

    /// Platform modules (threads, files, processes), for every layer except pure values.
    static let platform: Set<String> = ["Darwin", "Dispatch", "Glibc", "Musl"]

    static let weir = LayerGraph(allowed: [
        // Leaves for every layer: encodings, calendar and back-off; wording of errors.
        "Basics": [],
        "Diagnostics": [],
        // The names and rules that the server and the description of its infrastructure share.
        "ServerContract": ["Basics"],

        // What both programs share.
        "CommandLineInterface": platform.union(["ArgumentParser", "Diagnostics"]),

        // The data path.
        "Models": ["Basics", "Diagnostics"],
        "CLibPQ": [],
        "CMalloc": [],
        "CScheduler": [],
        "CSQLite": [],
        "Storage": platform.union([
            "Basics", "CLibPQ", "CScheduler", "CSQLite", "Diagnostics", "Models", "ServiceLifecycle",
        ]),
        "StorageTesting": platform.union(["Basics", "Diagnostics", "Models", "Storage", "Testing"]),
        "CZlib": [],
        "Charts": ["Basics", "Models"],
        "Explorer": ["Basics"],
        "WebTokens": ["Basics", "Crypto", "CryptoExtras", "Models"],
        "WebTokensTesting": ["Basics", "Crypto", "CryptoExtras", "WebTokens"],
        "AnalyticsAPI": platform.union([
            "Basics", "CZlib", "Charts", "Crypto", "Diagnostics", "Explorer", "HTTPTypes", "Hummingbird",
            "HummingbirdCore",
            "Logging",
            "Models", "NIOCore", "NIOHTTP1", "NIOPosix", "ServerContract", "ServiceLifecycle", "Storage", "WebTokens",
        ]),
        "APIServer": platform.union([
            "AWSClient", "AWSSecretsManager", "AWSSigV4", "AnalyticsAPI", "Basics", "CommandLineInterface",
            "Diagnostics", "HTTPCore",
            "HTTPTypes", "Logging", "Models", "NIOCore", "SecretsClient", "ServerContract", "ServiceLifecycle",
            "Storage",
            "UnixSignals", "WebTokens",
        ]),
        "api-server": platform.union([
            "APIServer", "AnalyticsAPI", "ArgumentParser", "CMalloc", "CommandLineInterface", "Configuration",
            "Diagnostics", "Models", "Storage", "UnixSignals",
        ]),

        // The AWS layer.
        "AWSSigV4": platform.union(["Basics", "Crypto", "HTTPTypes"]),
        "CCurl": [],
        "HTTPCore": platform.union(["Basics", "CCurl", "HTTPTypes"]),
        "HTTPCoreTesting": platform.union(["HTTPCore", "HTTPTypes", "Testing"]),
        "AWSClient": platform.union(["AWSSigV4", "Basics", "Diagnostics", "HTTPCore", "HTTPTypes"]),
        "AWSOperations": ["AWSClient", "Basics", "HTTPTypes"],
        "AWSClientTesting": platform.union([
            "AWSClient", "AWSSigV4", "HTTPCore", "HTTPTypes", "Processes", "TestSupport", "Testing",
        ]
        ),
        "SecretsClient": platform.union(["Basics", "Diagnostics"]),
        "AWSSecretsManager": platform.union(["AWSClient", "SecretsClient"]),
        "SecretsClientTesting": platform.union(["SecretsClient", "Testing"]),

        // The infrastructure.
        "CloudFormation": ["Basics", "Diagnostics"],
        "Infra": ["Basics", "CloudFormation"],
        "InfraTesting": ["CloudFormation"],
        "Deployment": platform.union([
            "AWSClient", "Basics", "DeployEngine", "Diagnostics", "Infra", "ServerContract", "Yams",
        ]),
        "DeployEngine": platform.union([
            "AWSClient", "AWSOperations", "AWSSigV4", "Basics", "Diagnostics", "HTTPCore", "HTTPTypes",
        ]),
        "DeployEngineTesting": platform.union([
            "AWSClient", "AWSSigV4", "Basics", "HTTPCore", "HTTPCoreTesting", "HTTPTypes",
        ]),
        "infra-cli": platform.union([
            "AWSClient", "AWSOperations", "AWSSecretsManager", "ArgumentParser", "CommandLineInterface", "DeployEngine",
            "Deployment", "Diagnostics", "HTTPCore", "SecretsClient",
        ]),

        // Drivers of the built programs, in Tests.
        "Processes": platform,
        "TestSupport": platform.union(["Processes", "Testing"]),
        "Workbench": platform.union(["HTTPCore", "HTTPTypes", "Models", "Processes"]),
        "weir-benchmark": platform.union([
            "AWSSigV4", "HTTPCore", "HTTPTypes", "Models", "Processes", "WebTokensTesting", "Workbench",
        ]),
        "weir-soak": platform.union(["Workbench"]),
    ])

    /// Returns the imports of a file that violate the graph, as messages.
    func violations(path: String, target: String, source: String) -> [String] {
        guard let modules = allowed[target] else {
            return ["\(path): the target '\(target)' is not in the layer graph; add it to LayerGraph.weir"]
        }
        return ImportScanner.imports(in: source).compactMap { found in
            if modules.contains(found.module) || Self.everywhere.contains(found.module) { return nil }
            return "\(path):\(found.line): \(target) may not import \(found.module)"
        }
    }

    /// Returns the targets that depend on themselves.
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
