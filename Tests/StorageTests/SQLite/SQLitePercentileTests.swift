import Foundation
import Models
import Testing

@testable import Storage

@Suite("Percentiles in SQLite")
struct SQLitePercentileTests {
    private func withConnection<Result: Sendable>(
        _ deadline: SQLiteDeadline = SQLiteDeadline(limit: nil, clock: ContinuousClock()),
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let connection = try await SQLiteConnection.open(
            path: folder.appending(path: "weir.sqlite").path, readOnly: false, deadline: deadline)
        let result = try await connection.run(body)
        await connection.close()
        return result
    }

    @Test(
        "Percentiles are the same in memory and spilled to a file",
        arguments: [
            (1_000_000, [0, 0.5, 1]), (1000, [0, 0.5, 1]), (149_999, [0.25, 0.999]), (150_000, [0.25, 0.999]),
        ])
    func spilled(capacity: Int, fractions: [Double]) async throws {
        let numbers = (1...150_000).map { Int64($0) * 7919 % 150_001 - 75_000 }.sorted()
        let expected = fractions.reduce(Int64(0)) { sum, fraction in
            let position = fraction * 149_999
            let (low, high) = (numbers[Int(position)], numbers[min(Int(position) + 1, 149_999)])
            return sum * 1_000_003 + Int64(Double(low) + (position - position.rounded(.down)) * Double(high - low))
        }
        let text = Self.statement(fractions, capacity: capacity)
        let got = try await withConnection { raw throws(StorageError) in try SQLiteStatement(raw, text).firstInteger() }
        #expect(got == expected)
    }

    /// A statement for percentiles, in eighths, of 150,000 scattered numbers around 0, combined to one number.
    private static func statement(_ fractions: [Double], capacity: Int) -> String {
        let value = "CAST(weir_percentile((x * 7919 % 150001 - 75000) / 8.0, FRACTION, \(capacity)) * 8 AS INTEGER)"
        let sum = fractions.dropFirst().reduce(value.replacing("FRACTION", with: "\(fractions[0])")) { sum, fraction in
            "(\(sum)) * 1000003 + \(value.replacing("FRACTION", with: "\(fraction)"))"
        }
        return """
            WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 150000) SELECT \(sum) FROM n
            """
    }

    @Test("A search among spilled values ends when its deadline passes")
    func deadline() async throws {
        let deadline = SQLiteDeadline(limit: nil, clock: ContinuousClock())
        // So few rows that SQLite itself does not check.
        let text =
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9) SELECT weir_percentile(x, 0.5, 4) FROM n"
        await expectFailure("timedOut") {
            try await withConnection(deadline) { raw throws(StorageError) in
                deadline.expire()
                return try SQLiteStatement(raw, text).firstInteger()
            }
        }
    }
}
