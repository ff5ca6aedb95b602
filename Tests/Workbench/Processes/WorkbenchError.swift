/// A failure of the workbench itself: a program, a server or an unexpected response.
package struct WorkbenchError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
