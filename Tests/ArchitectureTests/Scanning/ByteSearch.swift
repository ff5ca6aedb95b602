import Glibc

/// Exact byte searches in a text, through the C library: the standard library's generic searches take seconds over all sources in a
/// debug build.
struct ByteSearch {
    /// The text with a final NUL, which ends a search.
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) + [0] }

    /// Returns the offsets of a word in ascending order.
    func offsets(of word: String) -> [Int] {
        bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else { return [] }
                var found: [Int] = []
                var from = start
                while let hit = strstr(from, word) {
                    found.append(UnsafePointer(hit) - start)
                    from = UnsafePointer(hit) + 1
                }
                return found
            }
        }
    }

    /// Returns `true` if one of the words occurs.
    func contains(anyOf words: [String]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else { return false }
                return words.contains { strstr(start, $0) != nil }
            }
        }
    }

    /// Returns the number, from 1, of the line with an offset.
    func lineNumber(at offset: Int) -> Int {
        bytes[..<offset].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    }

    /// Returns the line with an offset, without its indentation.
    func line(at offset: Int) -> String {
        let start = lineStart(before: offset)
        let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex - 1
        return trimmed(bytes[start..<end])
    }

    /// Returns the line before the one with an offset, without its indentation; `nil` for the first line.
    func line(before offset: Int) -> String? {
        let start = lineStart(before: offset)
        guard start > 0 else { return nil }
        return trimmed(bytes[lineStart(before: start - 1)..<start - 1])
    }

    /// Returns the word of ASCII letters around an offset.
    func word(around offset: Int) -> String {
        var start = offset
        while start > 0, Self.isLetter(bytes[start - 1]) { start -= 1 }
        return String(decoding: bytes[start...].prefix(while: Self.isLetter), as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    /// Returns the word of ASCII letters that ends at an offset.
    func word(before offset: Int) -> String {
        let start = bytes[..<offset].lastIndex { !Self.isLetter($0) }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    /// Returns at most `length` bytes from an offset.
    func text(from offset: Int, length: Int) -> String {
        String(decoding: bytes[offset...].dropLast().prefix(length), as: UTF8.self)
    }

    /// Returns at most `length` bytes up to an offset.
    func text(before offset: Int, length: Int) -> String {
        String(decoding: bytes[..<offset].suffix(length), as: UTF8.self)
    }

    private func lineStart(before offset: Int) -> Int {
        bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    private func trimmed(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    }
}
