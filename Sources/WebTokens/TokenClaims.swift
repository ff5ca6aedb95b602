package import Models

/// The claims of a verified token. Only ``TokenVerifier`` makes them.
package struct TokenClaims: Sendable, Hashable {
    /// All claims, a JSON object.
    package let json: JSONValue
    /// The issuer.
    package let issuer: String
    /// The person or program that the token is about: 1 to 255 visible ASCII characters.
    package let subject: String
    /// The times between which the token is valid.
    package let validity: TokenValidity

    init(json: JSONValue, issuer: String, subject: String, validity: TokenValidity) {
        self.json = json
        self.issuer = issuer
        self.subject = subject
        self.validity = validity
    }

    /// Returns the texts of a claim that is a text or an array of texts; `nil` for another one.
    static func texts(_ value: JSONValue?) -> [String]? {
        switch value {
        case .string(let text)?: return [text]
        case .array(let items)?:
            let texts = items.compactMap { item in if case .string(let text) = item { text } else { nil } }
            return texts.count == items.count ? texts : nil
        default: return nil
        }
    }
}

extension TokenClaims: CustomStringConvertible, CustomReflectable {
    /// A placeholder: claims are personal data.
    package var description: String { "<redacted>" }

    /// No children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The times between which a token is valid, with ``TokenPolicy/leeway`` at both ends.
package struct TokenValidity: Sendable, Hashable {
    /// The end.
    package let expiresAt: Timestamp
    /// The beginning; `nil` if the token states none.
    package let notBefore: Timestamp?
    /// The time of issue; `nil` if the token states none.
    package let issuedAt: Timestamp?

    /// Reads the claims `exp`, `nbf` and `iat` (RFC 7519, section 4.1).
    init(_ claims: JSONValue) throws(TokenError) {
        guard let end = try Self.time(claims, "exp") else { throw TokenError(.expired, "the token has no end") }
        expiresAt = end
        notBefore = try Self.time(claims, "nbf")
        issuedAt = try Self.time(claims, "iat")
    }

    /// Returns `true` if the token is valid at a time.
    package func contains(_ now: Timestamp) -> Bool {
        Self.seconds(from: expiresAt, to: now) < TokenPolicy.leeway && !isAhead(notBefore, now)
            && !isAhead(issuedAt, now)
    }

    /// Checks the times.
    ///
    /// - Throws: ``TokenError``, which tells the difference.
    package func check(at now: Timestamp) throws(TokenError) {
        guard !contains(now) else { return }
        let overdue = Self.seconds(from: expiresAt, to: now)
        guard overdue < TokenPolicy.leeway else {
            throw TokenError(.expired, "the token expired \(overdue) seconds ago")
        }
        for (time, name) in [(notBefore, "is not valid for"), (issuedAt, "is from the future, by")] {
            guard let time, isAhead(time, now) else { continue }
            let difference = Self.seconds(from: now, to: time)
            throw TokenError(
                .notYetValid, "the token \(name) \(difference) seconds; check the clocks of issuer and server")
        }
    }

    private func isAhead(_ time: Timestamp?, _ now: Timestamp) -> Bool {
        time.map { Self.seconds(from: now, to: $0) > TokenPolicy.leeway } ?? false
    }

    private static func seconds(from first: Timestamp, to second: Timestamp) -> Int64 {
        (second.microseconds - first.microseconds) / 1_000_000
    }

    /// Returns a claim that is a number of seconds since 1970; `nil` if it is missing.
    private static func time(_ claims: JSONValue, _ name: String) throws(TokenError) -> Timestamp? {
        guard let value = claims[name] else { return nil }
        guard case .number(let text) = value, let seconds = Double(text),
            seconds >= 0, seconds <= Double(Timestamp.latest.microseconds / 1_000_000)
        else { throw TokenError(.claim, "the token's claim \(name) is not a time") }
        return Timestamp(microseconds: Int64(seconds * 1_000_000))
    }
}
