import Testing

@Suite("DocumentReferences")
struct DocumentReferencesTests {
    @Test("Every reference in a document of this repository leads to a heading or a file")
    func repository() throws {
        let repository = Repository.current
        let paths = repository.files(below: "Docs").filter { $0.hasSuffix(".md") } + ["README.md", "CONTRIBUTING.md"]
        try #require(paths.contains("Docs/API.md"))
        var documents: [String: String] = [:]
        for path in paths { documents[path] = try repository.text(of: path) }
        for reference in DocumentReferences(documents: documents).broken() { Issue.record("\(reference)") }
    }

    @Test(
        "A reference that leads nowhere is found",
        arguments: [
            ("see \"Keys\"", nil), ("See \"The\n  plan\".", nil),
            ("see \"Rows with\na key\"", "no heading \"Rows with a key\""),
            ("[k](#keys)", nil), ("[k](#key)", "nothing at #key"), ("[b](B.md#a-b-c)", nil), ("[b](B.md)", nil),
            ("[b](C.md)", "nothing at C.md"), ("[b](B.md#a)", "nothing at B.md#a"), ("[r](../README.md)", nil),
            ("[s](../Sources/X.swift)", nil), ("[w](https://example.com/a.md)", nil),
            ("```\nsee \"Nothing\"\n```", nil),
        ] as [(String, String?)])
    func table(text: String, fault: String?) {
        let documents = [
            "Docs/A.md": "# A\n## Keys\n### The plan\n" + text, "Docs/B.md": "## A `b`: C", "README.md": "",
        ]
        #expect(
            DocumentReferences(documents: documents).broken() == (fault.map { ["Docs/A.md: \($0)"] } ?? []))
    }
}
