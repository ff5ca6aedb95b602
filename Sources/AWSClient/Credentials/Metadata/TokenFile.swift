/// A file with a token that somebody else keeps fresh.
struct TokenFile: Sendable, Hashable {
    let path: String
    /// Where the path comes from, for errors.
    let variable: String
    let source: String

    /// The file's content without the line endings at its end.
    func read(_ files: FileReader) throws(CredentialsError) -> String {
        let bytes: [UInt8]?
        do throws(FileReadingError) {
            bytes = try files(path)
        } catch {
            throw unavailable(error.description)
        }
        guard let bytes else { throw unavailable("\(path) does not exist") }
        let trimmed = bytes[...(bytes.lastIndex { $0 != 0x0A && $0 != 0x0D } ?? -1)]
        guard let token = String(validating: trimmed, as: UTF8.self), !token.isEmpty else {
            throw unavailable(trimmed.isEmpty ? "\(path) is empty" : "\(path) is not UTF-8 text")
        }
        return token
    }

    private func unavailable(_ reason: String) -> CredentialsError {
        CredentialsError(.unavailable, source: source, reason: "\(variable): \(reason)")
    }
}
