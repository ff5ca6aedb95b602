import Foundation
import HTTPTypes
import Testing

@testable import AWSClient

@Suite
struct ClockSkewTests {
    /// 2030-01-01T00:00:00Z.
    private static let noon = Date(timeIntervalSince1970: 1_893_456_000)
    private static let fields: HTTPFields = [.date: "Tue, 01 Jan 2030 00:00:00 GMT"]

    @Test("The offset is the response's date minus the middle of the exchange")
    func candidate() throws {
        let sent = Self.noon.addingTimeInterval(-600)
        #expect(ClockSkew.candidate(fields: Self.fields, sent: sent, received: sent.addingTimeInterval(2)) == 599)
    }

    @Test("A response from a cache, without a date or after a long round trip gives no offset")
    func noCandidate() {
        let sent = Self.noon
        var cached = Self.fields
        cached[.age] = "3"
        #expect(ClockSkew.candidate(fields: cached, sent: sent, received: sent) == nil)
        #expect(ClockSkew.candidate(fields: [:], sent: sent, received: sent) == nil)
        #expect(ClockSkew.candidate(fields: [.date: "yesterday"], sent: sent, received: sent) == nil)
        #expect(ClockSkew.candidate(fields: Self.fields, sent: sent, received: sent.addingTimeInterval(901)) == nil)
        #expect(ClockSkew.candidate(fields: Self.fields, sent: sent, received: sent.addingTimeInterval(900)) != nil)
        #expect(ClockSkew.candidate(fields: Self.fields, sent: sent, received: sent.addingTimeInterval(-1)) == nil)
    }

    @Test(
        "The clock is corrected after an error that a wrong time can cause",
        arguments: [
            ("SignatureDoesNotMatch", 241.0, 0.0, true), ("InvalidSignatureException", -3600, 0, true),
            ("AuthFailure", 300, 0, true), ("RequestTimeTooSkewed", 300, 0, true),
            ("AccessDeniedException", 300, 0, true),
            ("SignatureDoesNotMatch", 240, 0, false), ("SignatureDoesNotMatch", -240, 0, false),
            ("ThrottlingException", 3600, 0, false), ("SignatureDoesNotMatch", 3600, 3590, false),
        ])
    func corrected(code: String, candidate: Double, used: Double, expected: Bool) {
        var skew = ClockSkew()
        let retries = skew.observe(candidate: candidate, errorCode: code, used: used)
        #expect(retries == expected)
        #expect(skew.offset == (expected ? candidate : 0))
    }

    @Test("The correction ends when the clocks agree again")
    func heals() {
        var skew = ClockSkew()
        _ = skew.observe(candidate: 3600, errorCode: "AuthFailure", used: 0)
        let retries1 = skew.observe(candidate: 3599, errorCode: nil, used: 3600)
        #expect(!retries1)
        #expect(skew.offset == 3600)
        let retries2 = skew.observe(candidate: 240, errorCode: nil, used: 3600)
        #expect(!retries2)
        #expect(skew.offset == 0)
    }

    @Test("The correction can be turned off")
    func off() {
        var skew = ClockSkew(isEnabled: false)
        let retries3 = skew.observe(candidate: 3600, errorCode: "AuthFailure", used: 0)
        #expect(!retries3)
        #expect(skew.offset == 0)
    }
}
