import SecretsClient
import Testing

@Suite struct EnvironmentSecretProviderTests {
    @Test("The default variables are those of the process")
    func process() async throws {
        #expect(try await !EnvironmentSecretProvider().secret(for: "PATH").revealText().isEmpty)
    }

    @Test("A value is read unchanged, line endings included")
    func asItIs() async throws {
        let provider = EnvironmentSecretProvider(variables: ["A": " a\r\n"])
        #expect(try await provider.secret(for: "A").revealText().utf8.elementsEqual(" a\r\n".utf8))
    }

    @Test("An empty or too long variable is an error of that variable only", arguments: [0, 65_537])
    func unusable(count: Int) async throws {
        let provider = EnvironmentSecretProvider(variables: ["A": String(repeating: "x", count: count), "B": "b"])
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: "A") }
        #expect(error?.kind == .malformed)
        #expect(error?.id == "A")
        #expect(try await provider.secret(for: "B").revealText() == "b")
    }

    @Test("A printed provider shows no values")
    func printing() {
        let provider = EnvironmentSecretProvider(variables: ["A": Canary.text])
        #expect(!Canary.printed(provider).contains(Canary.text))
    }
}
