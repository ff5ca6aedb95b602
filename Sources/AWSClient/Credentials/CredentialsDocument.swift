internal import AWSSigV4

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The JSON response of the container agent, the instance metadata service and a `credential_process`.
struct CredentialsDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case code = "Code"
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case token = "Token"
        case sessionToken = "SessionToken"
        case expiration = "Expiration"
        case accountID = "AccountId"
    }

    /// The version of a `credential_process` response.
    let version: Int?
    /// The instance metadata service's code: `Success`, or an error.
    let code: String?
    private let accessKeyID: String?
    private let secretAccessKey: String?
    /// The session token's key in metadata services.
    private let token: String?
    /// The session token's key in a `credential_process`.
    private let sessionToken: String?
    private let expiration: String?
    private let accountID: String?

    /// Decodes a response. The decoder's error is dropped, because it may quote the response.
    static func read(_ bytes: [UInt8], source: String) throws(CredentialsError) -> CredentialsDocument {
        do {
            return try JSONDecoder().decode(CredentialsDocument.self, from: Data(bytes))
        } catch {
            throw CredentialsError(
                .unavailable, source: source,
                reason: "the response of \(bytes.count) bytes is not the expected JSON object of strings")
        }
    }

    /// The credentials in the response.
    /// - Parameters:
    ///   - source: The source's name.
    ///   - expires: `true` to require an expiration. Credentials of a role always expire, and without an expiration
    ///     they would never be refreshed.
    func resolved(source: String, expires: Bool) throws(CredentialsError) -> ResolvedCredentials {
        func missing(_ name: String) -> CredentialsError {
            CredentialsError(.unavailable, source: source, reason: "the response has no \"\(name)\"")
        }
        guard let accessKeyID = accessKeyID?.nonEmpty else { throw missing("AccessKeyId") }
        guard let secretAccessKey = secretAccessKey?.nonEmpty else { throw missing("SecretAccessKey") }
        var date: Date?
        if let expiration {
            date = Self.date(expiration)
            guard date != nil else {
                throw CredentialsError(
                    .unavailable, source: source,
                    reason: "the response's \"Expiration\" is not a time; expected one such as 2026-01-31T12:00:00Z")
            }
        } else if expires {
            throw missing("Expiration")
        }
        return ResolvedCredentials(
            credentials: AWSCredentials(
                accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token ?? sessionToken),
            expiration: date, accountID: accountID?.nonEmpty, source: source)
    }

    /// Parses a time such as `2026-01-31T12:00:00Z` or `2026-01-31T13:00:00.25+01:00` (RFC 3339 section 5.6), without
    /// fractional seconds.
    static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
        }
        let compact = bytes[0..<4] + bytes[5..<7] + bytes[8..<13] + bytes[14..<16] + bytes[17..<19]
        guard let offset = offset(String(decoding: rest, as: UTF8.self)),
            let time = SigningTime(String(decoding: compact, as: UTF8.self) + "Z")
        else { return nil }
        return Date(timeIntervalSince1970: Double(time.secondsSinceEpoch - offset))
    }

    /// Seconds ahead of UTC.
    private static func offset(_ text: String) -> Int? {
        if text == "Z" { return 0 }
        let bytes = Array(text.utf8)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), text.hasPrefix("+") || text.hasPrefix("-"),
            digits.contains(bytes[1]), digits.contains(bytes[4]),
            let hours = UInt8(text.dropFirst().prefix(2)), let minutes = UInt8(text.suffix(2)), hours < 24, minutes < 60
        else { return nil }
        return (Int(hours) * 60 + Int(minutes)) * (text.hasPrefix("-") ? -60 : 60)
    }
}
