import Foundation
import NIOCore
import Testing

@testable import AnalyticsAPI

/// The compressed bodies were made with Python's `gzip.compress(…, mtime=0)`.
@Suite("GzipDecoder")
struct GzipDecoderTests {
    /// `n,s`, `1,a`, `2,ü`.
    static let small = packed(
        """
        H4sIAAAAAAACA8vTKeYy1EnkMtI5vIcLAEK+OIcNAAAA
        """)
    /// `3,b`.
    static let more = packed(
        """
        H4sIAAAAAAACAzPWSeICAOzXk0UEAAAA
        """)
    /// A header and 100,000 rows `1,a`: 400,004 bytes.
    static let repetitive = packed(
        """
        H4sIAAAAAAACA+3DIQ0AAAgAME8WDJEogKH/Rgrcv31yo7JVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV
        VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV
        VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV
        VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV
        VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV
        VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVX1/QFKpZWphBoGAA==
        """)

    static func packed(_ base64: String) -> [UInt8] {
        Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
    }

    /// Decompresses a body in input pieces of this size; returns the text and the largest output piece.
    private func unpack(_ bytes: [UInt8], size: Int) throws -> (text: String, largest: Int) {
        let decoder = try GzipDecoder()
        var output: [UInt8] = []
        var largest = 0
        var rest = bytes[...]
        while !rest.isEmpty {
            decoder.feed(ByteBuffer(bytes: rest.prefix(size)))
            rest = rest.dropFirst(size)
            while let piece = try decoder.next() {
                largest = max(largest, piece.readableBytes)
                output += piece.readableBytesView
            }
        }
        try decoder.finish()
        return (String(decoding: output, as: UTF8.self), largest)
    }

    @Test("A gzip body decompresses to the same text regardless of its chunks", arguments: [1, 2, 7, 1000])
    func pieces(size: Int) throws {
        #expect(try unpack(Self.small, size: size).text == "n,s\n1,a\n2,ü\n")
    }

    @Test("Concatenated gzip members decompress to one body", arguments: [1, 5, 1000])
    func members(size: Int) throws {
        #expect(try unpack(Self.small + Self.more, size: size).text == "n,s\n1,a\n2,ü\n3,b\n")
    }

    @Test("A body with a high compression ratio is decompressed in pieces of a bounded size")
    func expansion() throws {
        let (text, largest) = try unpack(Self.repetitive, size: 1 << 20)
        #expect(text.utf8.count == 400_004)
        #expect(largest <= GzipDecoder.pieceSize)
    }

    @Test("Bytes that are not gzip, are damaged or follow the last member are rejected")
    func malformed() throws {
        #expect(throws: GzipError.malformed) { try unpack(Array("n\n1\n".utf8), size: 100) }
        var damaged = Self.small
        damaged[damaged.count - 6] ^= 0xFF
        #expect(throws: GzipError.malformed) { try unpack(damaged, size: 100) }
        #expect(throws: GzipError.malformed) { try unpack(Self.small + [1, 2, 3], size: 100) }
    }

    @Test("A truncated gzip body is rejected", arguments: 0..<30)
    func truncated(length: Int) throws {
        #expect(throws: GzipError.truncated) { try unpack(Array(Self.small.prefix(length)), size: 100) }
    }

    @Test("Random corruption is rejected without a trap", arguments: [3, 2026])
    func random(seed: UInt64) throws {
        var state = seed
        for _ in 0..<300 {
            var bytes = Self.repetitive
            for _ in 0..<4 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            // Random changes can leave a valid body; the test only requires success or one of the decoder's errors.
            do { _ = try unpack(bytes, size: 100) } catch { #expect(error is GzipError, "seed \(seed)") }
        }
    }
}
