import Foundation
import TestSupport
import Testing

@testable import Models

@Suite struct TZifFileTests {
    /// Returns a file of version 2 with one transition and a footer.
    private static func file(
        version: String = "2", times: [Int64] = [0], types: [UInt8] = [1], offsets: [Int32] = [1800, 3600],
        footer: String = "\nCET-1\n"
    ) -> [UInt8] {
        func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        func block(_ times: [[UInt8]]) -> [UInt8] {
            var block = Array("TZif\(version)".utf8) + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, 0, times.count, offsets.count, 4] { block += bytes(UInt32(count)) }
            block += times.joined() + types.prefix(times.count)
            for offset in offsets { block += bytes(offset) + [0, 0] }
            return block + Array("CET\0".utf8)
        }
        let first = block(times.map { bytes(Int32(truncatingIfNeeded: $0)) })
        return version == "\0" ? first : first + block(times.map(bytes)) + Array(footer.utf8)
    }

    @Test("Transitions, the offset before them and the footer are read")
    func reads() throws {
        let file = try #require(TZifFile(Self.file(times: [-1 << 40, 7], types: [0, 1])))
        #expect(file.initialOffset == 1800)
        #expect(file.transitions == [.init(at: -1 << 40, offset: 1800), .init(at: 7, offset: 3600)])
        #expect(file.footer == "CET-1")
        let old = try #require(TZifFile(Self.file(version: "\0", times: [7])))
        #expect(old.transitions == [.init(at: 7, offset: 3600)])
        #expect(old.footer.isEmpty)
    }

    @Test("Truncated, damaged and random files are rejected or read without a trap")
    func damaged() {
        let whole = Self.file()
        for count in 0..<whole.count - 7 { #expect(TZifFile(Array(whole.prefix(count))) == nil, "\(count) bytes") }
        #expect(TZifFile(Self.file(types: [2])) == nil, "an unknown type")
        #expect(TZifFile(Self.file(times: [5, 5], types: [0, 1])) == nil, "times out of order")
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = TZifFile(bytes).map { ZoneRules(identifier: "X", $0) }
        }
    }

    @Test(
        "Rules after the last transition follow the footer",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", ["2026-03-29T01:00:00Z 7200", "2026-10-25T01:00:00Z 3600"]),
            ("<-03>3<-02>,M3.2.0,M11.1.0", ["2026-03-08T05:00:00Z -7200", "2026-11-01T04:00:00Z -10800"]),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", ["2026-03-29T01:00:00Z 3600", "2026-10-25T01:00:00Z 0"]),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", ["2026-03-28T00:00:00Z 10800", "2026-10-23T23:00:00Z 7200"]),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", ["2026-03-29T01:00:00Z -3600", "2026-10-25T01:00:00Z -7200"]),
            ("XXX-1YYY-1:30:15,J60/0,365/1:00:30", ["2026-02-28T23:00:00Z 5415", "2026-12-31T23:30:15Z 3600"]),
        ])
    func footers(text: String, expected: [String]) throws {
        let zone = try #require(POSIXTimeZone(text))
        let found = zone.transitions(in: 2026).map { "\(Timestamp(microseconds: $0.at * 1_000_000)) \($0.offset)" }
        #expect(found == expected)
    }

    @Test("J60 is the first of March in every year")
    func julianDay() throws {
        let zone = try #require(POSIXTimeZone("XXX0YYY,J60/0,J365/0"))
        #expect(
            Timestamp(microseconds: zone.transitions(in: 2028)[0].at * 1_000_000).description == "2028-03-01T00:00:00Z")
    }

    @Test(
        "A text that is no rule is rejected",
        arguments: [
            "", "C-1", "CET", "CET-", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0",
            "CET-1CEST,J0,J365", "CET-1CEST,M3.5.0,M10.5.0/3x", "<CET-1", "CET-1CEST,M3.5,M10.5.0", "CET-1CEST,366,0",
        ])
    func invalid(text: String) { #expect(POSIXTimeZone(text) == nil) }

    // Distributions build the years before 1970 from other files than ICU, and some keep zones that are links elsewhere.
    @Test(
        "All transitions from 1990 to 2199 agree with Foundation",
        .enabled(if: release == TimeZone.timeZoneDataVersion, "the releases of tzdata and ICU differ"))
    func foundation() {
        let start = Date(timeIntervalSince1970: 631_152_000)
        let end = Date(timeIntervalSince1970: 7_258_118_400)
        for name in ZoneDatabase.system.names.sorted() where !["EET", "WET", "MET"].contains(name) {
            guard let rules = ZoneRules.named(name), let zone = TimeZone(identifier: name) else {
                Issue.record("\(name) is unknown")
                continue
            }
            var transitions: [ZoneRules.Transition] = []
            var moment = start
            var offset = zone.secondsFromGMT(for: start)
            while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < end, next > moment {
                let changed = zone.secondsFromGMT(for: next)
                if changed != offset {
                    transitions.append(.init(at: Int64(next.timeIntervalSince1970.rounded()), offset: changed))
                }
                (moment, offset) = (next, changed)
            }
            let ours = rules.transitions.filter { $0.at > 631_152_000 }
            #expect(ours == transitions, "\(name)")
            #expect(rules.offset(at: Timestamp(microseconds: 631_152_000_000_000)) == zone.secondsFromGMT(for: start))
        }
    }

    /// The release of the system's database, from the first line of its source form.
    private static let release: String? = {
        guard let text = try? String(contentsOfFile: "/usr/share/zoneinfo/tzdata.zi", encoding: .utf8) else {
            return nil
        }
        return text.split(separator: "\n").first?.split(separator: " ").last.map(String.init)
    }()
}
