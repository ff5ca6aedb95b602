import Infra
import InfraTesting
import Testing

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
