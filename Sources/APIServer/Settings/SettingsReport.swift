import Diagnostics
package import Models

/// The effective settings with their origins, without secrets, and the environment variables that look like settings and are none.
package struct SettingsReport: Sendable {
    /// A setting.
    package struct Line: Sendable, Hashable {
        /// The setting.
        package let setting: Setting
        /// The value as it may be shown; `nil` if the setting is not set and has no default.
        package let value: String?
        /// The origin of the value.
        package let source: SettingSource?
        /// A Boolean value that indicates whether a part of the value is hidden.
        package let isHidden: Bool
    }

    /// An environment variable that is not a setting.
    package struct Unknown: Sendable, Hashable {
        /// The variable's name.
        package let name: String
        /// The nearest variable of a setting.
        package let nearest: String?
    }

    /// The beginnings of names that belong to this server.
    private static let ownBeginnings = ["WEIR_", "DB_"]
    /// The maximum distance of a misspelt name to the variable of a setting.
    private static let nearestDistance = 2
    /// The text in place of a hidden value.
    static let hidden = "<hidden>"

    /// The settings, in the order of ``Setting``.
    package let lines: [Line]
    /// The unknown variables, ordered by name.
    package let unknown: [Unknown]

    /// Creates a report.
    ///
    /// - Parameters:
    ///   - sources: The given settings.
    ///   - variables: The names of all environment variables.
    package init(_ sources: SettingSources, variables: some Sequence<String>) {
        lines = Setting.allCases.map { setting in
            guard let given = sources[setting] else {
                return switch setting.definition.fallback {
                case .value(let text): Line(setting: setting, value: text, source: .fallback, isHidden: false)
                case .described(let text):
                    // The texts are Markdown, for the documentation.
                    Line(
                        setting: setting, value: "(\(text.filter { $0 != "`" }))", source: .fallback, isHidden: false)
                case .none: Line(setting: setting, value: nil, source: nil, isHidden: false)
                }
            }
            let shown = Self.shown(given.text, of: setting)
            return Line(setting: setting, value: shown, source: given.source, isHidden: shown != given.text)
        }
        let known = Setting.allCases.map(\.variable)
        unknown = variables.sorted().compactMap { name in
            guard !known.contains(name) else { return nil }
            var search = NearestNameSearch()
            let isOwn = Self.ownBeginnings.contains { name.hasPrefix($0) }
            let nearest = search.match(name, among: known, within: isOwn ? .max : Self.nearestDistance)
            return isOwn || nearest != nil ? Unknown(name: name, nearest: nearest) : nil
        }
    }

    /// Returns the part of a value that may be shown.
    private static func shown(_ text: String, of setting: Setting) -> String {
        if setting == .store || setting == .storeReplica {
            if text.hasPrefix("sqlite:"), !SecretShape.matches(text), SafeDescription.path(text) == "\"\(text)\"" {
                return text
            }
            let scheme = text.prefix { $0 != ":" }
            return ["postgres", "postgresql"].contains(scheme) ? "\(scheme)://\(hidden)" : hidden
        }
        let isExpected =
            switch setting.definition.type {
            case .number: Int(text) != nil
            case .choice(let words): words.contains(text)
            case .text: !text.isEmpty && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            }
        guard !setting.isSecret, !SecretShape.matches(text) else { return hidden }
        guard isExpected else {
            // The value is as in the error about it.
            return setting.definition.type == .text ? hidden : SafeDescription.unquoted(text, setting.description)
        }
        return withoutURLSecrets(text, isURL: urls.contains(setting))
    }

    /// The settings with URLs, also if a value lacks the scheme.
    private static let urls: Set<Setting> = [
        .otlpEndpoint, .otlpTracesEndpoint, .otlpMetricsEndpoint, .allowedOrigins, .allowedHosts,
    ]

    /// Returns a text without the logins, queries and fragments of the URLs in it.
    ///
    /// - Parameter isURL: `true` if the text is a URL or a list of URLs without their schemes.
    static func withoutURLSecrets(_ text: String, isURL: Bool) -> String {
        // Without a scheme, nothing tells where a login with a comma or a quote in it begins.
        if isURL, text.contains("@"), !text.contains("://"), text.contains(where: { "\"', \n<>".contains($0) }) {
            return hidden
        }
        var shown = ""
        var rest = text[...]
        while let end = rest.firstIndex(where: { "\"', \n<>".contains($0) }) {
            shown += part(rest[..<end], isURL)
            shown.append(rest[end])
            rest = rest[rest.index(after: end)...]
        }
        return shown + part(rest, isURL)
    }

    private static func part(_ part: Substring, _ isURL: Bool) -> String {
        guard isURL || part.contains("://") else { return String(part) }
        var beginning = ""
        var rest = part
        if let scheme = rest.firstRange(of: "://") {
            beginning = String(rest[..<scheme.upperBound])
            rest = rest[scheme.upperBound...]
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") {
            beginning += hidden
            rest = rest[at...]
        }
        guard let secret = rest.firstIndex(where: { "?#".contains($0) }) else { return beginning + rest }
        return beginning + rest[...secret] + hidden
    }

    // MARK: Forms

    /// The report as aligned lines.
    package var text: String {
        let rows = lines.map { line in
            (line.setting.variable, line.value ?? "(not set)", line.source?.rawValue ?? "")
        }
        let width = rows.map(\.0.count).max() ?? 0
        let valueWidth = min(48, rows.map(\.1.count).max() ?? 0)
        var text = ""
        for (variable, value, source) in rows {
            let left = variable.padded(to: width) + "  " + value.padded(to: valueWidth)
            text += (source.isEmpty ? left.trimmedAtEnd : left + "  " + source) + "\n"
        }
        for variable in unknown {
            text += "unknown variable \(SafeDescription.variable(variable.name))\(NearestName.hint(variable.nearest))\n"
        }
        return text
    }

    /// The report as JSON.
    package var json: JSONValue {
        let settings = lines.map { line in
            JSONValue.object([
                JSONMember(key: "variable", value: .string(line.setting.variable)),
                JSONMember(key: "flag", value: line.setting.flag.map { .string($0) } ?? .null),
                JSONMember(key: "value", value: line.value.map { .string($0) } ?? .null),
                JSONMember(key: "source", value: line.source.map { .string($0.rawValue) } ?? .null),
                JSONMember(key: "hidden", value: .bool(line.isHidden)),
            ])
        }
        let others = unknown.map { variable in
            JSONValue.object([
                JSONMember(key: "variable", value: .string(variable.name)),
                JSONMember(key: "nearest", value: variable.nearest.map { .string($0) } ?? .null),
            ])
        }
        return .object([
            JSONMember(key: "settings", value: .array(settings)), JSONMember(key: "unknown", value: .array(others)),
        ])
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
