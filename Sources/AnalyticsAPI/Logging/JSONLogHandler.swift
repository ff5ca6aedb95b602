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
        var entries: [Entry] = []
        entries.reserveCapacity(metadata.count + (event.metadata?.count ?? 0) + 1)
        entries += metadata
        if let provided = metadataProvider?.get() { entries += provided }
        if let given = event.metadata { entries += given }
        if let error = event.error { entries.append(("error", .string("\(error)"))) }
        sink(Self.line(at: now(), event.level, event.message, entries))
    }

    /// A key of the metadata with its value.
    private typealias Entry = (key: String, value: Logger.Metadata.Value)

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
        line(at: time, level, message, Array(metadata))
    }

    /// Returns a message as a line; of entries with the same key, the last one counts.
    private static func line(
        at time: Timestamp, _ level: Logger.Level, _ message: Logger.Message, _ entries: [Entry]
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("time", time.description)
        json.field("level", level.rawValue)
        json.field("message", message.description)
        // A line for each request: moving numbers is cheaper than moving keys and values, or merging dictionaries.
        let order = entries.indices.map { (start: entries[$0].key.firstBytes, index: $0) }.sorted { first, second in
            first.start == second.start
                ? entries[first.index].key < entries[second.index].key : first.start < second.start
        }
        for (place, (_, index)) in order.enumerated() {
            let (key, value) = entries[index]
            // The sort is stable, so a later entry of the same key follows.
            if place + 1 < order.count, entries[order[place + 1].index].key == key { continue }
            var name = key
            // Prefix until unique: JSON readers merge duplicate keys.
            while fixedKeys.contains(name) || (name != key && entries.contains { $0.key == name }) { name = "_" + name }
            json.key(name)
            write(value, into: &json)
        }
        json.endObject()
        json.endLine()
        return json.bytes
    }

    private static let fixedKeys = ["time", "level", "message"]

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

extension String {
    /// The first eight bytes as a number. Texts of ASCII, as the keys of the log are, have the order of their numbers if these differ.
    fileprivate var firstBytes: UInt64 {
        var result: UInt64 = 0
        var count = 0
        for byte in utf8.prefix(8) {
            result = result << 8 | UInt64(byte)
            count += 1
        }
        return result << (8 * (8 - count))
    }
}
