import Basics

/// Compiled time zone data in the TZif format (RFC 9636).
struct TZifFile {
    /// The offset before the first transition, in seconds east of UTC.
    let initialOffset: Int
    /// The changes of the offset, earliest first.
    let transitions: [ZoneRules.Transition]
    /// The rule for the time after the last transition, as in the file; empty if there is none.
    let footer: String

    /// Parses a file; `nil` for other data and for files with leap seconds, whose times are not those of POSIX.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard var header = Header(&reader) else { return nil }
        var timeSize = 4
        if header.version >= UInt8(ascii: "2") {
            // The first block has 32-bit times, for readers of version 1; the second one has all times in 64 bits.
            guard reader.skip(header.length(timeSize: 4)), let second = Header(&reader) else { return nil }
            header = second
            timeSize = 8
        }
        guard header.leapSeconds == 0, header.types > 0, header.length(timeSize: timeSize) <= reader.remaining else {
            return nil
        }
        let times = (0..<header.transitions).map { _ in reader.integer(size: timeSize) }
        let typeIndexes = (0..<header.transitions).map { _ in Int(reader.byte()) }
        let offsets = (0..<header.types).map { _ in
            let offset = Int(reader.integer(size: 4))
            // The flag of daylight saving time and the index of the abbreviation.
            _ = reader.integer(size: 2)
            return offset
        }
        guard typeIndexes.allSatisfy({ $0 < offsets.count }) else { return nil }
        _ = reader.skip(header.characters + header.standardIndicators + header.utIndicators)
        footer = timeSize == 8 ? reader.footer() : ""
        initialOffset = offsets[0]
        var transitions: [ZoneRules.Transition] = []
        for (time, type) in zip(times, typeIndexes) {
            guard time > transitions.last?.at ?? .min else { return nil }
            transitions.append(ZoneRules.Transition(at: time, offset: offsets[type]))
        }
        self.transitions = transitions
    }

    /// The header of a data block (RFC 9636, section 3.1).
    private struct Header {
        let version: UInt8
        let utIndicators: Int
        let standardIndicators: Int
        let leapSeconds: Int
        let transitions: Int
        let types: Int
        let characters: Int

        init?(_ reader: inout Reader) {
            guard reader.remaining >= 44, (0..<4).map({ _ in reader.byte() }) == Array("TZif".utf8) else { return nil }
            version = reader.byte()
            _ = reader.skip(15)
            let counts = (0..<6).map { _ in Int(reader.integer(size: 4)) }
            guard counts.allSatisfy({ (0...1_000_000).contains($0) }) else { return nil }
            (utIndicators, standardIndicators, leapSeconds) = (counts[0], counts[1], counts[2])
            (transitions, types, characters) = (counts[3], counts[4], counts[5])
        }

        /// Returns the length of the data block in bytes (section 3.2).
        func length(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators
                + utIndicators
        }
    }

    /// A cursor over the file; the caller checks that enough bytes remain.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var remaining: Int { bytes.count - position }

        mutating func byte() -> UInt8 {
            position += 1
            return bytes[position - 1]
        }

        /// Reads a signed big-endian integer.
        mutating func integer(size: Int) -> Int64 {
            var value = Int64(Int8(bitPattern: byte()))
            for _ in 1..<size { value = value << 8 | Int64(byte()) }
            return value
        }

        mutating func skip(_ count: Int) -> Bool {
            guard count <= remaining else { return false }
            position += count
            return true
        }

        /// Reads the text between two line feeds (section 3.3).
        mutating func footer() -> String {
            guard remaining > 1, byte() == 0x0A else { return "" }
            return String(decoding: bytes[position...].prefix { $0 != 0x0A }, as: UTF8.self)
        }
    }
}
