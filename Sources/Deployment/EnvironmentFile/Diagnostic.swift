/// A fault in a file, in the form that editors and CI recognize.
package struct Diagnostic: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The file's path, as the user gave it.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int
    /// The value, the valid values and the nearest valid name where there is one.
    package let message: String

    /// Creates a diagnostic.
    package init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// `file:line:column: error: message`.
    package var description: String { "\(file):\(line):\(column): error: \(message)" }

    /// Orders diagnostics by their place.
    package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.file, left.line, left.column, left.message) < (right.file, right.line, right.column, right.message)
    }
}
