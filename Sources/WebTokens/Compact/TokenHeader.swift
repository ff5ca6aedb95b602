import Models

/// The header of a token (RFC 7515, section 4.1), without anything that could choose the key or change the meaning of the
/// signature.
struct TokenHeader: Sendable, Hashable {
    /// Parameters that are refused: critical extensions and unencoded payloads, which this verifier does not implement (RFC 7515,
    /// section 4.1.11; RFC 7797), keys that the token brings along or that would have to be fetched (RFC 8725, section 3.10),
    /// compression and encryption.
    static let refused = [
        "crit", "b64", "jwk", "jku", "x5u", "x5c", "zip", "enc", "epk", "apu", "apv", "p2s", "p2c", "iv", "tag",
    ]
    /// The maximum length of a key's id, in bytes.
    static let keyIDLength = 256

    /// The algorithm; never `none`, nor one with a shared key.
    let algorithm: SignatureAlgorithm
    /// The key's id.
    let keyID: String
    /// The type in lower case, without `application/`; `nil` if the header names none.
    let type: String?
    /// All parameters.
    let parameters: JSONValue

    /// Reads a header.
    init(_ parameters: JSONValue) throws(TokenError) {
        self.parameters = parameters
        for name in Self.refused where parameters[name] != nil {
            throw TokenError(.header, "the token's header has the parameter \(name), which is not accepted")
        }
        guard case .string(let name)? = parameters["alg"], let algorithm = SignatureAlgorithm(rawValue: name) else {
            throw TokenError(.algorithm, "the token's algorithm is not one that is accepted")
        }
        self.algorithm = algorithm
        guard case .string(let id)? = parameters["kid"], VerificationKey.isID(id) else {
            throw TokenError(.key, "the token's header names no key")
        }
        keyID = id
        switch parameters["typ"] {
        case nil: type = nil
        case .string(let text)?:
            let lower = text.lowercased()
            type = lower.hasPrefix("application/") ? String(lower.dropFirst("application/".count)) : lower
        default: throw TokenError(.type, "the token's type is not a text")
        }
    }
}
