/// References to parameters and secrets of the form `{{resolve:ssm:name}}` in a resource's properties.
///
/// Source: "Get values stored in other services using dynamic references", AWS CloudFormation User Guide.
struct DynamicReferences {
    let world: FakeWorld

    /// Returns the value with references replaced.
    /// - Parameter includesSecrets: `true` to read secrets; a change set does not.
    func resolve(_ value: FakeValue, includesSecrets: Bool) throws(FakeError) -> FakeValue {
        switch value {
        case .string(let text): return .string(try resolve(text, includesSecrets))
        case .array(let elements):
            var output: [FakeValue] = []
            for element in elements { output.append(try resolve(element, includesSecrets: includesSecrets)) }
            return .array(output)
        case .object(let members):
            var output: [String: FakeValue] = [:]
            for (key, member) in members { output[key] = try resolve(member, includesSecrets: includesSecrets) }
            return .object(output)
        default: return value
        }
    }

    private func resolve(_ text: String, _ includesSecrets: Bool) throws(FakeError) -> String {
        guard text.contains("{{resolve:") else { return text }
        var output = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{resolve:"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            output += rest[..<start.lowerBound]
            let reference = rest[start.upperBound..<end.lowerBound]
            output +=
                try value(of: String(reference), includesSecrets) ?? String(rest[start.lowerBound..<end.upperBound])
            rest = rest[end.upperBound...]
        }
        return output + rest
    }

    private func value(of reference: String, _ includesSecrets: Bool) throws(FakeError) -> String? {
        let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw .validation("Incorrect format is used in the following dynamic reference: \(reference)")
        }
        switch parts[0] {
        case "ssm", "ssm-secure":
            if parts[0] == "ssm-secure", !includesSecrets { return nil }
            let name = parts[1].split(separator: ":").map(String.init)
            let version = name.count > 1 ? Int(name[1]) : nil
            guard let value = world.service(FakeParameterStore.self)?.value(name.first ?? "", version: version) else {
                throw .validation("Parameters: [ssm:\(parts[1])] cannot be found.")
            }
            return value
        case "secretsmanager":
            guard includesSecrets else { return nil }
            return try secret(parts[1])
        default: throw .validation("Service \(parts[0]) is not supported in a dynamic reference")
        }
    }

    /// `secret-id:SecretString:json-key:version-stage:version-id`, where the id may be an ARN.
    private func secret(_ text: String) throws(FakeError) -> String {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var id = parts[0]
        if id == "arn", parts.count >= 7 {
            id = parts[..<7].joined(separator: ":")
            parts = [id] + parts[7...]
        }
        let key = parts.count > 2 ? parts[2] : ""
        let stage = parts.count > 3 && !parts[3].isEmpty ? parts[3] : "AWSCURRENT"
        guard let value = world.service(FakeSecretsManager.self)?.value(id, stage: stage) else {
            throw .validation("Secrets Manager can't find the specified secret. (\(id))")
        }
        guard !key.isEmpty else { return value }
        guard let document = try? FakeValue(json: value), let member = document[key]?.text else {
            throw .validation("Could not find a value associated with JSONKey in SecretString (\(key))")
        }
        return member
    }
}
