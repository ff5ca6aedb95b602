import Testing

@Suite struct ImportScannerTests {
    @Test(
        "The module of every form of import is found",
        arguments: [
            ("import Models", ["Models"]),
            ("internal import Crypto", ["Crypto"]),
            ("public import HTTPTypes // why", ["HTTPTypes"]),
            ("@testable import Storage", ["Storage"]),
            ("@preconcurrency @testable package import Storage", ["Storage"]),
            ("@_spi(Testing) import Storage", ["Storage"]),
            ("@_spi(Testing) internal import Storage", ["Storage"]),
            ("import struct Foundation.Data", ["Foundation"]),
            ("internal import func Glibc.exit", ["Glibc"]),
            ("import enum Models.Granularity", ["Models"]),
            ("import os.log", ["os"]),
            ("import `class`", ["class"]),
            ("import A; import B", ["A", "B"]),
            ("  import A\n\n/* x */ import B", ["A", "B"]),
            ("import A/* x */", ["A"]),
            ("import\n    A", ["A"]),
            ("#if canImport(B)\nimport B\n#elseif os(Linux)\nimport C\n#else\nimport D\n#endif", ["B", "C", "D"]),
            ("let text = \"\"\"\n\"\"\"\nimport A", ["A"]),
            ("let quote = #\"\"\"#\nimport A", []),
            ("let quote = #\"\\#(f(\")\"))\"#\nimport A", ["A"]),
            ("let path = \"//\"\nimport A", ["A"]),
            ("let pattern = /\"/\nimport A", ["A"]),
        ])
    func finds(source: String, modules: [String]) {
        #expect(ImportScanner.imports(in: source).map(\.module) == modules)
    }

    @Test(
        "Text that only resembles an import is ignored",
        arguments: [
            "",
            "import",
            "// import A",
            "/// import A\n/* import B /* import C */\nimport D */",
            "let a = \"import A\"",
            "let a = \"\"\"\nimport A\n  \"quoted\"\nimport B\n\"\"\"",
            "let a = #\"\"\"\nimport A\n\"\"\"\nimport B\n\"\"\"#",
            "let a = \"\\(\"import A\")\"",
            "let a = \"\\\"; import A\"",
            "#if canImport(A)\n#endif",
            "action.import(a)",
            "func load(import a: Int) {}",
            "func load(\n    import a: Int\n) {}",
            "case `import` a",
            "let reimport = important",
        ])
    func ignores(source: String) {
        #expect(ImportScanner.imports(in: source).isEmpty)
    }

    @Test("Line numbers count lines in comments and strings")
    func lines() {
        let source = "/* 1\n2 */\nlet a = \"\"\"\n4\n\"\"\"\nimport A // 6\n\nimport B"
        #expect(ImportScanner.imports(in: source) == [Import(module: "A", line: 6), Import(module: "B", line: 8)])
    }
}
