import Infra
import InfraTesting
import Testing

@Suite("Role")
struct RoleTests {
    @Test("A role is assumed by its service for this account, and has no permissions by default")
    func defaults() throws {
        let template = try TestStack.template { $0.add("Role", Role(service: .lambda, description: "Runs")) }
        let trust = template.trust(ofRole: "Role")
        #expect(trust.map(\.principal) == [["Service": "lambda.amazonaws.com"]])
        #expect(
            template.property("Role", "AssumeRolePolicyDocument/Statement/0/Condition") == [
                "StringEquals": ["aws:SourceAccount": ["Ref": "AWS::AccountId"]]
            ])
        #expect(template.property("Role", "Policies") == nil)
    }

    @Test("A role's conditions replace the default")
    func conditions() throws {
        var role = Role(service: .lambda, description: "Runs")
        role.conditions = nil
        let template = try TestStack.template { $0.add("Role", role) }
        #expect(template.property("Role", "AssumeRolePolicyDocument/Statement/0/Condition") == nil)
        #expect(template.property("Role", "Description") == "Runs")
    }

    @Test("A service that is not an AWS host name is refused")
    func rules() {
        let problems = TestStack.problems { $0.add("Role", Role(service: "lambda", description: "Runs")) }
        #expect(
            problems.first?.hasPrefix("test/Role: service is \"lambda\"; expected the host name of a service") == true)
    }
}

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

@Suite("GeneratedSecret")
struct GeneratedSecretTests {
    @Test("A secret is 48 letters and digits by default, which a role may read")
    func defaults() throws {
        let template = try TestStack.template { scope in
            let secret = scope.add("Key", GeneratedSecret(description: "A key"))
            secret.grantRead(to: scope.add("Role", Role(service: .lambda, description: "Reads")))
        }
        #expect(
            template.property("Key", "GenerateSecretString") == ["ExcludePunctuation": true, "PasswordLength": 48])
        #expect(template.resource("Key")?.options.deletionPolicy == .delete)
        #expect(template.statements(ofRole: "Role").map(\.resources) == [[["Ref": "Key"]]])
    }

    @Test("Length, key and removal are the description's")
    func properties() throws {
        var secret = GeneratedSecret(description: "A key")
        secret.length = 64
        secret.key = "arn:aws:kms:eu-central-1:123456789012:key/1"
        secret.removal = .retain
        let template = try TestStack.template { $0.add("Key", secret) }
        #expect(template.property("Key", "GenerateSecretString/PasswordLength") == 64)
        #expect(template.property("Key", "KmsKeyId") == "arn:aws:kms:eu-central-1:123456789012:key/1")
        #expect(template.resource("Key")?.options.updateReplacePolicy == .retain)
    }

    @Test("A length that can be guessed is refused")
    func rules() {
        var secret = GeneratedSecret(description: "A key")
        secret.length = 12
        #expect(
            TestStack.problems { $0.add("Key", secret) } == [
                "test/Key: length is 12; expected a whole number from 32 to 4096"
            ])
    }
}

@Suite("ContainerCluster")
struct ContainerClusterTests {
    @Test("A cluster has Container Insights unless they are switched off", arguments: [true, false])
    func insights(isOn: Bool) throws {
        var cluster = ContainerCluster()
        if !isOn { cluster.insights = false }
        let template = try TestStack.template { $0.add("Cluster", cluster) }
        #expect(template.property("Cluster", "ClusterSettings/0/Value") == (isOn ? "enabled" : "disabled"))
    }
}
