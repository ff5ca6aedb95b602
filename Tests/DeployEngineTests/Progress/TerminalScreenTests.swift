import DeployEngine
import TestSupport
import Testing

@Suite struct TerminalScreenTests {
    @Test("Only lines that differ are written")
    func difference() {
        #expect(TerminalScreen.escapes(from: ["a", "b"], to: ["a", "b"]) == "")
        #expect(TerminalScreen.escapes(from: [], to: ["a", "b"]) == "a\nb\n")
        #expect(TerminalScreen.escapes(from: ["a", "b", "c"], to: ["a", "x", "c"]) == "\u{1B}[2A\r\u{1B}[2Kx\n\n")
        #expect(TerminalScreen.escapes(from: ["a", "b"], to: ["a"]) == "\u{1B}[1A\r\u{1B}[0J")
        #expect(TerminalScreen.escapes(from: ["a"], to: []) == "\u{1B}[1A\r\u{1B}[0J")
    }

    @Test("A terminal that obeys the sequences shows the lines", arguments: 0..<40)
    func random(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var screen = TerminalScreen()
        var terminal = SketchedTerminal()
        var kept: [String] = []
        for _ in 0..<60 {
            if generator.chance(25) {
                kept.append("kept \(kept.count)")
                terminal.write(screen.write(kept.suffix(1)))
            } else {
                let lines = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    String(
                        repeating: ["a", "b", "c"].randomElement(using: &generator) ?? "a",
                        count: Int.random(in: 0...5, using: &generator))
                }
                terminal.write(screen.show(lines))
            }
            #expect(terminal.rows == kept + screen.lines + [""], "seed \(seed)")
            #expect(terminal.row == terminal.rows.count - 1, "seed \(seed)")
        }
        terminal.write(screen.clear())
        #expect(terminal.rows == kept + [""])
    }
}

/// A terminal of unlimited size that knows the sequences of the screen.
private struct SketchedTerminal {
    private(set) var rows = [""]
    private(set) var row = 0
    private var column = 0

    mutating func write(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n":
                row += 1
                column = 0
                if row == rows.count { rows.append("") }
            case "\r": column = 0
            case "\u{1B}": obey(&rest)
            default:
                let line = Array(rows[row].unicodeScalars)
                let changed = line.prefix(column) + [scalar] + line.dropFirst(column + 1)
                rows[row] = String(String.UnicodeScalarView(changed))
                column += 1
            }
        }
    }

    private mutating func obey(_ rest: inout ArraySlice<Unicode.Scalar>) {
        _ = rest.popFirst()
        var number = ""
        while let next = rest.first, ("0"..."9").contains(next) {
            number.unicodeScalars.append(next)
            rest.removeFirst()
        }
        switch rest.popFirst() {
        case "A": row -= Int(number) ?? 1
        case "K": rows[row] = ""
        case "J":
            rows[row] = ""
            rows.removeSubrange((row + 1)...)
        default: rows[row] += "?"
        }
    }
}
