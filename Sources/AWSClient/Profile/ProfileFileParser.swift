/// A parser of a shared configuration or credentials file.
///
/// The grammar is that of "Format of the config and credentials files", AWS SDKs and Tools Reference Guide: sections in
/// brackets, `name = value` below them, indented lines that continue a value or, below an empty value, are nested
/// properties. Sections and properties with an invalid name are skipped, as AWS's own tools do.
struct ProfileFileParser {
    /// The kind of file, which determines the form of a profile's name.
    enum Kind: Sendable {
        /// `config`: `[default]`, `[profile name]`, `[sso-session name]`, `[services name]`.
        case configuration
        /// `credentials`: `[name]`.
        case credentials
    }

    /// A section in brackets.
    struct Section: Sendable, Hashable {
        /// The subject of a section.
        enum Subject: Sendable, Hashable {
            case profile(String)
            /// `[default]` in the configuration file, which `[profile default]` there replaces.
            case unprefixedDefault
            case singleSignOnSession(String)
            case services(String)
        }

        let subject: Subject
        /// The values by name, the names in lower case.
        var properties: [String: String] = [:]
    }

    private enum Property {
        case none
        case skipped
        case plain(String)
        case nested(String)
    }

    private let kind: Kind
    private let file: String
    private var sections: [Section] = []
    private var hasBegun = false
    /// `true` within a section that is skipped.
    private var isSkipping = false
    private var property = Property.none
    private var line = 0

    private init(kind: Kind, file: String) {
        self.kind = kind
        self.file = file
    }

    /// Parses a file's text.
    /// - Parameters:
    ///   - text: The whole text.
    ///   - kind: The kind of file.
    ///   - file: The file's path, for errors.
    /// - Returns: The sections in their order, repeated ones included.
    static func parse(
        _ text: String, as kind: Kind, file: String
    ) throws(SharedConfigurationError) -> [Section] {
        var parser = ProfileFileParser(kind: kind, file: file)
        // By scalars: a carriage return and a line feed are one character.
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            parser.line += 1
            try parser.read(String(line.last == "\r" ? line.dropLast() : line))
        }
        return parser.sections
    }

    private mutating func read(_ text: String) throws(SharedConfigurationError) {
        let content = text.withoutSurroundingBlanks
        guard let first = content.unicodeScalars.first else { return }
        if first == "#" || first == ";" { return }
        let isIndented = text.unicodeScalars.first?.isBlank == true
        if first == "[", !isIndented { return try begin(content) }
        guard hasBegun else { throw error(.outsideSection) }
        if isSkipping { return }
        if isIndented { try continueProperty(content) } else { try define(text) }
    }

    private mutating func begin(_ text: String) throws(SharedConfigurationError) {
        let head = text.unicodeScalars.prefix { $0 != "#" && $0 != ";" }
        let header = String(head).withoutSurroundingBlanks
        guard header.hasSuffix("]") else { throw error(.unclosedSection) }
        hasBegun = true
        property = .none
        if let subject = subject(of: header.dropFirst().dropLast().withoutSurroundingBlanks) {
            isSkipping = false
            sections.append(Section(subject: subject))
        } else {
            isSkipping = true
        }
    }

    private func subject(of header: String) -> Section.Subject? {
        let words = header.unicodeScalars.split(whereSeparator: \.isBlank).map { String($0) }
        guard let name = words.last, name.isProfileName else { return nil }
        if words.count == 1 {
            if kind == .credentials { return .profile(name) }
            return name == "default" ? .unprefixedDefault : nil
        }
        guard words.count == 2, kind == .configuration else { return nil }
        switch words[0] {
        case "profile": return .profile(name)
        case "sso-session": return .singleSignOnSession(name)
        case "services": return .services(name)
        default: return nil
        }
    }

    private mutating func define(_ text: String) throws(SharedConfigurationError) {
        let (name, value) = try Self.split(
            text.withoutTrailingComment, orThrow: error(.noEqualsSign), ifUnnamed: error(.noName))
        guard name.isProfileName else {
            property = .skipped
            return
        }
        let key = name.lowercased()
        sections[sections.count - 1].properties[key] = value
        property = value.isEmpty ? .nested(key) : .plain(key)
    }

    private mutating func continueProperty(_ content: String) throws(SharedConfigurationError) {
        switch property {
        case .none: throw error(.continuationOutsideProperty)
        case .skipped: return
        case .plain(let key): sections[sections.count - 1].properties[key, default: ""] += "\n" + content
        case .nested(let key):
            _ = try Self.split(
                content, orThrow: error(.noEqualsSignInSubProperty), ifUnnamed: error(.noSubPropertyName))
            sections[sections.count - 1].properties[key, default: ""] += "\n" + content
        }
    }

    private static func split(
        _ text: String, orThrow noEqualsSign: SharedConfigurationError, ifUnnamed noName: SharedConfigurationError
    ) throws(SharedConfigurationError) -> (name: String, value: String) {
        guard let equals = text.unicodeScalars.firstIndex(of: "=") else { throw noEqualsSign }
        let name = text[..<equals].withoutSurroundingBlanks
        guard !name.isEmpty else { throw noName }
        return (name, text[text.unicodeScalars.index(after: equals)...].withoutSurroundingBlanks)
    }

    /// The nested properties of a value, one on each indented line.
    static func nestedProperties(of value: String) -> [String: String] {
        var properties: [String: String] = [:]
        for line in value.unicodeScalars.split(separator: "\n") {
            let text = String(line).withoutTrailingComment
            guard let equals = text.unicodeScalars.firstIndex(of: "=") else { continue }
            let name = text[..<equals].withoutSurroundingBlanks.lowercased()
            properties[name] = text[text.unicodeScalars.index(after: equals)...].withoutSurroundingBlanks
        }
        return properties
    }

    private func error(_ kind: SharedConfigurationError.Kind) -> SharedConfigurationError {
        SharedConfigurationError(kind, file: file, line: line)
    }
}

extension String {
    /// The text up to a `#` or `;` after a blank. One without a blank before it is part of the value.
    fileprivate var withoutTrailingComment: String {
        var isAfterBlank = false
        for index in unicodeScalars.indices {
            let scalar = unicodeScalars[index]
            if isAfterBlank, scalar == "#" || scalar == ";" { return String(self[..<index]) }
            isAfterBlank = scalar.isBlank
        }
        return self
    }
}
