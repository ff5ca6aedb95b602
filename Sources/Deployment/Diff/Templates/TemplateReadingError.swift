/// A failure to read a template.
package struct TemplateReadingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place, the fault and the expected text.
    package let description: String

    /// Creates an error.
    package init(_ description: String) {
        self.description = description
    }
}
