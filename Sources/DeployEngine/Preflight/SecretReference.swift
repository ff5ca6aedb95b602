/// A reference to a secret in a task definition: `ARN`, or `ARN:json-key:version-stage:version-id`.
///
/// Source: "Pass Secrets Manager secrets through Amazon ECS environment variables", Amazon ECS Developer Guide.
package struct SecretReference: Sendable, Hashable {
    /// The secret's ARN or name.
    package var id: String
    /// The JSON key; nil for the whole value.
    package var key: String?

    /// Reads a reference; nil for a parameter of Parameter Store.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 2, parts[0] == "arn" else {
            guard !text.hasPrefix("/"), !text.isEmpty else { return nil }
            (id, key) = (text, nil)
            return
        }
        guard parts[2] == "secretsmanager" else { return nil }
        id = parts.prefix(7).joined(separator: ":")
        key = parts.count > 7 && !parts[7].isEmpty ? parts[7] : nil
    }
}
