import Testing

@Suite struct ManifestTests {
    static let source = """
        let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto") // one
        let package = Package(
            dependencies: [
                .package(url: "https://example.org/apple/swift-crypto.git", from: "4.0.0"),
                // .package(url: "https://example.org/apple/swift-unused", from: "4.0.0"),
                .package(
                    url: "https://example.org/jpsim/Yams", from: "6.0.0"),
            ],
            targets: [
                .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
                .target(name: "Plain"),
                .executableTarget(
                    name: "tool",
                    dependencies: [
                        "Plain", /* "Gone", */ crypto, .target(name: "CLibPQ", condition: .when(platforms: [.linux])),
                        .product(name: "Yams", package: "Yams"),
                    ], resources: [.copy("Data")]),
                .testTarget(name: "ToolTests", dependencies: ["Plain", "tool"], path: "Tests/Tool"),
            ])
        """

    @Test("Package dependencies in comments are ignored")
    func packages() {
        #expect(Manifest(Self.source).packages == ["swift-crypto", "Yams"])
    }

    @Test("Every way to write a target dependency is read")
    func targets() {
        #expect(
            Manifest(Self.source).targets.map { "\($0.kind) \($0.name) \($0.dependencies)" } == [
                #"systemLibrary CLibPQ []"#,
                #"target Plain []"#,
                #"executableTarget tool ["Plain", "Crypto", "CLibPQ", "Yams"]"#,
                #"testTarget ToolTests ["Plain", "tool"]"#,
            ])
        #expect(
            Manifest(Self.source).targets.map(\.folder)
                == ["Sources/CLibPQ", "Sources/Plain", "Sources/tool", "Tests/Tool"])
    }

    @Test("A target's closure has its direct and indirect dependencies")
    func closure() {
        #expect(
            Manifest(Self.source).closure(of: "ToolTests") == [
                "ToolTests", "Plain", "tool", "Crypto", "CLibPQ", "Yams",
            ])
        #expect(Manifest(Self.source).closure(of: "Plain") == ["Plain"])
    }
}
