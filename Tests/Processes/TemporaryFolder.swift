package import Foundation

/// A folder that is removed with its last reference.
package final class TemporaryFolder: Sendable {
    package let path: String
    /// The path as a URL.
    package var url: URL { URL(fileURLWithPath: path, isDirectory: true) }

    /// Makes the folder in `/tmp`, regardless of `TMPDIR`: the path of a socket in it is limited to 107 bytes.
    package init() throws {
        path = "/tmp/weir-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
