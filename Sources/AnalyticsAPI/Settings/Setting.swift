/// The settings of the server: each can be given as a flag or as an environment variable.
public enum Setting: String, CaseIterable, Sendable {
    /// The address to listen on.
    case host
    /// The port to listen on.
    case port
    /// Where the data lives.
    case store
    /// What is open to everyone.
    case anonymous
    /// How long requests in flight may take after the signal to stop.
    case drainSeconds = "drain.seconds"
    /// How long connections are still taken after the signal to stop.
    case drainDelay = "drain.delay"
    /// The least level of messages in the log.
    case logLevel = "log.level"

    /// `--drain-seconds`.
    public var flag: String { "--" + rawValue.split(separator: ".").joined(separator: "-") }
    /// `DRAIN_SECONDS`.
    public var variable: String { rawValue.uppercased().split(separator: ".").joined(separator: "_") }
}
