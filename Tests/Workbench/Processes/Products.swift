import Foundation

/// The package's built programs.
package enum Products {
    /// The folder of this program, which also holds the other products of the build.
    package static let folder: String = {
        let link = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return link.deletingLastPathComponent().path
    }()

    /// Returns the path of a program.
    package static func path(_ name: String) throws -> String {
        let path = folder + "/" + name
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw WorkbenchError("\(path) has not been built")
        }
        return path
    }
}
