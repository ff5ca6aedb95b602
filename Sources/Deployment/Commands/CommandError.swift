/// A command's failure: its message and the process's exit code, one of BSD's `sysexits`.
package struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failures.
    package enum Code: Int32, Sendable, Hashable {
        /// A service returned an error.
        case refused = 1
        /// The command line is not valid.
        case usage = 64
        /// The input is not valid.
        case data = 65
        /// No response arrived: the name does not resolve, the connection is refused, or the time limit passed.
        case noAnswer = 69
        /// The output cannot be written.
        case cannotWrite = 73
        /// There are no credentials, or they do not allow the call.
        case notAllowed = 77
    }

    /// The kind of the failure.
    package let code: Code
    /// The message for standard error.
    package let description: String

    /// The process's exit code.
    package var exitCode: Int32 { code.rawValue }

    /// Creates an error.
    package init(exitCode code: Code, description: String) {
        self.code = code
        self.description = description
    }
}
