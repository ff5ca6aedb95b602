import Logging

/// The log handler of commands: writes errors with their cause to the terminal, and nothing else.
struct TerminalLogHandler: LogHandler {
    /// A logger with this handler.
    static var logger: Logger { Logger(label: "api-server") { _ in TerminalLogHandler() } }

    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.error

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Terminal.error("\(event.message)" + (event.metadata?["cause"].map { ": \($0)" } ?? ""))
    }
}
