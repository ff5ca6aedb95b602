import Foundation
import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite("FirehoseRecords")
struct FirehoseRecordsTests {
    /// Returns the rows of a batch that arrives in pieces.
    private static func rows(_ batch: String, size: Int) throws -> String {
        var records = FirehoseRecords(requestID: "a")
        var output: [UInt8] = []
        var rest = Array(batch.utf8)[...]
        while !rest.isEmpty {
            output += try records.consume(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        try records.finish()
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "The rows of a batch are read wherever its bytes are split",
        arguments: [
            (FirehoseStream.batch("a", []), ""),
            (
                FirehoseStream.batch("a", ["{\"n\": 1}", "{\"n\": 2}\n{\"s\": \"ü\"}", ""]),
                "{\"n\": 1}\n{\"n\": 2}\n{\"s\": \"ü\"}\n\n"
            ),
            // The order of members is free, unknown members are ignored, and text may look like structure.
            (
                #" { "records" : [ {"data" : "e30=", "x":{"data":"e30="}} ,{"y":["data","]}"],"data":"fj8="}], "note":"\"records\":[{\"data\":\"e30=", "timestamp" : -5 , "more":[[{"data":"?"}]], "requestId" : "a" } "#,
                "{}\n~?\n"
            ),
            (#"{"requestId":"\u0061","timestamp":1,"records":[{"data":"Pj8\/"}]}"#, ">??\n"),
        ])
    func reads(batch: String, rows: String) throws {
        for size in [1, 2, 3, 5, 7, 64, 10_000] { #expect(try Self.rows(batch, size: size) == rows) }
    }

    @Test(
        "A text that is no batch is refused",
        arguments: [
            ("", ""), ("[]", "expected an object"), ("{}", "requestId"), ("nonsense", ""),
            (#"{"requestId":"a","timestamp":1}"#, "records: got nothing"),
            (#"{"requestId":"b","timestamp":1,"records":[]}"#, "X-Amz-Firehose-Request-Id, \"a\""),
            (#"{"requestId":"a","timestamp":1.5,"records":[]}"#, "timestamp: got a number"),
            (#"{"requestId":"a","timestamp":"1","records":[]}"#, "timestamp: got a string"),
            (#"{"requestId":"a","timestamp":1,"records":{"data":"e30="}}"#, "records: got an object"),
            (#"{"requestId":"a","timestamp":1,"records":[{}]}"#, "record 1: got an object"),
            (#"{"requestId":"a","timestamp":1,"records":["e30="]}"#, "record 1: got a string"),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":1}]}"#, "record 1"),
            (#"{"requestId":"a","timestamp":1,"records":[{"d\u0061ta":"e30="}]}"#, "record 1"),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":"e30"}]}"#, "record 1 is not base64"),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":"e30="},{"data":"e3*="}]}"#, "record 2 is not base64"),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":"\u0065w=="}]}"#, "record 1 is not base64"),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":"e30=","data":"e30="}]}"#, ""),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":"e30="}],"records":[]}"#, ""),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":"e30="}]"#, ""),
            (#"{"requestId":"a","timestamp":1,"records":[{"data":"e30="#, ""),
        ])
    func refuses(batch: String, reason: String) {
        for size in [1, 10_000] {
            let error = #expect(throws: APIError.self) { try Self.rows(batch, size: size) }
            let detail = error?.detail ?? ""
            #expect(error?.code == .invalidJSON && (reason.isEmpty || detail.contains(reason)), "\(detail)")
        }
    }

    @Test("What a batch has besides its data is kept up to a limit, and its data is not")
    func memory() throws {
        var records = FirehoseRecords(requestID: "a")
        var count = 0
        _ = try records.consume(Array(#"{"requestId":"a","timestamp":1,"records":[{"data":""#.utf8))
        let piece = Array(String(repeating: "e30K", count: 16_384).utf8)
        for _ in 0..<40 { count += try records.consume(piece).count }
        _ = try records.consume(Array(#""}]}"#.utf8))
        try records.finish()
        #expect(count == 40 * 3 * 16_384)
        var other = FirehoseRecords(requestID: "a")
        let spaces = [UInt8](repeating: 0x20, count: FirehoseRecords.frameBytes)
        _ = try other.consume(spaces)
        #expect(throws: APIError.self) { try other.consume(spaces) }
    }

    @Test("Base64 is decoded as Foundation does, and no second text has the same bytes")
    func base64() {
        var generator = SeededGenerator(seed: 79)
        for _ in 0..<500 {
            let count = Int.random(in: 0...9, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Self.decoded(Data(bytes).base64EncodedString()) == bytes)
        }
        for text in ["e", "e3", "e30", "e30==", "e30=e30=", "e31=", "ex==", "=", "====", "e===", "e3-_", "e3 0", "\n"] {
            #expect(Self.decoded(text) == nil, "\(text)")
        }
    }

    private static func decoded(_ text: String) -> [UInt8]? {
        var (decoder, output) = (Base64Decoder(), [UInt8]())
        for byte in text.utf8 { guard decoder.add(byte, to: &output) else { return nil } }
        return decoder.finish() ? output : nil
    }
}
