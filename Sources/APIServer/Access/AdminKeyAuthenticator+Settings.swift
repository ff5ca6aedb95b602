import Diagnostics
package import Logging
import SecretsClient
import ServerContract

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

extension AdminKeySource {
    /// Checks that a file holds a key, so that a server with a wrong path or file does not start. A secret in AWS Secrets Manager is
    /// not read: the service may be away for a moment.
    ///
    /// - Throws: ``SettingsError`` with the path and the remedy, without the content.
    package func check() async throws(SettingsError) {
        guard case .file(let path) = self else { return }
        let file = SecretSource.file(path)
        let fault: String
        do throws(SecretError) {
            let secret = try await file.secrets.secret(for: file.reference)
            if secret.value.withValue({ AdminKey.isValid($0) }) { return }
            fault = "the content is not a key"
        } catch {
            if error.isTransient { return }
            fault = error.reason
        }
        throw SettingsError(
            "\(Setting.adminSecretFile.name), \(SafeDescription.path(path)): \(fault); expected a file with "
                + "\(AdminKey.expected). To make one: head -c 36 /dev/urandom | base64 > FILE")
    }
}
