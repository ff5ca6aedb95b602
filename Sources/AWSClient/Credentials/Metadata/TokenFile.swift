/// A file with a token that another process keeps valid.
struct TokenFile: Sendable, Hashable {
    let path: String
    /// The setting with the path, for errors.
    let variable: String
    let source: String

    /// Reads the file's content without trailing line endings.
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
