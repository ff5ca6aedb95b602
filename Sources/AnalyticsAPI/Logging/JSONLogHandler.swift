public import Logging
public import Models

/// Writes each log message as one JSON object on one line: `time`, `level`, `message`, then the metadata's own keys.
/// Those that are called like the first three get `_` in front.
///
/// Metadata that are numbers or truth values (given as `.stringConvertible`) stay so in JSON.
public struct JSONLogHandler: LogHandler {
    /// Takes a whole line with its newline.
    public typealias Sink = @Sendable ([UInt8]) -> Void

    /// What every message of this handler carries.
    public var metadata: Logger.Metadata = [:]
    /// Messages below are dropped.
    public var logLevel: Logger.Level
    /// Adds what the task at hand knows.
    public var metadataProvider: Logger.MetadataProvider?
    private let now: @Sendable () -> Timestamp
    private let sink: Sink

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - level: Messages below are dropped.
    ///   - now: The clock for `time`.
    ///   - sink: Where lines go; called from any thread.
    public init(level: Logger.Level = .info, now: @escaping @Sendable () -> Timestamp, sink: @escaping Sink) {
        logLevel = level
        self.now = now
        self.sink = sink
    }

    /// A key of the metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a message.
    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let given = event.metadata { all.merge(given) { _, new in new } }
        if let error = event.error { all["error"] = .string("\(error)") }
        sink(Self.line(at: now(), event.level, event.message, all))
    }

    /// A message as a line of the log, with its newline.
    ///
    /// - Parameters:
    ///   - time: When it was written.
    ///   - level: Its level.
    ///   - message: Its text.
    ///   - metadata: Its metadata.
    public static func line(
        at time: Timestamp, _ level: Logger.Level, _ message: Logger.Message, _ metadata: Logger.Metadata
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("time", time.description)
        json.field("level", level.rawValue)
        json.field("message", message.description)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            var name = key
            // Until it is nobody else's: two fields of one name are one for who reads them.
            while fixedKeys.contains(name) || (name != key && metadata[name] != nil) { name = "_" + name }
            json.key(name)
            write(value, into: &json)
        }
        json.endObject()
        json.endLine()
        return json.bytes
    }

    private static let fixedKeys: Set<String> = ["time", "level", "message"]

    private static func write(_ value: Logger.Metadata.Value, into json: inout JSONWriter) {
        switch value {
        case .string(let text): json.string(text)
        case .stringConvertible(let number as any BinaryInteger): json.raw("\(number)")
        case .stringConvertible(let truth as Bool): json.boolean(truth)
        case .stringConvertible(let duration as Duration): json.raw(duration.milliseconds)
        case .stringConvertible(let other): json.string(other.description)
        case .array(let values):
            json.beginArray()
            for value in values { write(value, into: &json) }
            json.endArray()
        case .dictionary(let values):
            json.beginObject()
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                json.key(key)
                write(value, into: &json)
            }
            json.endObject()
        }
    }
}
