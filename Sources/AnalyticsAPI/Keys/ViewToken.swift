import Basics
import Crypto
import Models

/// A short-lived token for reads, minted from an API key: it sees what the key sees, or less.
///
///     weir_view_AbCd1234_eyJuYW1lIjoi….q3Bw…
///     prefix    id       claims       HMAC-SHA256 (43)
///
/// The claims are signed with the digest of the key's secret, which every process has, so a token needs no entry in the store and
/// ends with its key. The claims narrow the key's rights as they are when the token is used.
struct ViewToken: Sendable {
    /// The text with which every view token begins.
    static let prefix = AccessKey.prefix + "view_"
    /// The default and the maximum life of a token, in seconds.
    static let life: (usual: Int64, most: Int64) = (3600, 86_400)

    /// The id of the key.
    let key: String
    private let claims: [UInt8]
    private let code: [UInt8]

    /// Takes a token apart; `nil` if it has another form.
    init?(_ token: [UInt8]) {
        let prefix = Array(Self.prefix.utf8)
        let idEnd = prefix.count + AccessKey.idLength
        guard token.starts(with: prefix), token.count > idEnd + 1, token[idEnd] == UInt8(ascii: "_") else { return nil }
        let id = token[prefix.count..<idEnd]
        let parts = token[(idEnd + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard id.allSatisfy(AccessKey.isDigit), parts.count == 2, let claims = Base64URL.decoded(parts[0]),
            let code = Base64URL.decoded(parts[1])
        else { return nil }
        key = String(decoding: id, as: UTF8.self)
        self.claims = claims
        self.code = code
    }

    /// Returns the token of claims.
    static func text(_ claims: KeyRequest, of key: KnownKey) -> String {
        var bytes: [UInt8] = []
        claims.json.write(into: &bytes)
        let code = HMAC<SHA256>.authenticationCode(for: message(bytes, key.id), using: secret(of: key.digest))
        return "\(prefix)\(key.id)_\(Base64URL.encoded(bytes)).\(Base64URL.encoded(code))"
    }

    /// Returns the claims if the digest of the key's secret has signed them. The time does not depend on the code.
    func claims(signedWith digest: String) -> KeyRequest? {
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: Self.message(claims, key), using: Self.secret(of: digest))
        else { return nil }
        return (try? JSONValue(parsing: claims)).flatMap { try? KeyRequest(json: $0) }
    }

    private static func secret(of digest: String) -> SymmetricKey { SymmetricKey(data: Array(digest.utf8)) }

    /// The signed bytes: the purpose and the key's id are signed too, so that no other signature of the key can be one.
    private static func message(_ claims: [UInt8], _ id: String) -> [UInt8] {
        Array("weir-view-1 \(id) ".utf8) + claims
    }
}

extension KeyRequest {
    /// The request as JSON.
    fileprivate var json: JSONValue {
        var members = [JSONMember(key: "name", value: .string(name))]
        if case .object(let rights) = policy.json { members += rights }
        if let expiresAt { members.append(JSONMember(key: "expiresAt", value: .string(expiresAt.description))) }
        return .object(members)
    }
}

extension AccessRestrictions {
    /// Returns the restrictions of a client that has chosen others for itself besides these.
    func narrowed(by other: AccessRestrictions) -> AccessRestrictions {
        var result = self
        if let more = other.datasets { result.datasets = result.datasets?.intersection(more) ?? more }
        for (name, view) in other.views {
            result.views[name, default: .none].chosenFilters += view.filters
            result.views[name, default: .none].chosenHiddenColumns.formUnion(view.hiddenColumns)
        }
        return result
    }
}
