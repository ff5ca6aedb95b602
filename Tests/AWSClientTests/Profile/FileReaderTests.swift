import Foundation
import Testing

@testable import AWSClient

@Suite struct FileReaderTests {
    @Test("The reader distinguishes missing from unreadable files and stops at 1 MiB")
    func live() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ size: Int) throws -> String {
            let url = folder.appendingPathComponent(name)
            try Data(repeating: 0x61, count: size).write(to: url)
            return url.path
        }
        #expect(try FileReader.live(try file("empty", 0)) == [])
        #expect(try FileReader.live(try file("large", 1 << 20))?.count == 1 << 20)
        #expect(try FileReader.live(folder.appendingPathComponent("none").path) == nil)
        #expect(try FileReader.live(try file("file", 1) + "/below") == nil)
        #expect(throws: FileReadingError.self) { try FileReader.live(folder.path) }
        let tooLarge = try file("too-large", 1 << 20 + 1)
        #expect(throws: FileReadingError.self) { try FileReader.live(tooLarge) }
    }
}
