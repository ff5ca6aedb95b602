import Infra
import InfraTesting
import Testing

@Suite("LoginSecret")
struct LoginSecretTests {
    @Test("A secret generates a password of 40 characters without the characters that RDS refuses")
    func defaults() throws {
        let template = try TestStack.template {
            $0.add("Login", LoginSecret(username: "reader", description: "A login"))
        }
        #expect(
            template.mismatch(
                "Login", type: "AWS::SecretsManager::Secret",
                with: [
                    "GenerateSecretString": [
                        "PasswordLength": 40, "SecretStringTemplate": #"{"username":"reader"}"#,
                    ]
                ]) == nil)
        guard case .string(let excluded)? = template.property("Login", "GenerateSecretString/ExcludeCharacters") else {
            Issue.record("no excluded characters")
            return
        }
        #expect("/@\" ".allSatisfy { excluded.contains($0) })
    }

    @Test("A password length that Secrets Manager refuses is reported")
    func rules() {
        var secret = LoginSecret(username: "", description: "A login")
        secret.passwordLength = 5000
        #expect(TestStack.problems { $0.add("Login", secret) }.count == 2)
    }

    @Test("A customer's key encrypts the secret, and a reader may use it for this secret alone")
    func key() throws {
        let arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
        let template = try TestStack.template { scope in
            var login = LoginSecret(username: "reader", description: "A login")
            login.key = ResourceARN(.literal(arn))
            login.removal = .retain
            let role = scope.add("Role", Role(service: .lambda, description: "Reads"))
            scope.add("Login", login).grantRead(to: role)
        }
        #expect(template.property("Login", "KmsKeyId") == .string(arn))
        #expect(template.resource("Login")?.options.deletionPolicy == .retain)
        #expect(template.statements(ofRole: "Role").last?.actions == ["kms:Decrypt"])
        #expect(template.statements(ofRole: "Role").last?.resources == [.string(arn)])
        #expect(
            template.property("Role", "Policies/0/PolicyDocument/Statement/1/Condition") == [
                "StringEquals": ["kms:EncryptionContext:SecretARN": ["Ref": "Login"]]
            ])
    }

    @Test("A field of a secret is a dynamic reference")
    func field() {
        let secret = LoginSecret.Reference(arn: "arn:x")
        #expect(secret.field("password") == "{{resolve:secretsmanager:arn:x:SecretString:password}}")
    }
}
