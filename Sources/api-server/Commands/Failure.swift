import ArgumentParser

/// How the process ends when it cannot do what it was asked.
enum Failure {
    /// A setting is wrong: exit code 64 (`EX_USAGE` of sysexits.h).
    static func usage(_ text: String) -> ExitCode {
        Terminal.error(text)
        return ExitCode(64)
    }

    /// Something outside is not as it should be: exit code 1.
    static func environment(_ text: String) -> ExitCode {
        Terminal.error(text)
        return ExitCode(1)
    }
}
