/// The recognition of keys and tokens by their form.
enum SecretToken {
    /// The prefixes that issuers give to their keys, with the least number of characters behind them.
    private static let prefixes: [(text: String, rest: Int)] = [
        ("AKIA", 12), ("ASIA", 12), ("ghp_", 16), ("gho_", 16), ("ghu_", 16), ("ghs_", 16), ("ghr_", 16),
        ("github_pat_", 16), ("xoxb-", 10), ("xoxp-", 10), ("xoxa-", 10), ("sk_live_", 10), ("sk_test_", 10),
        ("glpat-", 10), ("npm_", 20), ("SG.", 20),
    ]

    /// The number of characters from which a token of random characters counts as a key.
    private static let longest = 24

    /// Returns whether a token looks like a key.
    static func isSecret(_ token: ArraySlice<Character>) -> Bool {
        guard token.count >= 14 else { return false }
        let text = String(token)
        if prefixes.contains(where: { text.hasPrefix($0.text) && text.count >= $0.text.count + $0.rest }) {
            return true
        }
        if isJSONWebToken(text) || isSecretAccessKey(text) { return true }
        // Parts between the separators of names, paths and ARNs are looked at alone. A key in base64 has `/` and `+` too, so the
        // whole counts as well if it has no form of a path.
        let rest = withoutAddresses(token)
        if rest.count >= 36, isRandom(rest), !looksLikePath(text) { return true }
        return token.split(whereSeparator: { "-_/.=+".contains($0) }).map(withoutAddresses).contains {
            $0.count >= longest && isRandom($0)
        }
    }

    /// Three parts of base64url, of which the first is a JSON object.
    private static func isJSONWebToken(_ text: String) -> Bool {
        text.hasPrefix("eyJ") && text.split(separator: ".").count >= 2 && text.count >= 30
    }

    /// Forty characters of base64, as AWS makes secret access keys. A digest of that length has no capitals.
    private static func isSecretAccessKey(_ text: String) -> Bool {
        text.count == 40 && text.allSatisfy { $0.isLetter || $0.isNumber || "+/".contains($0) } && text.first != "/"
            && text.contains(where: \.isUppercase) && text.contains(where: \.isLowercase)
            && text.contains(where: \.isNumber)
    }

    /// Returns whether characters have capitals, small letters and digits in a mix that words and numbers do not have.
    private static func isRandom(_ token: some Collection<Character>) -> Bool {
        var kinds: [Int] = []
        var seen: Set<Character> = []
        for character in token {
            if character.isLowercase {
                kinds.append(0)
            } else if character.isUppercase {
                kinds.append(1)
            } else if character.isNumber {
                kinds.append(2)
            } else {
                continue
            }
            seen.insert(character)
        }
        guard Set(kinds).count == 3, seen.count >= 10 else { return false }
        // Random base64 changes its kind at two of three places; `CreateChangeSetForStack2026` at few.
        let changes = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
        return changes * 100 >= kinds.count * 40
    }

    /// Removes IPv4 blocks as logical ids write them: the `10x0x0x0n8` of `LoadBalancerFrom10x0x0x0n8On80`.
    private static func withoutAddresses(_ token: ArraySlice<Character>) -> [Character] {
        var result: [Character] = []
        var index = token.startIndex
        while index < token.endIndex {
            guard token[index].isNumber, let end = endOfAddress(token[index...]) else {
                result.append(token[index])
                index += 1
                continue
            }
            index = end
        }
        return result
    }

    /// The end of a block such as `10x0x0x0n8` at the start of a text; nil if there is none.
    private static func endOfAddress(_ text: ArraySlice<Character>) -> Int? {
        var index = text.startIndex
        for separator in ["x", "x", "x", "n", nil] as [Character?] {
            let digits = text[index...].prefix { $0.isNumber }.count
            guard (1...3).contains(digits) else { return nil }
            index += digits
            guard let separator else { break }
            guard index < text.endIndex, text[index] == separator else { return nil }
            index += 1
        }
        return index
    }

    /// Returns whether a token is a path of words, such as `/Resources/Bucket2/Properties`.
    private static func looksLikePath(_ text: String) -> Bool {
        let parts = text.split(whereSeparator: { "/-_.".contains($0) })
        return parts.count > 1 && parts.allSatisfy { $0.count < 20 } && !text.contains("+") && !text.contains("=")
    }
}
