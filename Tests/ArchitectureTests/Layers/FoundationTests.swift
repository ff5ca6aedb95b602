import Testing

@Suite struct FoundationTests {
    /// The targets that may link full Foundation with its locale data: infra-cli does so anyway, because of Yams.
    private static let exempt: Set<String> = ["AWSClientTesting", "Deployment", "InfraTesting", "infra-cli"]

    @Test("api-server and its libraries import Foundation only where FoundationEssentials does not exist")
    func essentials() throws {
        let repository = Repository.current
        for target in repository.folders(in: "Sources") where !Self.exempt.contains(target) {
            for path in repository.swiftFiles(of: target) {
                let source = try #require(try repository.text(of: path))
                guard ImportScanner.imports(in: source).contains(where: { $0.module == "Foundation" }) else { continue }
                #expect(source.contains("#if canImport(FoundationEssentials)"), "\(path) links ICU on Linux")
            }
        }
    }
}
