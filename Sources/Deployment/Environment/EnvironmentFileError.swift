import Diagnostics
import Infra

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why an environment could not be read.
package enum EnvironmentFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no such file; with the names there are, and the nearest of them.
    case unknown(name: String, folder: String, available: [String], nearest: String?)
    /// The file is there and cannot be read.
    case unreadable(file: String, reason: String)
    /// The file says something that cannot be; everything wrong with it, in its order.
    case invalid([Diagnostic])

    /// What is wrong, one line a fault, each ending in what to do.
    package var description: String {
        switch self {
        case .unknown(let name, let folder, let available, let nearest):
            let folder = SafeDescription.unquoted(folder, SafeDescription.path)
            if available.isEmpty {
                return "error: there is no environment \(SafeDescription.setting(name)): \(folder) has no .yaml file; "
                    + "name the folder's parent with --directory"
            }
            let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
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
    ///   - name: the environment.
    ///   - directory: the folder that has `deploy`; nil for the current one.
    package static func load(
        _ name: String, directory: String? = nil
    ) throws(EnvironmentFileError) -> DeploymentEnvironment {
        let folder = directory.map { "\($0)/deploy" } ?? "deploy"
        let file = "\(folder)/\(name).yaml"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let available = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        guard available.contains(name) else {
            throw .unknown(
                name: name, folder: folder, available: available, nearest: Nearest.name(to: name, among: available))
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
        return try parse(text, name: name, file: file)
    }

    /// Reads an environment from text.
    /// - Parameters:
    ///   - text: YAML.
    ///   - name: the environment's name, which decides defaults.
    ///   - file: what errors call the text.
    package static func parse(
        _ text: String, name: String, file: String
    ) throws(EnvironmentFileError) -> DeploymentEnvironment {
        guard EnvironmentReader.applicationName(name) != nil else {
            throw .unreadable(
                file: file,
                reason: "an environment's name is lower-case letters, digits and hyphens, a letter first, at most 32")
        }
        // Some editors begin a file with a byte-order mark, which YAML's parser takes for a part of the first key.
        let content = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        return try EnvironmentReader(name: name, file: file).read(content).get()
    }
}
