import Foundation
import Testing

/// The folder of the published test vectors.
enum FixtureFolder {
    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let root = packageRoot.deletingLastPathComponent().appendingPathComponent("shared/aws-fixtures")

    static let isPresent = FileManager.default.fileExists(atPath: root.path)

    static let absence: Comment = "the published vectors are not at ../shared/aws-fixtures"

    static func data(_ path: String) throws -> Data { try Data(contentsOf: root.appendingPathComponent(path)) }
}
