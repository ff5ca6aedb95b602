import Diagnostics
internal import Foundation

/// A temporary folder with a registry's password, which only this user may read.
struct PasswordFolder {
    /// The folder's path.
    let path: String

    /// Creates the folder and its file `config.json`.
    init(_ text: String) throws(CommandError) {
        let name = "weir-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appending(path: name).path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError.failure("a temporary folder for the registry's password cannot be created")
        }
        let isWritten = FileManager.default.createFile(
            atPath: path + "/config.json", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard isWritten else {
            remove()
            throw CommandError.failure("the file with the registry's password cannot be written")
        }
    }

    /// Deletes the folder.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
