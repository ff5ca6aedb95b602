/// The live area at the bottom of a terminal: lines that are drawn over and over, below text that stays.
///
/// Every method returns the characters to write; nothing is written here. The cursor rests at the start of the line below the area.
/// No line may be wider than the terminal, and the area is lower than it: the terminal cannot move to a line that has scrolled away.
package struct TerminalScreen: Sendable, Hashable {
    /// The lines that the terminal shows.
    package private(set) var lines: [String] = []

    /// Creates an empty area.
    package init() {}

    /// Draws other lines in the area. Only lines that differ are written.
    package mutating func show(_ new: [String]) -> String {
        let text = Self.escapes(from: lines, to: new)
        lines = new
        return text
    }

    /// Writes text that stays above the area.
    package mutating func write(_ text: [String]) -> String {
        guard !text.isEmpty else { return "" }
        let area = lines
        return clear() + text.map { $0 + "\n" }.joined() + show(area)
    }

    /// Removes the area.
    package mutating func clear() -> String { show([]) }

    /// Returns the escape sequences (ECMA-48) that turn one area into another.
    package static func escapes(from old: [String], to new: [String]) -> String {
        guard old != new else { return "" }
        let same = zip(old, new).prefix { $0 == $1 }.count
        var text = up(old.count - same)
        for index in same..<max(same, new.count) {
            if index < old.count, old[index] == new[index] {
                text += "\n"
            } else {
                // The rest is erased before the text, as a full line leaves the cursor in the last column.
                text += (index < old.count ? "\u{1B}[2K" : "") + new[index] + "\n"
            }
        }
        if new.count < old.count { text += "\u{1B}[0J" }
        return text
    }

    private static func up(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)A\r" : "" }
}
