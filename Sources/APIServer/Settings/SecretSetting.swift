import Diagnostics

/// The validation of settings that locate a secret. No error repeats a text, which may be the secret itself.
enum SecretSetting {
    /// Validates a secret's ARN or name.
    static func id(_ text: String, of setting: Setting) throws(SettingsError) -> String {
        let expected = "the ARN of a secret, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, or its name"
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        // "Secret name", CreateSecret, AWS Secrets Manager API Reference.
        let isName = { (name: Substring, marks: String) in
            (1...512).contains(name.utf8.count)
                && name.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || marks.unicodeScalars.contains($0))
                }
        }
        let marks = "0123456789/_+=.@-"
        if parts.count == 1, isName(parts[0], marks) { return text }
        // A service that manages a secret puts its name and "!" in front, as RDS does for the master user's password: "rds!db-…"
        // ("AWS Secrets Manager secrets managed by other AWS services").
        guard parts.count >= 7, parts[0] == "arn", parts[2] == "secretsmanager", parts[5] == "secret",
            isName(parts[6], marks + "!")
        else {
            throw SettingsError("\(setting.name) is neither an ARN nor a secret name; expected \(expected)")
        }
        guard parts.count == 7 else {
            throw SettingsError(
                setting, got: "an ARN followed by a JSON key, stage or version, as in \"valueFrom\" of ECS",
                expected: expected)
        }
        return text
    }

    /// Validates the path of a secret's file.
    ///
    /// - Parameter content: The content of the file, for the error.
    static func path(_ text: String, of setting: Setting, holding content: String) throws(SettingsError) -> String {
        let expected = "the path of a file with \(content)"
        guard !text.hasSuffix("/") else {
            throw SettingsError(setting, got: "the path of a folder", expected: expected)
        }
        // If the content itself is given instead of its path, a message about a missing file would reveal it.
        guard !text.utf8.contains(0), !text.contains("\n"), !SafeDescription.namesLogin(text) else {
            throw SettingsError(setting, got: "a text that is not a path", expected: expected)
        }
        return text
    }
}
