import Basics
import Testing

@Suite struct XMLTextTests {
    @Test(
        "Markup is escaped and characters that XML does not have are replaced",
        arguments: [
            (
                "a < b && \"c\" > d", "a &lt; b &amp;&amp; &quot;c&quot; &gt; d",
                "a &lt; b &amp;&amp; &quot;c&quot; &gt; d"
            ),
            ("one\ttwo\nthree", "one two three", "one&#9;two&#10;three"),
            ("\u{1B}[31m\u{FFFE}", "[31m", "?[31m?"),
            ("äöü…", "äöü…", "äöü…"),
        ])
    func escaping(text: String, attribute: String, content: String) {
        #expect(XMLText.attribute(text) == attribute)
        #expect(XMLText.content(text) == content)
    }

    @Test(
        "A number is rounded to the nearest decimal, half away from zero",
        arguments: [
            (0.0, 1, "0"), (1.25, 1, "1.3"), (-1.25, 1, "-1.3"), (0.49999999999999994, 0, "0"), (0.5, 0, "1"),
            (-0.04, 1, "0"), (12.0, 2, "12"), (2.675, 1, "2.7"),
        ])
    func decimals(number: Double, digits: Int, text: String) {
        #expect(Decimals.text(number, digits) == text)
    }
}
