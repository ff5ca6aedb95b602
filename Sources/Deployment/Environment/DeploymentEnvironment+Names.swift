#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DeploymentEnvironment {
    /// The names of the environments in `<directory>/deploy`, sorted.
    /// - Parameter directory: The folder that contains `deploy`; nil is the working directory.
    package static func names(in directory: String? = nil) -> [String] {
        let folder = directory.map { "\($0)/deploy" } ?? "deploy"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }
}
