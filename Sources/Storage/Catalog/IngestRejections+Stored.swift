import Models

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension IngestRejections {
    private struct Stored: Codable {
        struct Row: Codable {
            let line: Int?
            let element: Int?
            let column: String?
            let code: String
            let got: String
            let expected: String
        }
        let count: Int64
        let errors: [Row]
    }

    /// The JSON text that a store records with an idempotency key, so that it can repeat the first outcome.
    var stored: String {
        get throws(StorageError) {
            let rows = errors.map { error in
                Stored.Row(
                    line: error.line, element: error.element, column: error.column, code: error.code.rawValue,
                    got: error.got, expected: error.expected)
            }
            do {
                return String(decoding: try JSONEncoder().encode(Stored(count: count, errors: rows)), as: UTF8.self)
            } catch {
                throw .unexpected("rejections cannot be encoded: \(error)")
            }
        }
    }

    /// Reads the text of ``stored``.
    init(stored: String) throws(StorageError) {
        do {
            let read = try JSONDecoder().decode(Stored.self, from: Data(stored.utf8))
            self.init(
                count: read.count,
                errors: read.errors.map { row in
                    RowError(
                        line: row.line, element: row.element, column: row.column,
                        code: RowError.Code(rawValue: row.code) ?? .invalidValue, got: row.got, expected: row.expected)
                })
        } catch {
            throw .unexpected("stored rejections are damaged: \(error)")
        }
    }
}
