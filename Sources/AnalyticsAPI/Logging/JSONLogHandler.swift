package import Logging
package import Models

/// Writes each log message as one JSON object on one line: `time`, `level`, `message`, then the metadata's own keys.
/// A metadata key with one of these three names is prefixed with `_`.
///
/// Numbers and Booleans in metadata (given as `.stringConvertible`) keep their types in JSON.
package struct JSONLogHandler: LogHandler {
    /// Receives a complete line, including its newline.
    package typealias Sink = @Sendable ([UInt8]) -> Void

    /// The metadata of every message.
    package var metadata: Logger.Metadata = [:]
    /// The minimum level of a message.
    package var logLevel: Logger.Level
    /// The provider of metadata from the current task.
    package var metadataProvider: Logger.MetadataProvider?
    private let now: @Sendable () -> Timestamp
    private let sink: Sink

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - level: The minimum level of a message.
    ///   - now: The clock for `time`.
    ///   - sink: Receives the lines; called from any thread.
    package init(level: Logger.Level = .info, now: @escaping @Sendable () -> Timestamp, sink: @escaping Sink) {
        logLevel = level
        self.now = now
        self.sink = sink
    }

    /// The value of a metadata key.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a message.
    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let given = event.metadata { all.merge(given) { _, new in new } }
        if let error = event.error { all["error"] = .string("\(error)") }
        sink(Self.line(at: now(), event.level, event.message, all))
    }

    /// Returns a message as a line of the log, including its newline.
    ///
    /// - Parameters:
    ///   - time: The time of the message.
    ///   - level: The level of the message.
    ///   - message: The text.
    ///   - metadata: The metadata.
    package static func line(
        at time: Timestamp, _ level: Logger.Level, _ message: Logger.Message, _ metadata: Logger.Metadata
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("time", time.description)
        json.field("level", level.rawValue)
        json.field("message", message.description)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            var name = key
            // Prefix until unique: JSON readers merge duplicate keys.
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
