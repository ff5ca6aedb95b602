#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The search for programs in the folders of `PATH`.
package struct ProgramSearch: Sendable {
    private let folders: [String]

    /// Creates a search.
    /// - Parameter path: The value of `PATH`.
    package init(path: String) { folders = path.split(separator: ":").map(String.init) }

    /// The path of a program; nil if no folder has it.
    package func path(of name: String) -> String? {
        folders.lazy.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The paths of the programs that were found, by their names.
    package func paths(of names: [String]) -> [String: String] {
        Dictionary(names.compactMap { name in path(of: name).map { (name, $0) } }) { first, _ in first }
    }
}
