// swift-tools-version: 6.1
import PackageDescription

// The lowest sufficient versions; `Docs/Dependencies.md` states the purpose and the cost of each.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "weir",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Models", targets: ["Models"]),
        .library(name: "Storage", targets: ["Storage"]),
        .library(name: "StorageTesting", targets: ["StorageTesting"]),
        .library(name: "AWSSigV4", targets: ["AWSSigV4"]),
        .library(name: "HTTPCore", targets: ["HTTPCore"]),
        .library(name: "HTTPCoreTesting", targets: ["HTTPCoreTesting"]),
        .library(name: "AWSClient", targets: ["AWSClient"]),
        .library(name: "SecretsClient", targets: ["SecretsClient"]),
        .library(name: "SecretsClientTesting", targets: ["SecretsClientTesting"]),
        .library(name: "AWSSecretsManager", targets: ["AWSSecretsManager"]),
        .library(name: "CloudFormation", targets: ["CloudFormation"]),
        .library(name: "Infra", targets: ["Infra"]),
        .library(name: "InfraTesting", targets: ["InfraTesting"]),
        .executable(name: "api-server", targets: ["api-server"]),
        .executable(name: "infra-cli", targets: ["infra-cli"]),
    ],
    traits: [
        .default(enabledTraits: ["Programs"]),
        .trait(name: "Storage", description: "The dependencies of the library Storage."),
        .trait(
            name: "Programs", description: "The dependencies of the programs and the tests.",
            enabledTraits: ["Storage"]),
    ],
    dependencies: [
        // Without its default traits, which add full Foundation and swift-configuration.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.16.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        // Its default trait, JSON files, is the only part that needs full Foundation.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.0.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: [
        // Leaves for every layer: encodings, calendar and back-off; wording of errors.
        .target(name: "Basics"),
        .target(name: "Diagnostics"),
        // The names and rules that the server and the description of its infrastructure share.
        .target(name: "ServerContract", dependencies: ["Basics"]),

        // What both programs share.
        .target(name: "CommandLineInterface", dependencies: ["Diagnostics", argumentParser]),

        // The data path.
        .target(name: "Models", dependencies: ["Basics", "Diagnostics"]),
        .systemLibrary(
            name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .systemLibrary(name: "CScheduler"),
        .systemLibrary(name: "CMalloc"),
        .target(
            name: "Storage",
            dependencies: ["Basics", "CLibPQ", "CScheduler", "CSQLite", "Diagnostics", "Models", serviceLifecycle]),
        .target(name: "StorageTesting", dependencies: ["Basics", "Diagnostics", "Models", "Storage"]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "Charts", dependencies: ["Basics", "Models"]),
        .target(name: "Explorer", dependencies: ["Basics"]),
        // JSON Web Tokens: verification as pure functions, and the keys of issuers.
        .target(name: "WebTokens", dependencies: ["Basics", "Models", crypto, cryptoExtras]),
        .target(name: "WebTokensTesting", dependencies: ["Basics", "WebTokens", crypto, cryptoExtras]),
        .target(
            name: "AnalyticsAPI",
            dependencies: [
                "Basics", "CZlib", "Charts", "Diagnostics", "Explorer", "Models", "ServerContract", "Storage",
                "WebTokens",
                crypto, httpTypes, hummingbird, hummingbirdCore,
                logging, nioCore, nioHTTP1, nioPosix, serviceLifecycle,
            ]),
        .target(
            name: "APIServer",
            dependencies: [
                "AWSClient", "AWSSecretsManager", "AWSSigV4", "AnalyticsAPI", "Basics", "CommandLineInterface",
                "Diagnostics", "HTTPCore",
                "Models", "SecretsClient", "ServerContract", "Storage", "WebTokens", httpTypes, logging,
                nioCore, serviceLifecycle, unixSignals,
            ]),
        .executableTarget(
            name: "api-server",
            dependencies: [
                "APIServer", "AnalyticsAPI", "CMalloc", "CommandLineInterface", "Diagnostics", "Models", "Storage",
                argumentParser, configuration, unixSignals,
            ]),

        // The AWS layer.
        .target(name: "AWSSigV4", dependencies: ["Basics", crypto, httpTypes]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .target(name: "HTTPCore", dependencies: ["Basics", "CCurl", httpTypes]),
        .target(name: "HTTPCoreTesting", dependencies: ["HTTPCore", httpTypes]),
        .target(
            name: "AWSClient", dependencies: ["AWSSigV4", "Basics", "Diagnostics", "HTTPCore", httpTypes],
            exclude: ["ServiceHosts/Generator"]),
        .target(name: "SecretsClient", dependencies: ["Basics", "Diagnostics"]),
        .target(name: "AWSSecretsManager", dependencies: ["AWSClient", "SecretsClient"]),
        .target(name: "SecretsClientTesting", dependencies: ["SecretsClient"]),
        .target(name: "AWSOperations", dependencies: ["AWSClient", "Basics", httpTypes]),
        .target(
            name: "AWSClientTesting",
            dependencies: ["AWSClient", "AWSSigV4", "HTTPCore", "Processes", "TestSupport", httpTypes]),

        // The infrastructure.
        .target(name: "CloudFormation", dependencies: ["Basics", "Diagnostics"], exclude: ["Resources/Generator"]),
        .target(name: "Infra", dependencies: ["Basics", "CloudFormation"]),
        .target(name: "InfraTesting", dependencies: ["CloudFormation"]),
        .target(
            name: "Deployment",
            dependencies: ["AWSClient", "Basics", "DeployEngine", "Diagnostics", "Infra", "ServerContract", yams]),
        // Deployments of stacks and services, whatever is in them.
        .target(
            name: "DeployEngine",
            dependencies: ["AWSClient", "AWSOperations", "AWSSigV4", "Basics", "HTTPCore", httpTypes]),
        .target(
            name: "DeployEngineTesting",
            dependencies: ["AWSClient", "AWSSigV4", "Basics", "HTTPCore", "HTTPCoreTesting", httpTypes],
            exclude: ["FakeAWS.md", "FakeServices.md"]),
        .executableTarget(
            name: "infra-cli",
            dependencies: [
                "AWSClient", "AWSOperations", "AWSSecretsManager", "CommandLineInterface", "DeployEngine", "Deployment",
                "Diagnostics", "SecretsClient", argumentParser,
            ]),

        // Shared by the tests of several targets.
        .target(name: "Processes", path: "Tests/Processes"),
        .target(name: "TestSupport", dependencies: ["Processes"], path: "Tests/TestSupport"),

        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "TestSupport"]),
        .testTarget(name: "ServerContractTests", dependencies: ["ServerContract"]),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
        .testTarget(name: "ModelsTests", dependencies: ["Diagnostics", "Models", "TestSupport"]),
        .testTarget(
            name: "WebTokensTests",
            dependencies: ["Basics", "Models", "TestSupport", "WebTokens", "WebTokensTesting", crypto]),
        .testTarget(name: "ChartsTests", dependencies: ["Basics", "Charts", "Models"]),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Models", "Storage", "StorageTesting", "TestSupport", "Processes", "Workbench", "CLibPQ", "CSQLite",
                logging, serviceLifecycle,
            ]),
        .testTarget(
            name: "AnalyticsAPITests",
            dependencies: [
                "AnalyticsAPI", "Basics", "Charts", "Explorer", "HTTPCore", "Models", "Processes", "Storage",
                "StorageTesting",
                "TestSupport", "WebTokens", "WebTokensTesting", crypto, httpTypes, hummingbird, hummingbirdCore,
                logging, nioCore, nioEmbedded, nioPosix,
                serviceLifecycle,
            ], exclude: ["Explorer/visit.py"]),
        .testTarget(
            name: "APIServerTests",
            dependencies: [
                "APIServer", "AWSClient", "AWSClientTesting", "AWSSigV4", "AnalyticsAPI", "Basics", "Deployment",
                "Diagnostics", "HTTPCore", "HTTPCoreTesting", "Infra", "Models", "Processes", "SecretsClient",
                "SecretsClientTesting", "ServerContract", "Storage", "TestSupport", "WebTokens",
                "Workbench",
                "api-server", argumentParser, httpTypes, logging,
                nioCore, nioPosix,
            ]),
        .testTarget(name: "AWSSigV4Tests", dependencies: ["AWSSigV4", "TestSupport", crypto, httpTypes]),
        .testTarget(name: "HTTPCoreTests", dependencies: ["HTTPCore", "HTTPCoreTesting", "Processes", httpTypes]),
        .testTarget(
            name: "AWSClientTests",
            dependencies: [
                "AWSClient", "AWSClientTesting", "AWSSigV4", "Basics", "HTTPCore", "HTTPCoreTesting", "Processes",
                "TestSupport", httpTypes,
            ]),
        .testTarget(
            name: "SecretsClientTests",
            dependencies: [
                "AWSClient", "AWSClientTesting", "AWSSecretsManager", "AWSSigV4", "HTTPCore", "HTTPCoreTesting",
                "Processes", "SecretsClient", "SecretsClientTesting", "TestSupport", httpTypes,
            ]),
        .testTarget(
            name: "InfraTests", dependencies: ["Infra", "InfraTesting", "Processes", "TestSupport"]),
        .testTarget(
            name: "DeploymentTests",
            dependencies: [
                "AWSClient", "AWSClientTesting", "AWSOperations", "DeployEngine", "Deployment", "Diagnostics", "Infra",
                "InfraTesting", "Processes", "ServerContract", "TestSupport", "infra-cli", yams,
            ],
            exclude: ["Emulator/world.py", "Observability/dashboard.txt"]),
        .testTarget(
            name: "AWSOperationsTests",
            dependencies: [
                "AWSClient", "AWSOperations", "TestSupport", httpTypes,
            ]),
        .testTarget(
            name: "DeployEngineTests",
            dependencies: [
                "AWSClient", "AWSOperations", "DeployEngine", "DeployEngineTesting", "HTTPCore", "HTTPCoreTesting",
                "Processes", "TestSupport", httpTypes,
            ]),
        .testTarget(
            name: "InfraCLITests",
            dependencies: [
                "AWSClient", "AWSClientTesting", "AWSSigV4", "Processes", "TestSupport", "infra-cli", argumentParser,
            ]),
        .testTarget(name: "ArchitectureTests"),

        // Drivers of the built programs: benchmarks, soaks, and the soaks' short form among the tests.
        .target(
            name: "Workbench", dependencies: ["HTTPCore", "Models", "Processes", httpTypes], path: "Tests/Workbench"),
        .executableTarget(
            name: "weir-benchmark",
            dependencies: [
                "AWSSigV4", "HTTPCore", "Models", "Processes", "WebTokensTesting", "Workbench", httpTypes,
            ],
            path: "Tests/Benchmarks"),
        .executableTarget(name: "weir-soak", dependencies: ["Workbench"], path: "Tests/Soak"),
        .testTarget(name: "SoakTests", dependencies: ["Workbench", "api-server", httpTypes]),
    ],
    swiftLanguageModes: [.v6]
)

// SwiftPM neither clones nor resolves a package whose every use has the condition of a disabled trait. So a package that needs only
// `AWSSigV4`, declared with `traits: []`, resolves three packages (Docs/Decisions/0018-package-resolution.md).
for target in package.targets {
    target.dependencies = target.dependencies.map { dependency in
        guard case .productItem(let name, let package?, let aliases, nil) = dependency else { return dependency }
        let trait: String
        switch package {
        case "swift-crypto", "swift-http-types": return dependency
        case "swift-service-lifecycle": trait = "Storage"
        default: trait = "Programs"
        }
        return .productItem(
            name: name, package: package, moduleAliases: aliases, condition: .when(traits: [trait]))
    }
}

// The settings of every target.
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
            .enableUpcomingFeature("ExistentialAny"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
            .enableUpcomingFeature("InternalImportsByDefault"),
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
}
