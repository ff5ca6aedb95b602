import Infra

/// The values that a diff does not show.
enum SecretValues {
    private static let words = ["password", "secretstring", "authtoken", "privatekey", "accesskey"]
    private static let variables = ["PASSWORD", "SECRET", "TOKEN", "PRIVATE", "CREDENTIAL", "API_KEY", "APIKEY"]

    /// A Boolean value that indicates whether a change has a literal in a property that is named like a secret, or in the value
    /// of a variable with such a name.
    static func isSecret(_ change: ValueChange) -> Bool {
        let values = [change.old, change.new].compactMap { $0 }
        guard values.contains(where: hasLiteral) else { return false }
        let names = change.path.components
        if names.contains(where: isSecretProperty) { return true }
        if names.contains("Environment"), names.contains(where: isSecretVariable) { return true }
        return values.contains(where: hasSecret)
    }

    private static func isSecretProperty(_ name: String) -> Bool {
        let name = name.lowercased()
        // Settings about secrets are none: PasswordPolicy, ManageMasterUserPassword, MasterUserSecretArn.
        let isSetting = ["arn", "policy", "manage", "validity"].contains { name.contains($0) }
        return !isSetting && words.contains { name.contains($0) }
    }

    private static func isSecretVariable(_ name: String) -> Bool {
        let name = name.uppercased()
        return variables.contains { name.contains($0) }
    }

    /// A secret anywhere in a block that is added or removed.
    private static func hasSecret(_ value: TemplateExpression) -> Bool {
        switch value {
        case .list(let elements): return elements.contains(where: hasSecret)
        case .object(let members):
            if let name = value["Name"]?.literal, let text = value["Value"], isSecretVariable(name) {
                return hasLiteral(text)
            }
            return members.contains { isSecretProperty($0.key) && hasLiteral($0.value) || hasSecret($0.value) }
        default: return false
        }
    }

    /// A literal that is not a dynamic reference, which names a secret without containing it.
    private static func hasLiteral(_ value: TemplateExpression) -> Bool {
        switch value {
        case .string(let text): !text.hasPrefix("{{resolve:")
        case .list(let elements): elements.contains(where: hasLiteral)
        case .object(let members): members.contains { hasLiteral($0.value) }
        case .substitution(let parts):
            !parts.contains { part in
                if case .text(let text) = part { text.hasPrefix("{{resolve:") } else { false }
            }
        default: false
        }
    }
}
