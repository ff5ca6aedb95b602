import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file with settings: lines of the form `VARIABLE=VALUE` with the names of the environment variables, blank lines, and comments
/// that begin with `#`.
///
/// A value may be in double or single quotes, which keep the blanks at its ends and are removed; nothing in it is replaced. The form
/// is the one of `docker run --env-file` and systemd's `EnvironmentFile`, so that one file serves all.
package struct SettingsFile: Sendable {
    /// The maximum size of a file, in bytes.
    package static let maximumBytes = 1 << 20

    /// The values.
    package let values: [Setting: String]

    /// Parses the text of a file.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - path: The file's path, for errors.
    /// - Throws: ``SettingsError`` that names the line and repeats no value.
    package init(_ text: String, path: String) throws(SettingsError) {
        var values: [Setting: String] = [:]
        var lines: [Setting: Int] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = Self.trimmed(line)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let place = "\(SafeDescription.unquoted(path, SafeDescription.path)):\(index + 1)"
            guard let equals = line.firstIndex(of: "=") else {
                throw SettingsError(
                    "\(place): got a line without \"=\", expected VARIABLE=VALUE or a comment after \"#\"")
            }
            let name = String(Self.trimmed(line[..<equals]))
            guard let setting = Setting.allCases.first(where: { $0.variable == name }) else {
                let names = Setting.allCases.map(\.variable)
                throw SettingsError(
                    "\(place): unknown variable \(SafeDescription.variable(name))"
                        + NearestName.hint(for: name, among: names))
            }
            guard setting != .configurationFile else {
                throw SettingsError("\(place): a file cannot name another one with \(name)")
            }
            if let first = lines[setting] {
                throw SettingsError("\(place): \(name) is set again; line \(first) has set it")
            }
            lines[setting] = index + 1
            values[setting] = Self.unquoted(Self.trimmed(line[line.index(after: equals)...]))
        }
        self.values = values
    }

    /// Reads a file.
    ///
    /// - Throws: ``SettingsError`` if it cannot be read, is too large, is not UTF-8 or cannot be parsed.
    package static func read(_ path: String) throws(SettingsError) -> SettingsFile {
        let shown = SafeDescription.path(path)
        let setting = Setting.configurationFile
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError(setting, got: "\(shown), which cannot be read", expected: "a file with settings")
        }
        guard data.count <= maximumBytes, let text = String(validating: data, as: UTF8.self) else {
            throw SettingsError(
                setting, got: "\(shown), which is not a text of at most \(maximumBytes >> 10) KiB in UTF-8",
                expected: "a file with settings")
        }
        return try SettingsFile(text, path: path)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return text
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
            return String(text)
        }
        return String(text.dropFirst().dropLast())
    }
}
