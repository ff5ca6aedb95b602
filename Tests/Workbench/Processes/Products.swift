import Foundation

/// The package's own programs.
package enum Products {
    /// The folder of this program: what is built together lies together.
    package static let folder: String = {
        let link = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return link.deletingLastPathComponent().path
    }()

    /// The path of a program.
    package static func path(_ name: String) throws -> String {
        let path = folder + "/" + name
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw WorkbenchError("\(path) has not been built")
        }
        return path
    }
}
