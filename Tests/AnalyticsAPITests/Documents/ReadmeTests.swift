import Foundation
import Models
import Processes
import Testing

@Suite("README.md")
struct ReadmeTests {
    /// Returns the indented blocks below a heading.
    private static func blocks(below heading: String, of document: String) throws -> [String] {
        let sections = document.components(separatedBy: "\n## ")
        let section = try #require(sections.first { $0.hasPrefix(heading + "\n") })
        return section.components(separatedBy: "\n\n").filter { $0.hasPrefix("    ") }.map { block in
            block.split(separator: "\n", omittingEmptySubsequences: false).map { String($0.dropFirst(4)) }
                .joined(separator: "\n")
        }
    }

    /// Returns a JSON text on one line, without what differs from run to run.
    private static func comparable(_ text: String) throws -> String {
        try JSONValue(parsing: text).description
            .replacing(/"elapsedMs":[0-9.]+/, with: "elapsedMs")
            .replacing(/"(id|url|createdAt|expiresAt|requestId|traceId)":"[^"]*"/) { "\($0.1)" }
    }

    @Test("Each command of the tutorial has the answer that README.md shows")
    func tutorial() async throws {
        let blocks = try Self.blocks(below: "Tutorial", of: DocumentExample.document("README.md"))
        let commands = blocks.indices.filter { blocks[$0].hasPrefix("curl ") }
        try #require(commands.count >= 7 && commands.count < blocks.count)
        let folder = try TemporaryFolder()
        try await TestServer().live { _, port in
            for index in commands {
                let command = blocks[index].replacingOccurrences(of: "localhost:8080", with: "127.0.0.1:\(port)")
                let run = try await ChildProcess.finish(
                    ["/bin/sh", "-c", command], environment: ["no_proxy": "*", "NO_PROXY": "*"], folder: folder.path)
                #expect(run.ending.code == 0, "\(command): \(run.errors)")
                guard index + 1 < blocks.count, !commands.contains(index + 1) else {
                    let status = try JSONValue(parsing: run.output)["status"]
                    #expect(status == nil, "\(run.output)")
                    continue
                }
                let expected = try Self.comparable(blocks[index + 1])
                #expect(try Self.comparable(run.output) == expected, "\(command)")
            }
        }
    }
}
