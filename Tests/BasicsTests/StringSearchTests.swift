import Basics
import Testing

@Suite("Search in texts")
struct StringSearchTests {
    @Test(
        "A text is found at the beginning, in the middle, at the end and after a false start",
        arguments: [
            ("{{resolve:ssm}}", true), ("a{{resolve:ssm}}", true), ("ä{{{resolve:ssm", true), ("{{resolve:ss", false),
            ("", false), ("{{resolve:{{resolve:ssm", true), ("{{resolve:SSM", false),
        ])
    func found(text: String, isFound: Bool) {
        #expect(text.hasBytes(of: "{{resolve:ssm") == isFound)
    }

    @Test("Every text has the empty text")
    func empty() {
        #expect("".hasBytes(of: "") && "a".hasBytes(of: ""))
    }
}
