/// An error in a shared configuration file. It quotes no line, because any line may contain a secret.
package struct SharedConfigurationError: Error, Sendable, Hashable {
    /// The kind of error.
    package enum Kind: Sendable, Hashable {
        /// The file exists but cannot be read.
        case unreadable(reason: String)
        /// The file is not text.
        case notUTF8
        /// A section's line does not end with `]`.
        case unclosedSection
        /// A line precedes the first section.
        case outsideSection
        /// A line has no `=`.
        case noEqualsSign
        /// A line begins with `=`.
        case noName
        /// An indented line does not follow a property.
        case continuationOutsideProperty
        /// An indented line below a property without a value has no `=`.
        case noEqualsSignInSubProperty
        /// An indented line below a property without a value begins with `=`.
        case noSubPropertyName
    }

    /// The kind of error.
    package let kind: Kind
    /// The file's path.
    package let file: String
    /// The line, from 1; `nil` for the file as a whole.
    package let line: Int?

    /// Creates an error.
    /// - Parameters:
    ///   - kind: The kind of error.
    ///   - file: The file's path.
    ///   - line: The line, from 1; `nil` for the file as a whole.
    package init(_ kind: Kind, file: String, line: Int? = nil) {
        self.kind = kind
        self.file = file
        self.line = line
    }
}

extension SharedConfigurationError: CustomStringConvertible {
    /// A message with the place, the problem and the expected form.
    package var description: String {
        (line.map { "\(file):\($0)" } ?? file) + ": " + kind.description
    }
}

extension SharedConfigurationError.Kind: CustomStringConvertible {
    /// A message with the problem and the expected form.
    package var description: String {
        switch self {
        case .unreadable(let reason): "it cannot be read: \(reason)"
        case .notUTF8: "it is not UTF-8 text"
        case .unclosedSection: "the section has no closing \"]\"; expected a line such as [profile name]"
        case .outsideSection: "the line precedes the first section; expected a line such as [profile name] before it"
        case .noEqualsSign: "the line has no \"=\"; expected name = value"
        case .noName: "the line has no name before the \"=\"; expected name = value"
        case .continuationOutsideProperty:
            "an indented line must follow a property; remove the blanks at its beginning"
        case .noEqualsSignInSubProperty:
            "the indented line has no \"=\" and the property above it has no value; expected name = value"
        case .noSubPropertyName: "the indented line has no name before the \"=\"; expected name = value"
        }
    }
}
