import TestSupport
import Testing

@testable import AWSClient

@Suite
struct XMLParserTests {
    private func parse(_ text: String) throws -> ResponseElement { try XMLParser.parse(Array(text.utf8)) }

    @Test("Elements, text and children are parsed, without prefixes, attributes, comments and instructions")
    func reads() throws {
        let text = """
            \u{FEFF}<?xml version="1.0"?><!-- a > b -->
            <ns:R xmlns:ns="urn:x>y" a='"/>'><A>1 &lt; 2 &amp;&#x41;&#66;</A><B/><A><![CDATA[<raw> & ]]></A>tail</ns:R> <!-- end -->
            """
        let root = try parse(text)
        #expect(
            root
                == ResponseElement(
                    "R", text: "tail",
                    children: [
                        ResponseElement("A", text: "1 < 2 &AB"), ResponseElement("B"),
                        ResponseElement("A", text: "<raw> & "),
                    ]))
        #expect(root.text("A") == "1 < 2 &AB")
        #expect(root.first("B") != nil && root.first("C") == nil)
        #expect(ResponseElement("X", text: " \n a b\t").trimmed == "a b")
    }

    @Test(
        "A malformed document is an error with its place",
        arguments: [
            "", "text", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a/>x", "<a>&nbsp;</a>", "<a>&#0;</a>",
            "<a>&#xD800;</a>",
            "<a>&amp</a>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a b=\"></a>", "< a/>", "<a",
            "<a><![CDATA[</a>",
            "<!-- <a/>", "<?x <a/>", "<a <b/></a>", "<:/>", "<a>&#99999999999;</a>",
        ])
    func refuses(text: String) {
        #expect(throws: XMLParser.SyntaxError.self) { try parse(text) }
    }

    @Test("The depth of elements is limited")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(XMLParser.deepest)) }
        #expect(throws: XMLParser.SyntaxError.self) { try parse(nested(XMLParser.deepest + 1)) }
    }

    @Test("The number of elements is limited")
    func count() {
        func flat(_ count: Int) -> [UInt8] {
            Array("<r>".utf8) + [[UInt8]](repeating: Array("<a/>".utf8), count: count).joined() + Array("</r>".utf8)
        }
        #expect(throws: Never.self) { try XMLParser.parse(flat(XMLParser.most - 1)) }
        #expect(throws: XMLParser.SyntaxError.self) { try XMLParser.parse(flat(XMLParser.most)) }
    }

    @Test("Text that is not UTF-8 is an error")
    func encoding() {
        #expect(throws: XMLParser.SyntaxError.self) {
            try XMLParser.parse(Array("<a>".utf8) + [0xFF, 0xC0] + Array("</a>".utf8))
        }
    }

    @Test("No sequence of bytes crashes the parser")
    func mutations() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let whole = Array("<R x='1'><A>1 &lt; &#65;</A><!-- c --><B/><![CDATA[d]]></R>".utf8)
        var documents = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(whole.randomElement(using: &generator) ?? 0, at: index)
                default: bytes.removeSubrange(index...)
                }
                if bytes.isEmpty { bytes = [0x3C] }
            }
            if (try? XMLParser.parse(bytes)) != nil { documents += 1 }
        }
        // Some mutations are valid and some are not; otherwise the test would prove little.
        #expect((100..<19_900).contains(documents), "seed \(seed)")
    }
}
