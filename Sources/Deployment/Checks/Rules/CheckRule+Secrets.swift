import Infra

extension CheckRule {
    /// Rules about secrets in plain text.
    static let secrets: [CheckRule] = [
        CheckRule(
            "WEIR-SEC-001", .error, "No property holds a secret",
            why: "Everyone who may describe the stack reads its template.",
            fix: "Generate the secret in Secrets Manager and refer to it: {{resolve:secretsmanager:…}} or its ARN.",
            types: []
        ) { subject in
            let faults = leaks(in: subject.properties).map { property, words in property.failure(words) }
            return faults.isEmpty ? [.pass] : faults
        },
        CheckRule(
            "WEIR-SEC-002", .error, "No environment variable holds a secret",
            why: "The console, the task definition and every child process show environment variables.",
            fix: "Use Secrets of the container, or hand over the secret's ARN and read it at run time.",
            types: ["AWS::ECS::TaskDefinition"], checkov: ["CKV_AWS_45"]
        ) { subject in
            subject["ContainerDefinitions"].elements.flatMap { container in
                container["Environment"].elements.map { variable -> CheckVerdict in
                    let name = variable["Name"].text ?? ""
                    let value = variable["Value"]
                    guard isSecret(name: name) || isResolved(value) else { return .pass }
                    switch value.value {
                    case .known(let literal) where literal.literalText?.isEmpty ?? true: return .pass
                    case .absent: return .pass
                    default: return variable.failure("sets \(name) in plain text; expected Secrets or an ARN")
                    }
                }
            }
        },
        CheckRule(
            "WEIR-SEC-003", .error, "A parameter for a secret is hidden and has no default",
            why: "CloudFormation shows parameters and defaults to everyone who may describe the stack.",
            fix: "Set NoEcho and remove Default, or better read the secret from Secrets Manager.",
            types: ["Parameter"]
        ) { subject in
            // The value of such a parameter is a name in Parameter Store.
            guard isSecret(name: subject.element.logicalID),
                subject["Type"].text?.hasPrefix("AWS::SSM::Parameter") != true
            else { return [] }
            return [
                subject["NoEcho"].expect("true") { $0?.literalFlag == true },
                // Without the value, which may be the secret.
                subject["Default"].judge { literal in
                    literal?.literalText?.isEmpty ?? true ? nil : "is set; expected no default"
                },
            ]
        },
        CheckRule(
            "WEIR-SEC-004", .error, "No output shows a secret",
            why: "Outputs are shown to everyone who may describe the stack, and exports to every stack.",
            fix: "Output the secret's ARN.",
            types: ["Output"]
        ) { subject in
            let value = subject["Value"]
            var isShown = isResolved(value)
            if case .unknown = value.value {
                isShown = subject.template.parameters.contains { parameter in
                    parameter.properties["NoEcho"]?.literalFlag == true
                        && subject.template.refers(subject.element.properties, to: parameter.logicalID)
                }
            }
            return [isShown ? value.failure("is a secret; expected its ARN") : .pass]
        },
    ]

    /// Returns `true` if the last words of a name are those of a secret: `DB_PASSWORD`, `apiKey`, but not `DB_SECRET_ARN`.
    private static func isSecret(name: String) -> Bool {
        let plain = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
        return [
            "password", "passwd", "passphrase", "secret", "secretstring", "token", "apikey", "accesskey", "privatekey",
            "secretkey", "credential", "credentials", "authtoken", "connectionstring", "pwd",
        ].contains { plain.hasSuffix($0) }
    }

    /// Returns `true` for a text into which CloudFormation writes a secret in plain text.
    private static func isResolved(_ property: CheckedProperty) -> Bool {
        switch property.value {
        case .known(let literal): literal.literalText.map(hasDynamicReference) ?? false
        case .pattern(let text): hasDynamicReference(text)
        case .absent, .unknown, .either: false
        }
    }

    private static func hasDynamicReference(_ text: String) -> Bool {
        text.contains("{{resolve:secretsmanager:") || text.contains("{{resolve:ssm-secure:")
    }

    /// The properties below one that hold a secret, with the fault in words that never repeat the value.
    private static func leaks(in property: CheckedProperty) -> [(CheckedProperty, String)] {
        switch property.value {
        case .known(.object): return property.members.flatMap(leaks)
        case .known(.list): return property.elements.flatMap(leaks)
        case .known(.string(let text)):
            if let kind = kind(ofSecret: text) { return [(property, "holds \(kind) in plain text")] }
            guard secretProperties.contains(property.name), !text.isEmpty, !text.hasPrefix("{{resolve:") else {
                return []
            }
            return [(property, "is written in plain text; expected a reference to Secrets Manager")]
        case .either(let first, let second):
            return [first, second].flatMap {
                leaks(in: CheckedProperty(template: property.template, path: property.path, value: $0))
            }
        default: return []
        }
    }

    /// The properties of CloudFormation's types that take a secret.
    private static let secretProperties: Set<String> = [
        "MasterUserPassword", "SecretString", "AuthToken", "Password", "LoginPassword", "ClientSecret", "OAuthToken",
        "AccessToken", "client_secret",
    ]

    /// The kind of a text that has the form of a secret, whatever the property's name.
    private static func kind(ofSecret text: String) -> String? {
        // No secret is shorter, and most texts of a template are.
        guard text.utf8.count >= 12 else { return nil }
        if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") { return "a private key" }
        if text.contains(/\b(AKIA|ASIA)[0-9A-Z]{16}\b/) { return "an access key of AWS" }
        if text.contains(/\bgh[pousr]_[A-Za-z0-9]{36}/) { return "a token of GitHub" }
        if text.contains(/\bxox[abpr]-[A-Za-z0-9-]{10}/) { return "a token of Slack" }
        if text.contains(/\b[sr]k_live_[A-Za-z0-9]{16}/) { return "a key of Stripe" }
        // A login in a URI, unless its password is a reference.
        if text.contains(/[a-z]:\/\/[^\/\s:@]+:[^\/\s:@${}]+@/) { return "a login in a URI" }
        return nil
    }
}
