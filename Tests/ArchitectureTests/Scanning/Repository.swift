#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of this package, read from the checkout that was compiled.
struct Repository {
    /// The folder of Package.swift.
    let root: String

    /// The package of this test.
    static let current = Repository(root: folder(of: #filePath, levels: 4))

    /// Returns the sorted names of a folder's direct subfolders; empty if it does not exist.
    func folders(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + path)) ?? []
        return names.filter { isFolder(path + "/" + $0) }.sorted()
    }

    /// Returns the paths, relative to the root, of all files below a folder, or of the file itself; hidden files are excluded.
    func files(below path: String) -> [String] {
        guard isFolder(path) else { return FileManager.default.fileExists(atPath: root + "/" + path) ? [path] : [] }
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root + "/" + path)) ?? []
        return paths.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .map { path + "/" + $0 }.filter { !isFolder($0) }.sorted()
    }

    /// Returns a file's text, or `nil` if it is not UTF-8.
    func text(of path: String) throws -> String? {
        String(validating: try Data(contentsOf: URL(fileURLWithPath: root + "/" + path)), as: UTF8.self)
    }

    /// Returns the Swift files of a target, or of all targets.
    func swiftFiles(of target: String? = nil) -> [String] {
        files(below: target.map { "Sources/" + $0 } ?? "Sources").filter { $0.hasSuffix(".swift") }
    }

    private func isFolder(_ path: String) -> Bool {
        var isDirectory: Bool = false
        #if canImport(FoundationEssentials)
            return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory) && isDirectory
        #else
            var answer: ObjCBool = false
            isDirectory = FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &answer)
            return isDirectory && answer.boolValue
        #endif
    }

    private static func folder(of path: String, levels: Int) -> String {
        "/" + path.split(separator: "/").dropLast(levels).joined(separator: "/")
    }
}
