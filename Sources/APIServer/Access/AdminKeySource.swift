/// The source of the administrator's key.
package enum AdminKeySource: Hashable, Sendable {
    /// A secret in AWS Secrets Manager, by ARN or name.
    case secret(String)
    /// A file.
    case file(path: String)

    /// Reads `WEIR_ADMIN_SECRET_ARN` and `WEIR_ADMIN_SECRET_FILE`.
    ///
    /// - Returns: The source, or `nil` if none is set.
    /// - Throws: ``SettingsError`` for an invalid setting. It does not repeat the text, which may be the key itself.
    static func read(_ values: SettingValues) throws(SettingsError) -> AdminKeySource? {
        switch (values[.adminSecret], values[.adminSecretFile]) {
        case (nil, nil): return nil
        case (_?, _?):
            throw SettingsError(
                "\(Setting.adminSecret.name) and \(Setting.adminSecretFile.name): each names the source of the administrator's "
                    + "key; set only one of them")
        case (let secret?, nil): return .secret(try SecretSetting.id(secret, of: .adminSecret))
        case (nil, let path?):
            return .file(path: try SecretSetting.path(path, of: .adminSecretFile, holding: "the administrator's key"))
        }
    }
}
