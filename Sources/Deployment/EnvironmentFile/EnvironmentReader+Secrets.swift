import Infra
import ServerContract

extension EnvironmentReader {
    /// Reads `service.secrets`: the environment variables that ECS fills from secrets.
    func secrets(_ block: SettingsReader, of service: inout ContainerService) {
        let variables = block.block("secrets", keys: nil)
        for name in variables.keys {
            if ServerVariable(rawValue: name) != nil {
                variables.refuseSecret(name, expected: "another variable: the stack sets \(name) itself")
            } else if let secret = variables.scalar(name).flatMap(EnvironmentReader.secret) {
                service.secrets[name] = secret
            } else {
                variables.refuseSecret(
                    name,
                    expected:
                        "the full ARN of a secret, such as arn:aws:secretsmanager:…:secret:token-AbCdEf, or ARN#FIELD")
            }
        }
        if block.has("secrets") { block.check("secrets", "secrets", of: service) }
    }

    /// Reads the ARN of a secret, with a field of its JSON document after `#`.
    private static func secret(_ text: String) -> ContainerSecret? {
        let halves = text.split(separator: "#", omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        // The six characters at the end tell a full ARN from a name.
        guard halves.count <= 2, parts.count == 7, parts[0] == "arn", parts[1].hasPrefix("aws"),
            parts[2] == "secretsmanager", parts[4].utf8.count == 12, parts[5] == "secret",
            let suffix = parts[6].split(separator: "-", omittingEmptySubsequences: false).last,
            suffix.utf8.count == 6, parts[6].utf8.count > 7, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else { return nil }
        let field = halves.count == 2 ? String(halves[1]) : nil
        guard field.map({ !$0.isEmpty && !$0.contains(":") }) ?? true else { return nil }
        return ContainerSecret(ResourceARN(.literal(String(halves[0]))), field: field)
    }
}
