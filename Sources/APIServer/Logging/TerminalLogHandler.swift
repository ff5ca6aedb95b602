import CommandLineInterface
package import Logging

/// The log handler of commands: writes errors with their cause to the terminal, and nothing else.
package struct TerminalLogHandler: LogHandler {
    /// A logger with this handler.
    package static var logger: Logger { Logger(label: "api-server") { _ in TerminalLogHandler() } }

    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.error

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        StandardError.error("\(event.message)" + (event.metadata?["cause"].map { ": \($0)" } ?? ""))
    }
}
