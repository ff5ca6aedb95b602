import Foundation
import Processes
import SecretsClient
import Testing

@Suite struct FileSecretProviderTests {
    let folder: TemporaryFolder
    let provider: FileSecretProvider

    init() throws {
        folder = try TemporaryFolder()
        provider = FileSecretProvider(folder: folder.path + "/secrets")
        try folder.write("outside".utf8, to: "outside")
        try folder.write("inside".utf8, to: "secrets/inside")
    }

    @Test(
        "One line ending at the end of a file is dropped",
        arguments: [
            ("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a\r\n\r\n", "a\r\n"), ("a\r", "a\r"),
            ("a\nb\n", "a\nb"), (" a \n", " a "), ("\na", "\na"),
        ])
    func lineEnding(content: String, value: String) async throws {
        try folder.write(content.utf8, to: "secrets/file")
        #expect(try await provider.secret(for: "file").revealText().unicodeScalars.elementsEqual(value.unicodeScalars))
        let keeping = FileSecretProvider(folder: folder.path + "/secrets", lineEnding: .kept)
        #expect(try await keeping.secret(for: "file").revealText().unicodeScalars.elementsEqual(content.unicodeScalars))
    }

    @Test(
        "An empty or too long file is rejected",
        arguments: [
            (0, "", false), (0, "\n", false), (1, "", true), (65_536, "", true), (65_536, "\r\n", true),
            (65_537, "", false), (65_537, "\n", false), (65_538, "\r\n", false), (10_000_000, "", false),
        ])
    func size(count: Int, end: String, isAccepted: Bool) async throws {
        try folder.write(Array(repeating: UInt8(ascii: "x"), count: count) + Array(end.utf8), to: "secrets/file")
        if isAccepted {
            #expect(try await provider.secret(for: "file").value.count == count)
        } else {
            let error = await #expect(throws: SecretError.self) { try await provider.secret(for: "file") }
            #expect(error?.kind == .malformed)
        }
    }

    @Test(
        "A name that is no path below the folder is rejected",
        arguments: [
            "", "/", ".", "..", "../outside", "a/../../outside", "inside/", "/inside", "//inside", "./inside", "a//b",
            "../outside\u{301}", "inside\u{0}", "../secrets/inside", "..\u{0}",
        ])
    func noPath(id: String) async {
        let reading = await #expect(throws: SecretError.self) { try await provider.secret(for: SecretReference(id)) }
        #expect(reading?.kind == .invalidRequest)
        let asking = await #expect(throws: SecretError.self) { try await provider.version(for: SecretReference(id)) }
        #expect(asking?.kind == .invalidRequest)
    }

    @Test("A combining mark after a slash does not hide a path out of the folder")
    func accent() async {
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: "../\u{301}x") }
        #expect(error?.kind == .invalidRequest)
    }

    @Test("Links out of the folder are rejected, and links within it are followed")
    func links() async throws {
        try folder.link("secrets/absolute", to: folder.path + "/outside")
        try folder.link("secrets/relative", to: "../outside")
        try folder.link("secrets/up", to: "..")
        try folder.write("twin".utf8, to: "secrets-twin/file")
        try folder.link("secrets/twin", to: "../secrets-twin/file")
        for id in ["absolute", "relative", "up/outside", "twin"] {
            let error = await #expect(throws: SecretError.self) { try await provider.secret(for: SecretReference(id)) }
            #expect(error?.kind == .accessDenied, "\(id)")
        }
        try folder.link("secrets/within", to: "inside")
        #expect(try await provider.secret(for: "within").revealText() == "inside")
        try folder.link("secrets/loop", to: "loop")
        await #expect(throws: SecretError.self) { try await provider.secret(for: "loop") }
    }

    @Test("A secret mounted by Kubernetes is read, and its replacement is seen")
    func kubernetes() async throws {
        try folder.write("old\n".utf8, to: "secrets/..2026_01/password")
        try folder.link("secrets/..data", to: "..2026_01")
        try folder.link("secrets/password", to: "..data/password")
        let old = try await provider.secret(for: "password")
        #expect(try old.revealText() == "old")

        try folder.write("new\n".utf8, to: "secrets/..2026_02/password")
        try FileManager.default.removeItem(atPath: folder.path + "/secrets/..data")
        try folder.link("secrets/..data", to: "..2026_02")
        let new = try await provider.secret(for: "password")
        #expect(try new.revealText() == "new")
        #expect(old.version.id != new.version.id)
    }

    @Test("Folders and pipes are rejected without blocking")
    func noFile() async throws {
        try folder.write("x".utf8, to: "secrets/folder/file")
        #expect(mkfifo(folder.path + "/secrets/pipe", 0o600) == 0)
        for id in ["folder", "pipe"] {
            let error = await #expect(throws: SecretError.self) { try await provider.secret(for: SecretReference(id)) }
            #expect(error?.kind == .invalidRequest, "\(id)")
        }
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: "inside/file") }
        #expect(error?.kind == .notFound)
    }

    @Test("A missing folder is named in the error")
    func noFolder() async {
        let provider = FileSecretProvider(folder: folder.path + "/nowhere")
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: "file") }
        #expect(error?.kind == .notFound)
        #expect(error?.description.contains("nowhere") == true)
    }

    @Test("A name that is too long for a file is rejected")
    func longName() async {
        let id = SecretReference(String(repeating: "x", count: 5000))
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: id) }
        #expect(error?.kind == .invalidRequest)
    }
}
