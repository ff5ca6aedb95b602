import AnalyticsAPI
import Foundation
import Processes
import Testing

@Suite("Docs/API.md")
struct APIDocumentTests {
    @Test("Every example in Docs/API.md produces the output that the document shows")
    func examples() async throws {
        let examples = try DocumentExample.all(in: DocumentExample.document("Docs/API.md"))
        try #require(examples.count >= 8)
        let folder = try TemporaryFolder()
        try await TestServer().live { _, port in
            for example in examples {
                // A file that the document prints exists for the commands after it.
                if let file = example.command.split(separator: "cat ").first, example.command.hasPrefix("cat "),
                    !file.contains("/")
                {
                    try Data((example.output.joined(separator: "\n") + "\n").utf8)
                        .write(to: folder.url.appendingPathComponent(String(file)))
                }
                let command = example.command.replacingOccurrences(of: "127.0.0.1:8080", with: "127.0.0.1:\(port)")
                let run = try await ChildProcess.finish(
                    ["/bin/sh", "-c", command], environment: ["no_proxy": "*", "NO_PROXY": "*"], folder: folder.path)
                #expect(run.ending.code == 0, "line \(example.line): \(run.errors)")
                if let difference = example.difference(from: run.output) {
                    Issue.record("Docs/API.md, line \(example.line):\n\(difference)")
                }
            }
        }
    }

    @Test("The comparison reports an example whose output has changed")
    func changedOutput() throws {
        let document = """
            ```console
            $ curl -i x -d '{
                "a": 1}'
            HTTP/1.1 200 OK
            A: b
            …

            {"elapsedMs":1.5,"n":1}
            $ cat f
            text
            ```
            """
        let examples = try DocumentExample.all(in: document)
        #expect(examples.map(\.line) == [2, 9])
        #expect(examples.map(\.command) == ["curl -i x -d '{\n    \"a\": 1}'", "cat f"])
        let head = "HTTP/1.1 200 OK\r\nA: b\r\n"
        #expect(examples[0].difference(from: head + "C: d\r\n\r\n{\"elapsedMs\":77,\"n\":1}\n") == nil)
        for other in [
            head + "C: d\r\n\r\n{\"elapsedMs\":77,\"n\":2}\n", head, "",
            head + "\r\n{\"elapsedMs\":77,\"n\":1}\nmore\n",
            "HTTP/1.1 201 Created\r\nA: b\r\n\r\n{\"elapsedMs\":77,\"n\":1}\n",
        ] {
            #expect(examples[0].difference(from: other) != nil, "\(other)")
        }
    }

    @Test(
        "The parser rejects a block that is not a list of commands",
        arguments: ["```json\n{}\n```", "```console\nnothing\n```", "```console\n$ a 'b\n```"])
    func invalidBlocks(document: String) {
        #expect(throws: DocumentExampleError.self) { try DocumentExample.all(in: document) }
    }
}
