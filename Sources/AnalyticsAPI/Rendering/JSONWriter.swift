import Basics
import Models

/// Writes a small JSON document, or a line of the log, as bytes.
///
/// Rows of answers are written by ``JSONRenderer``.
struct JSONWriter {
    /// The bytes written so far.
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init() { bytes.reserveCapacity(256) }

    /// Begins an object.
    mutating func beginObject() { begin(UInt8(ascii: "{")) }
    /// Ends the current object.
    mutating func endObject() { end(UInt8(ascii: "}")) }
    /// Begins an array.
    mutating func beginArray() { begin(UInt8(ascii: "[")) }
    /// Ends the current array.
    mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Writes an object's key. The next call writes its value.
    mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    mutating func string(_ text: String) {
        separate()
        bytes.appendJSONString(text.utf8)
        needsComma = true
    }

    /// Writes an integer.
    mutating func integer(_ number: some BinaryInteger) { raw(String(number)) }

    /// Writes a Boolean.
    mutating func boolean(_ truth: Bool) { raw(truth ? "true" : "false") }

    /// Writes null.
    mutating func null() { raw("null") }

    /// Writes a value that is already JSON.
    mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    /// Appends a newline, in place: log lines are frequent.
    mutating func endLine() { bytes.append(0x0A) }

    private mutating func begin(_ byte: UInt8) {
        separate()
        bytes.append(byte)
        needsComma = false
    }

    private mutating func end(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }
}

extension JSONWriter {
    /// Writes a key and a string.
    mutating func field(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    /// Writes a key and an integer.
    mutating func field(_ name: String, _ number: some BinaryInteger) {
        key(name)
        integer(number)
    }

    /// Writes a key and a Boolean.
    mutating func field(_ name: String, _ truth: Bool) {
        key(name)
        boolean(truth)
    }

    /// Writes a key and a duration in milliseconds with three decimal places.
    mutating func field(_ name: String, milliseconds duration: Duration) {
        key(name)
        raw(duration.milliseconds)
    }
}

extension Duration {
    /// The duration in milliseconds with three decimal places, as a JSON number.
    var milliseconds: String {
        let (seconds, attoseconds) = components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let (whole, part) = max(0, microseconds).quotientAndRemainder(dividingBy: 1000)
        let digits = String(part)
        return "\(whole).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
}
