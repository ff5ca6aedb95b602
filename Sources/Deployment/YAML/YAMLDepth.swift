/// A limit on nesting, as the parser's recursion could exhaust a thread's stack. Settings have two levels.
enum YAMLDepth {
    /// Returns the first line with too deep nesting, if any. Brackets in quotes and comments count too, which makes the limit
    /// stricter.
    static func tooDeep(_ text: String, deepest: Int = 64) -> Int? {
        var line = 1
        var brackets = 0
        var lead = 0
        var isLeading = true
        for byte in text.utf8 {
            switch byte {
            case 10, 13:
                line += byte == 10 ? 1 : 0
                lead = 0
                isLeading = true
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
            default: break
            }
            if isLeading, [32, 45, 63, 58].contains(byte) { lead += 1 } else { isLeading = false }
            if brackets > deepest || lead > deepest * 2 { return line }
        }
        return nil
    }
}
