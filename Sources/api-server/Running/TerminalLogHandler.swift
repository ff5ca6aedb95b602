import Logging

/// Writes errors for a person to read, with their cause, and nothing else: what commands that are no server log to.
struct TerminalLogHandler: LogHandler {
    /// A logger to it.
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
