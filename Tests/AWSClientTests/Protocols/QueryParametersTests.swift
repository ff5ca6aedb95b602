import AWSClient
import Basics
import Foundation
import TestSupport
import Testing

@Suite
struct QueryParametersTests {
    private func form(_ write: (inout QueryParameters) -> Void) -> String {
        var form = QueryParameters()
        write(&form)
        return form.encoded
    }

    @Test("Nil values are omitted, and numbers and Booleans are encoded")
    func values() {
        let text = form {
            $0.add("A", "x")
            $0.add("B", nil as String?)
            $0.add("C", nil as Int?)
            $0.add("D", nil as Bool?)
            $0.add("E", -1)
            $0.add("F", true)
            $0.add("G", false)
            $0.add("H", "")
        }
        #expect(text == "A=x&E=-1&F=true&G=false&H=")
    }

    @Test("List members are numbered, with or without the member name")
    func lists() {
        #expect(form { $0.add("L", list: ["a", "b"]) } == "L.member.1=a&L.member.2=b")
        #expect(form { $0.add("L", list: ["a", "b"], member: nil) } == "L.1=a&L.2=b")
        #expect(form { $0.add("L", list: ["a"], member: "Item") } == "L.Item.1=a")
        #expect(form { $0.add("L", list: []) } == "L=")
        #expect(form { $0.add("L", list: nil as [String]?) } == "")
    }

    @Test("Fields of nested structures have the structure's name as a prefix")
    func nested() {
        let text = form {
            $0.add("S") {
                $0.add("T", list: [("k", "v"), ("l", "w")]) { tag, inner in
                    inner.add("Key", tag.0)
                    inner.add("Value", tag.1)
                }
            }
        }
        #expect(text == "S.T.member.1.Key=k&S.T.member.1.Value=v&S.T.member.2.Key=l&S.T.member.2.Value=w")
    }

    @Test("Maps are encoded in the order of their keys")
    func maps() {
        #expect(
            form { $0.add("M", map: ["b": "2", "a": "1"]) }
                == "M.entry.1.key=a&M.entry.1.value=1&M.entry.2.key=b&M.entry.2.value=2")
        #expect(form { $0.add("M", map: nil) } == "")
    }

    @Test("All bytes but letters, digits and -._~ are percent-encoded")
    func escapes() {
        #expect(form { $0.add("a b", "ü+/=&~*") } == "a%20b=%C3%BC%2B%2F%3D%26~%2A")
        #expect(PercentEncoding.encode("a/b c", keepsSlashes: true) == "a/b%20c")
    }

    @Test("Every encoded form decodes to its fields")
    func roundTrip() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "Z", "0", "-", ".", "_", "~", " ", "+", "%", "%41", "&", "=", "/", "\n", "\0", "é", "日", "🧭",
        ]
        for _ in 0..<500 {
            let text = generator.text(pieces, count: 0...12)
            let written = PercentEncoding.encode(text)
            #expect(written.removingPercentEncoding == text, "seed \(seed)")
            #expect(written.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "&") }, "seed \(seed)")
        }
    }
}
