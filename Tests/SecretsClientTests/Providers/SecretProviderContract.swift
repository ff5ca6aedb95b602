import SecretsClient
import SecretsClientTesting
import Testing

/// The contract of `SecretProvider`, tested with every implementation.
@Suite struct SecretProviderContract {
    typealias Kind = ProviderUnderTest.Kind

    @Test("A value is read as written, as the current version", arguments: ProviderUnderTest.kinds)
    func reads(kind: Kind) async throws {
        let texts = [
            "A": Canary.text, "B": "é日本\u{1F600} \"quoted\" \\ \t x", "C": String(repeating: "x", count: 65_536),
            "D": "{\"username\":\"u\"}",
        ]
        let subject = try await ProviderUnderTest.make(kind, texts)
        for (id, text) in texts {
            let secret = try await subject.provider.secret(for: SecretReference(id))
            #expect(secret.value.revealBytes() == Array(text.utf8))
            #expect(secret.version.stages.contains(.current))
            #expect(!secret.version.id.isEmpty)
        }
    }

    @Test("The version of a secret equals the version of its value", arguments: ProviderUnderTest.kinds)
    func versions(kind: Kind) async throws {
        let subject = try await ProviderUnderTest.make(kind, ["A": "a"])
        let secret = try await subject.provider.secret(for: "A")
        let version = try await subject.provider.version(for: "A")
        #expect(version.id == secret.version.id)
        #expect(version.stages == secret.version.stages)
        // The version's id finds the same version.
        let reference = SecretReference("A", .version(version.id))
        #expect(try await subject.provider.secret(for: reference).value == secret.value)
        #expect(try await subject.provider.version(for: reference).id == version.id)
    }

    @Test("A missing secret is not found, and the error names it", arguments: ProviderUnderTest.kinds)
    func missing(kind: Kind) async throws {
        let subject = try await ProviderUnderTest.make(kind, ["A": Canary.text])
        let reading = await #expect(throws: SecretError.self) { try await subject.provider.secret(for: "B") }
        let asking = await #expect(throws: SecretError.self) { try await subject.provider.version(for: "B") }
        for error in [reading, asking] {
            #expect(error?.kind == .notFound)
            #expect(error?.id == "B")
            #expect(error?.description.contains("\"B\"") == true)
        }
    }

    @Test("A missing version or stage is not found", arguments: ProviderUnderTest.kinds)
    func missingVersion(kind: Kind) async throws {
        let subject = try await ProviderUnderTest.make(kind, ["A": Canary.text])
        let selectors: [SecretReference.Selector] = [
            .stage(.pending), .stage("OTHER"), .version("00000000-0000-0000-0000-000000000000"),
        ]
        for selector in selectors {
            let reference = SecretReference("A", selector)
            let reading = await #expect(throws: SecretError.self) { try await subject.provider.secret(for: reference) }
            #expect(reading?.kind == .notFound, "\(reference)")
            let asking = await #expect(throws: SecretError.self) { try await subject.provider.version(for: reference) }
            #expect(asking?.kind == .notFound, "\(reference)")
            #expect(!Canary.printed(reading as Any).contains(Canary.text))
        }
    }

    @Test("A changed value has a new version", arguments: ProviderUnderTest.kinds)
    func changes(kind: Kind) async throws {
        let subject = try await ProviderUnderTest.make(kind, ["A": "a"])
        guard let change = subject.change else { return }
        let old = try await subject.provider.secret(for: "A")
        try await change("A", Array("b".utf8))
        let new = try await subject.provider.secret(for: "A")
        #expect(try new.revealText() == "b")
        #expect(new.version.id != old.version.id)
        #expect(try await subject.provider.version(for: "A").id == new.version.id)
    }

    @Test("A value can be binary", arguments: ProviderUnderTest.kinds)
    func binary(kind: Kind) async throws {
        let subject = try await ProviderUnderTest.make(kind, ["A": "a"])
        guard let change = subject.change else { return }
        let bytes = (0...255).map { UInt8($0) }
        try await change("A", bytes)
        #expect(try await subject.provider.secret(for: "A").value.revealBytes() == bytes)
    }

    @Test("A cached provider returns the same results", arguments: ProviderUnderTest.kinds)
    func cached(kind: Kind) async throws {
        let subject = try await ProviderUnderTest.make(kind, ["A": Canary.text])
        let cache = CachingSecretProvider(subject.provider)
        for _ in 0..<3 { #expect(try await cache.secret(for: "A").revealText() == Canary.text) }
        let error = await #expect(throws: SecretError.self) { try await cache.secret(for: "B") }
        #expect(error?.kind == .notFound)
    }
}
