/// One thing that is wrong with a file, in the form editors and CI jump to.
package struct Diagnostic: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The file as the user named it.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int
    /// What was got, what was expected, and the nearest valid name where there is one.
    package let message: String

    /// Makes a diagnostic.
    package init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// `file:line:column: error: message`.
    package var description: String { "\(file):\(line):\(column): error: \(message)" }

    /// By place in the file.
    package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.file, left.line, left.column, left.message) < (right.file, right.line, right.column, right.message)
    }
}
