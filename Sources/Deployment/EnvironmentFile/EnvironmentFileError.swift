import Diagnostics
import Infra

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A failure to read an environment.
package enum EnvironmentFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file does not exist; with the existing names and the nearest of them.
    case unknown(name: String, folder: String, available: [String], nearest: String?)
    /// The file exists and cannot be read.
    case unreadable(file: String, reason: String)
    /// The file is not valid; with all faults in the order of the file.
    case invalid([Diagnostic])

    /// One line per fault, each ending in the solution.
    package var description: String {
        switch self {
        case .unknown(let name, let folder, let available, let nearest):
            let folder = SafeDescription.unquoted(folder, SafeDescription.path)
            if available.isEmpty {
                return "error: there is no environment \(SafeDescription.setting(name)): \(folder) has no .yaml file; "
                    + "name the folder's parent with --directory"
            }
            let hint = NearestName.hint(nearest)
            return "error: there is no environment \(SafeDescription.setting(name)) in \(folder); there is "
                + "\(available.joined(separator: ", "))\(hint)"
        case .unreadable(let file, let reason): return "\(file): error: \(reason)"
        case .invalid(let diagnostics): return diagnostics.map(\.description).joined(separator: "\n")
        }
    }
}

extension DeploymentEnvironment {
    /// Reads `<directory>/deploy/<name>.yaml`.
    /// - Parameters:
    ///   - name: The environment's name.
    ///   - directory: The folder that contains `deploy`; nil is the working directory.
    package static func load(
        _ name: String, directory: String? = nil
    ) throws(EnvironmentFileError) -> DeploymentEnvironment {
        let source = try source(name, directory: directory)
        return try parse(source.text, name: name, file: source.file)
    }

    /// Reads the text of `<directory>/deploy/<name>.yaml`, with the file's name.
    static func source(
        _ name: String, directory: String?
    ) throws(EnvironmentFileError) -> (text: String, file: String) {
        let folder = directory.map { "\($0)/deploy" } ?? "deploy"
        let file = "\(folder)/\(name).yaml"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let available = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        guard available.contains(name) else {
            throw .unknown(
                name: name, folder: folder, available: available, nearest: NearestName.match(name, among: available))
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw .unreadable(file: file, reason: "the file cannot be read; check its permissions")
        }
        guard data.count <= 262_144 else {
            throw .unreadable(file: file, reason: "the file has \(data.count) bytes; expected at most 262144")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .unreadable(file: file, reason: "the file is not UTF-8; save it as UTF-8")
        }
        return (text, file)
    }

    /// Reads an environment from text.
    /// - Parameters:
    ///   - text: The YAML text.
    ///   - name: The environment's name, which decides the defaults.
    ///   - file: The file's name in errors.
    package static func parse(
        _ text: String, name: String, file: String
    ) throws(EnvironmentFileError) -> DeploymentEnvironment {
        guard EnvironmentReader.applicationName(name) != nil else {
            throw .unreadable(
                file: file,
                reason: "an environment's name is lower-case letters, digits and hyphens, a letter first, at most 32")
        }
        // Some editors begin a file with a byte-order mark, which the YAML parser reads as part of the first key.
        let content = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        return try EnvironmentReader(name: name, file: file).read(content).get()
    }
}
