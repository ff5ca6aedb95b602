import ArgumentParser

/// Prints an error and returns the exit code of the process.
enum Failure {
    /// An invalid flag or setting: exit code 64 (`EX_USAGE` in sysexits.h).
    static func usage(_ text: String) -> ExitCode {
        Terminal.error(text)
        return ExitCode(64)
    }

    /// A failure of the environment, such as a database that is not available: exit code 1.
    static func environment(_ text: String) -> ExitCode {
        Terminal.error(text)
        return ExitCode(1)
    }
}
