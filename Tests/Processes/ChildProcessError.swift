/// The failure of a program that a test or a benchmark runs.
package struct ChildProcessError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
