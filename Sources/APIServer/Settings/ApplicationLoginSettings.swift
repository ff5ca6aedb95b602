package import ServerContract
import Storage

/// The application's login that `api-server migrate` makes, from `DB_APP_USER`, `DB_APP_AUTH` and `DB_APP_SECRET_ARN`.
package struct ApplicationLoginSettings: Hashable, Sendable {
    /// The name of the role.
    package let user: String
    /// The authentication.
    package let authentication: DatabaseAuthentication
    /// The ARN or name of the secret with the role's password; `nil` with ``ServerContract/DatabaseAuthentication/iam``.
    package let secret: String?

    /// Reads the settings.
    ///
    /// - Returns: The login, or `nil` if none is set.
    /// - Throws: ``SettingsError`` for a missing, superfluous or invalid setting.
    static func read(_ values: SettingValues) throws(SettingsError) -> ApplicationLoginSettings? {
        let (user, secret) = (values[.applicationUser], values[.applicationSecret])
        let authentication: DatabaseAuthentication? = try values.choice(.applicationAuthentication)
        guard let user else {
            for setting in [Setting.applicationAuthentication, .applicationSecret] where values[setting] != nil {
                throw SettingsError("\(setting.name) requires \(Setting.applicationUser.name)")
            }
            return nil
        }
        guard PostgresApplicationLogin.isValid(user: user) else {
            throw SettingsError(
                .applicationUser, text: user,
                expected:
                    "a role's name of lower-case letters, digits and underscores, at most 63, not beginning with pg_ or rds"
            )
        }
        switch authentication ?? .secret {
        case .iam:
            guard secret == nil else {
                throw SettingsError(
                    "\(Setting.applicationAuthentication.name) is \"iam\", which needs no password: remove "
                        + Setting.applicationSecret.name)
            }
            return ApplicationLoginSettings(user: user, authentication: .iam, secret: nil)
        case .secret:
            guard let secret else {
                throw SettingsError(
                    "\(Setting.applicationUser.name) requires \(Setting.applicationSecret.name), or "
                        + "\(Setting.applicationAuthentication.name) \"iam\"")
            }
            return ApplicationLoginSettings(
                user: user, authentication: .secret, secret: try SecretSetting.id(secret, of: .applicationSecret))
        }
    }
}
