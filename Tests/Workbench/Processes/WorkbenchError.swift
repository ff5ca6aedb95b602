/// Why something that others are measured with does not work.
package struct WorkbenchError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
