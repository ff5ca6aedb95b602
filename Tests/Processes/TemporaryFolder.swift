package import Foundation

/// A folder that goes away with its last user.
package final class TemporaryFolder: Sendable {
    package let path: String
    /// The same as a URL.
    package var url: URL { URL(fileURLWithPath: path, isDirectory: true) }

    /// Makes the folder. It lies in `/tmp` whatever `TMPDIR` says, as the path of a socket in it has a limit of 107 bytes.
    package init() throws {
        path = "/tmp/weir-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
