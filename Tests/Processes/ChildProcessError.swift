/// Why a program that tests or measurements need did not do its work.
package struct ChildProcessError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
