package import Foundation

/// Third-party programs that some tests need.
package enum Tools {
    /// A Boolean value that indicates whether a missing tool is a failure, as in `make test`, instead of a reason to skip.
    package static let areRequired = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    /// Returns a program of the project's virtual environment (`WEIR_VENV`, else `.build/venv`) or of the search path.
    package static func find(_ name: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        let venv = environment["WEIR_VENV"].map { URL(filePath: $0) } ?? Repository.root.appending(path: ".build/venv")
        let path = (environment["PATH"] ?? "").split(separator: ":").map { URL(filePath: String($0)) }
        return ([venv.appending(path: "bin")] + path).map { $0.appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
