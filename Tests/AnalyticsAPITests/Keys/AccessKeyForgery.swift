@testable import AnalyticsAPI

/// Computes what an attacker can compute: the checksum of a key is no secret.
enum AccessKeyForgery {
    static func checksum(of text: some StringProtocol) -> String { AccessKey.checksum(text) }
}
