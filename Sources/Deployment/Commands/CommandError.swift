/// Why a command stops: what is printed and what the process exits with. The codes are those of BSD's `sysexits`.
package struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is.
    package enum Code: Int32, Sendable, Hashable {
        /// A service answered with an error.
        case refused = 1
        /// The command line is wrong.
        case usage = 64
        /// What was read is wrong.
        case data = 65
        /// No answer came: a name that does not resolve, a connection that is refused, a time limit.
        case noAnswer = 69
        /// Something cannot be written.
        case cannotWrite = 73
        /// There are no credentials, or they do not allow it.
        case notAllowed = 77
    }

    /// What kind of fault it is.
    package let code: Code
    /// What is printed on standard error.
    package let description: String

    /// What the process exits with.
    package var exitCode: Int32 { code.rawValue }

    /// Makes an error.
    package init(exitCode code: Code, description: String) {
        self.code = code
        self.description = description
    }
}
