import Foundation
import Testing

/// The folder of AWS's signing test suite.
enum SuiteFolder {
    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let root = packageRoot.deletingLastPathComponent().appendingPathComponent("shared/aws-sigv4")

    static let isPresent = FileManager.default.fileExists(atPath: root.path)

    static let absence: Comment = "AWS's signing suite is not at ../shared/aws-sigv4"

    /// Returns the cases of an algorithm, without incomplete folders.
    static func cases(_ algorithm: String) -> [SuiteCase] {
        guard isPresent else { return [] }
        let folder = root.appendingPathComponent(algorithm)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appendingPathComponent($0) }
            .filter { FileManager.default.fileExists(atPath: $0.appendingPathComponent("query-signature.txt").path) }
            .compactMap { try? SuiteCase(folder: $0) }
    }
}
