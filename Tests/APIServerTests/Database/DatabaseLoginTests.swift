import AnalyticsAPI
import Foundation
import SecretsClient
import SecretsClientTesting
import Testing

@testable import APIServer

@Suite struct DatabaseLoginTests {
    static func document(user: String, password: String) -> String {
        #"{"username":"\#(user)","password":"\#(password)","host":"db","port":"5433","dbname":"main"}"#
    }

    private func login(
        _ settings: [Setting: String], _ store: InMemorySecretStore = InMemorySecretStore(),
        variables: [String: String] = [:]
    ) throws -> DatabaseLogin {
        guard case .database(let location) = try ServerSettings({ settings[$0] }).store else {
            throw UnexpectedError("no database")
        }
        return try DatabaseLogin(location, variables: variables, secretsManager: { _ in store }, observe: { _ in })
    }

    @Test("User and password are read from the secret once, and again after the database has rejected them")
    func refusal() async throws {
        let store = try InMemorySecretStore(["weir": Self.document(user: "a", password: "1")])
        let login = try login([.databaseSecret: "weir"], store)
        for _ in 0..<3 { #expect(try await login.credentials().username == "a") }
        #expect(store.calls.count == 1)
        try await store.put(try SecretValue(Self.document(user: "b", password: "2")), into: "weir", as: .current)
        let found = try await login.credentials(afterRefusal: true)
        #expect(found.username == "b")
        #expect(try found.password.revealText() == "2")
        #expect(try await login.credentials().username == "b")
        #expect(store.calls.count == 2)
    }

    @Test("A secret file is read at each request for credentials")
    func file() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let login = try login([.databaseSecretFile: path])
        for password in ["1", "2", "3"] {
            let text = Self.document(user: "a", password: password)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try await login.credentials(afterRefusal: true).password.revealText() == password)
        }
    }

    @Test("Settings take precedence over the address in the secret")
    func address() async throws {
        let store = try InMemorySecretStore(["weir": Self.document(user: "a", password: "1")])
        #expect(
            try await login([.databaseSecret: "weir"], store).address()
                == DatabaseAddress(host: "db", port: 5433, name: "main"))
        #expect(
            try await login(
                [.databaseSecret: "weir", .databaseHost: "h", .databasePort: "1", .databaseName: "n"], store
            ).address() == DatabaseAddress(host: "h", port: 1, name: "n"))
    }

    @Test("A setting that is missing in the secret as well is reported by name")
    func missing() async throws {
        let store = try InMemorySecretStore(["weir": #"{"username":"u","password":"CANARY"}"#])
        let host = await #expect(throws: SettingsError.self) {
            try await login([.databaseSecret: "weir"], store).address()
        }
        #expect(host?.description.contains("DB_HOST") == true)
        let name = await #expect(throws: SettingsError.self) {
            try await login([.databaseSecret: "weir", .databaseHost: "h"], store).address()
        }
        #expect(name?.description.contains("DB_NAME") == true)
        let place: [Setting: String] = [.databaseSecret: "weir", .databaseHost: "h", .databaseName: "n"]
        #expect(try await login(place, store).address().port == 5432)
    }

    @Test("A password from the environment is used as it is, not parsed as a document")
    func environment() async throws {
        let settings: [Setting: String] = [
            .databaseHost: "h", .databaseName: "n", .databaseUser: "u", .databasePassword: "set",
        ]
        let found = try await login(settings, variables: ["DB_PASSWORD": "{p}"]).credentials()
        #expect(found.username == "u")
        #expect(try found.password.revealText() == "{p}")
    }
}
