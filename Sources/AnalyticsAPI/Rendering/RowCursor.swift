import Basics
import Models

/// A position in memory that was reserved for one row, by the row's maximum size.
///
/// Every write checks the space left. The maximum sizes come from ``ValueWriter/bound(_:_:)``, so a failed check is a bug in
/// this folder, which no input can cause; the process then stops instead of writing past the end.
struct RowCursor {
    private let memory: UnsafeMutableRawBufferPointer
    /// The number of bytes written.
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) { self.memory = memory }

    @inline(__always)
    mutating func byte(_ byte: UInt8) {
        memory[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func bytes(_ source: UnsafeRawBufferPointer) {
        guard let from = source.baseAddress else { return }
        precondition(source.count <= memory.count - count, "a row is longer than its bound")
        // Not nil, because the memory has space for at least one byte.
        memory.baseAddress?.advanced(by: count).copyMemory(from: from, byteCount: source.count)
        count += source.count
    }

    @inline(__always)
    mutating func bytes(_ source: [UInt8]) { source.withUnsafeBytes { bytes($0) } }

    @inline(__always)
    mutating func bytes(_ text: StaticString) {
        bytes(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes an integer in decimal digits; at most 20 bytes.
    @inline(__always)
    mutating func integer(_ number: Int64) {
        if number < 0 { byte(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let digits = Self.digits(of: rest)
        var place = count + digits
        precondition(place <= memory.count, "a row is longer than its bound")
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            place -= 1
            memory[place] = 0x30 + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest != 0
        count += digits
    }

    /// Writes the shortest text that parses to the same double; at most 24 bytes.
    @inline(__always)
    mutating func double(_ number: Double) {
        // Most doubles in practice are whole.
        if number.magnitude < 9_007_199_254_740_992, let whole = Int64(exactly: number) {
            integer(whole)
            bytes(".0")
            return
        }
        var text = number.description
        text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
    }

    private static func digits(of number: UInt64) -> Int {
        var digits = 1
        var limit: UInt64 = 10
        while number >= limit {
            digits += 1
            // 10^19 is the last power that fits; numbers of 20 digits end the loop here.
            if digits == 20 { break }
            limit &*= 10
        }
        return digits
    }
}

extension RowCursor {
    /// Writes a JSON string (RFC 8259, section 7): at most six bytes per byte of text, and two quotes.
    @inline(__always)
    mutating func jsonString(_ text: UnsafeRawBufferPointer) {
        byte(UInt8(ascii: "\""))
        var clean = 0
        for index in 0..<text.count {
            let value = text[index]
            if value >= 0x20, value != UInt8(ascii: "\""), value != UInt8(ascii: "\\") { continue }
            bytes(UnsafeRawBufferPointer(rebasing: text[clean..<index]))
            clean = index + 1
            escape(value)
        }
        bytes(UnsafeRawBufferPointer(rebasing: text[clean...]))
        byte(UInt8(ascii: "\""))
    }

    private mutating func escape(_ value: UInt8) {
        byte(UInt8(ascii: "\\"))
        switch value {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte(value)
        case 0x0A: byte(UInt8(ascii: "n"))
        case 0x0D: byte(UInt8(ascii: "r"))
        case 0x09: byte(UInt8(ascii: "t"))
        default:
            bytes("u00")
            byte(Hexadecimal.lowercaseDigit(value >> 4))
            byte(Hexadecimal.lowercaseDigit(value & 15))
        }
    }

    /// Writes a CSV field (RFC 4180, section 2), quoted if necessary: at most two bytes per byte of text, and two quotes.
    ///
    /// The empty string is quoted, because an empty field without quotes is null.
    @inline(__always)
    mutating func csvField(_ text: UnsafeRawBufferPointer) {
        var needsQuotes = text.isEmpty
        for value in text {
            switch value {
            case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: needsQuotes = true
            default: continue
            }
            break
        }
        guard needsQuotes else { return bytes(text) }
        byte(UInt8(ascii: "\""))
        var clean = 0
        for index in 0..<text.count where text[index] == UInt8(ascii: "\"") {
            // Copy up to and including the quote, then double it.
            bytes(UnsafeRawBufferPointer(rebasing: text[clean...index]))
            byte(UInt8(ascii: "\""))
            clean = index + 1
        }
        bytes(UnsafeRawBufferPointer(rebasing: text[clean...]))
        byte(UInt8(ascii: "\""))
    }
}
