import Foundation
import Testing

/// The published test vectors beside the repository. Without them, tests that need them are skipped with a comment.
enum TestVectors {
    static let folder: URL = {
        // Tests/AWSClientTests/Support/TestVectors.swift
        var url = URL(fileURLWithPath: #filePath)
        for _ in 1...4 { url.deleteLastPathComponent() }
        return url.deletingLastPathComponent().appendingPathComponent("shared/aws-fixtures")
    }()

    static let arePresent = FileManager.default.fileExists(atPath: folder.path)

    static let comment: Comment = "needs the test vectors in ../shared/aws-fixtures"

    static func data(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(path))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { Key($0.last?.stringValue ?? "") }
        return try decoder.decode(type, from: data(path))
    }

    /// A key in Swift's style: `sso_sessions` and `ErrorContains` become `ssoSessions` and `errorContains`.
    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(_ spelling: String) {
            let words = spelling.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            stringValue = words.prefix(1).lowercased() + words.dropFirst()
        }

        init?(stringValue: String) { self.init(stringValue) }

        init?(intValue: Int) { nil }
    }
}
