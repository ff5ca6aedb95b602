/// An error that ends a program. The exit codes are those of BSD's `sysexits`.
package struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The exit code of a kind of error.
    package enum Code: Int32, Sendable, Hashable {
        /// A service or a database reported an error, or is not available.
        case failure = 1
        /// The command line or a setting is not valid.
        case usage = 64
        /// An input is not valid.
        case data = 65
        /// A service is unavailable or did not respond.
        case unavailable = 69
        /// An output cannot be written.
        case cannotWrite = 73
        /// Credentials are missing or do not permit the operation.
        case notAllowed = 77
    }

    /// The exit code.
    package let code: Code
    /// The text for standard error.
    package let description: String

    /// Creates an error.
    ///
    /// - Parameter description: The text for standard error, which usually begins with `error: `.
    package init(exitCode code: Code, description: String) {
        self.code = code
        self.description = description
    }

    /// An invalid command line or setting.
    package static func usage(_ reason: String) -> CommandError {
        CommandError(exitCode: .usage, description: "error: " + reason)
    }

    /// A failure that no change of the command line corrects, such as a database that is not available.
    package static func failure(_ reason: String) -> CommandError {
        CommandError(exitCode: .failure, description: "error: " + reason)
    }
}
