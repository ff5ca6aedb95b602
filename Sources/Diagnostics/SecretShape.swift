/// The shapes of secrets, to hide a value whose name does not tell that it is one.
///
/// A value that has a shape may still be harmless, and a secret may have none. So this rule comes after the names of the values that
/// are known to be secrets.
package enum SecretShape {
    /// Beginnings of keys and tokens: this server's, AWS's, JSON Web Tokens and others.
    private static let beginnings = [
        "weir_sk_", "weir_view_", "weir_ln_", "AKIA", "ASIA", "eyJ", "ghp_", "github_pat_", "glpat-", "xoxb-", "xoxp-",
        "sk-",
        "sk_",
    ]
    /// Words before a credential in a header, and before a key in PEM.
    private static let marks = ["Bearer ", "Basic ", "-----BEGIN"]
    /// The minimum length of a word that looks like a password.
    private static let shortestPassword = 8
    /// The minimum length of hexadecimal digits that look like a key.
    private static let shortestKey = 32

    /// Returns `true` if a value, or a word in it, has the shape of a secret.
    package static func matches(_ text: String) -> Bool {
        if SafeDescription.namesLogin(text), text.contains("@") || !text.contains("://") { return true }
        if marks.contains(where: { text.contains($0) }) { return true }
        // An ARN names a resource, and its end may be random.
        if text.hasPrefix("arn:") { return false }
        return text.split(whereSeparator: { "/:,=@; \n".contains($0) }).contains { word in
            beginnings.contains { word.hasPrefix($0) } || isRandom(word)
        }
    }

    private static func isRandom(_ word: Substring) -> Bool {
        let scalars = word.unicodeScalars
        let hasDigit = scalars.contains { $0.properties.numericType != nil }
        let hasLower = scalars.contains { $0.properties.isLowercase }
        let hasUpper = scalars.contains { $0.properties.isUppercase }
        if hasDigit, hasLower, hasUpper, word.count >= shortestPassword { return true }
        return word.count >= shortestKey
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
            }
    }
}
