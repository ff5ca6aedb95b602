package import Logging
import SecretsClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AdminKeyAuthenticator {
    /// Creates the authenticator of a source.
    ///
    /// - Parameters:
    ///   - source: The source of the key.
    ///   - logger: Receives the reason if the key cannot be read.
    /// - Throws: ``SettingsError`` if the AWS configuration is not valid.
    package convenience init(_ source: AdminKeySource, logger: Logger) throws(SettingsError) {
        switch source {
        case .secret(let id):
            let provider = try SecretsManagerAccess.provider(
                for: id, of: .adminSecret, variables: ProcessInfo.processInfo.environment)
            // The authenticator limits forced readings itself.
            self.init(
                .secret(id, from: provider, rules: SecretCacheRules(forcedInterval: .zero)), logger: logger)
        case .file(let path): self.init(.file(path), logger: logger)
        }
    }
}
