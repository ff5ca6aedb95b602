import Models

/// A rule that gives rights to the tokens of an issuer by their claims.
package struct ClaimRule: Sendable, Hashable {
    /// The scopes that a rule gives.
    enum Scopes: Sendable, Hashable {
        /// The same for every token.
        case fixed(Set<AccessScope>)
        /// Those of the values that the token's claim `scope` has.
        case mapped([String: Set<AccessScope>])
    }

    /// The datasets that exist for a token.
    enum Datasets: Sendable, Hashable {
        /// All.
        case all
        /// The same for every token.
        case listed(Set<Identifier>)
        /// Those that a claim names.
        case claim(String)
    }

    /// The values that claims must have; none for a rule that applies to every token.
    let conditions: [String: JSONValue]
    let scopes: Scopes
    let datasets: Datasets
    /// The filters of each dataset as JSON, in which `{"claim": NAME}` stands for a claim's value.
    let filters: [Identifier: JSONValue]
    let hiddenColumns: [Identifier: Set<Identifier>]
    let limits: RequestLimits

    /// The values of a token's `scope` on which its rights depend.
    var tokenScopes: [String] {
        var found: [String] = []
        for name in ["scope", "scp"] {
            if case .string(let word)? = conditions[name] { found.append(word) }
        }
        if case .mapped(let map) = scopes { found += map.keys }
        return found
    }

    /// Returns `true` if a token has the values that the rule asks for.
    func applies(to claims: JSONValue) -> Bool {
        conditions.allSatisfy { name, wanted in
            switch claims[name] {
            case nil: false
            case .array(let items)?: items.contains { $0.isExactly(wanted) }
            case .string?: (Self.words(claims, name) ?? []).contains { JSONValue.string($0).isExactly(wanted) }
            case let value?: value.isExactly(wanted)
            }
        }
    }

    /// Returns the rights of a token to which the rule applies.
    ///
    /// - Throws: ``ClaimError`` if the token lacks a claim that its rights depend on. It then has none of them.
    func policy(for claims: JSONValue) throws(ClaimError) -> KeyPolicy {
        let scopes: Set<AccessScope> =
            switch self.scopes {
            case .fixed(let scopes): scopes
            case .mapped(let map):
                (Self.words(claims, "scope") ?? Self.words(claims, "scp") ?? []).reduce(into: []) { found, word in
                    // Exactly, not by canonical equivalence, as a dictionary would.
                    for (name, scopes) in map where name.utf8.elementsEqual(word.utf8) { found.formUnion(scopes) }
                }
            }
        var restrictions = AccessRestrictions(datasets: try names(claims))
        for (name, template) in filters where restrictions.allows(name) {
            guard let filters = try? Filter.list(json: ClaimTemplate.filled(template, from: claims).get()) else {
                throw ClaimError(missing: ClaimTemplate.claims(of: template).sorted().joined(separator: ", "))
            }
            restrictions.views[name, default: .none].filters = filters
        }
        for (name, columns) in hiddenColumns where restrictions.allows(name) {
            restrictions.views[name, default: .none].hiddenColumns = columns
        }
        return KeyPolicy(scopes: scopes, restrictions: restrictions, limits: limits)
    }

    private func names(_ claims: JSONValue) throws(ClaimError) -> Set<Identifier>? {
        switch datasets {
        case .all: return nil
        case .listed(let names): return names
        case .claim(let claim):
            guard let words = Self.words(claims, claim), !words.isEmpty, words.count <= ClaimTemplate.maximumValues
            else {
                throw ClaimError(missing: claim)
            }
            // A text that cannot be a dataset's name is the name of none.
            return Set(words.compactMap { try? Identifier($0) })
        }
    }

    /// Returns the texts of a claim: the elements of an array, or the words of a text (RFC 8693, section 4.2); `nil` for another
    /// value.
    private static func words(_ claims: JSONValue, _ name: String) -> [String]? {
        switch claims[name] {
        case .string(let text)?:
            let isList = name == "scope" || name == "scp"
            return isList ? text.split(separator: " ").map(String.init) : [text]
        case .array(let items)?:
            return items.compactMap { item in if case .string(let text) = item { text } else { nil } }
        default: return nil
        }
    }
}

/// A token without a claim that its rights depend on.
struct ClaimError: Error, Sendable, Hashable {
    /// The claim's name.
    let missing: String
}

extension [ClaimRule] {
    /// Returns the rights of a token: those of the first rule that applies; none if no rule does.
    func policy(for claims: JSONValue) throws(ClaimError) -> KeyPolicy {
        guard let rule = first(where: { $0.applies(to: claims) }) else { return KeyPolicy(scopes: []) }
        return try rule.policy(for: claims)
    }
}

extension JSONValue {
    /// Returns `true` for the same value with the same bytes. Texts are not compared by canonical equivalence, by which a Kelvin
    /// sign is a "K".
    fileprivate func isExactly(_ other: JSONValue) -> Bool {
        if case .string(let text) = self, case .string(let wanted) = other {
            return text.utf8.elementsEqual(wanted.utf8)
        }
        return self == other
    }
}
