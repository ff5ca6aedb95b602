package import Foundation

/// The paths of the sources and of the build products.
package enum Repository {
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The path of a built product, which lies next to the test bundle.
    package static func product(_ name: String) -> URL? {
        let folders = bundles.flatMap { [$0, $0.deletingLastPathComponent()] } + [Bundle.main.bundleURL]
        let candidates = (folders + [root.appending(path: ".build/debug")]).map { $0.appending(path: name) }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// The checkout of a package on which this build depends; `nil` if it has none. It lies above the products, in the build's
    /// scratch folder, which need not be `.build`.
    package static func checkout(_ package: String) -> URL? {
        let products = bundles + [Bundle.main.bundleURL]
        let above = products.flatMap { product in
            sequence(first: product.resolvingSymlinksInPath()) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
        }
        return (above + [root.appending(path: ".build")]).map { $0.appending(path: "checkouts/\(package)") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// The test bundles of this run.
    private static var bundles: [URL] {
        CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map { URL(filePath: $0) }
    }

    /// The Swift files below a folder, sorted by path.
    /// - Parameter folder: The folder's path from the root, such as `Sources/Infra`.
    package static func swiftFiles(below folder: String) throws -> [URL] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(".swift") }.sorted().map { root.appending(path: folder + "/" + $0) }
    }
}
