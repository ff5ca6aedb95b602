import Basics
import Models

/// Texts from data, made safe and short enough for a picture.
enum ChartText {
    /// The maximum number of characters of a text.
    static let longest = 200
    /// The widths of the widest common fonts in place of Helvetica, which are DejaVu Sans and Verdana, in those of Helvetica.
    static let widestFont = 1.2

    /// The text without control characters, line breaks and marks that reorder text (Unicode's bidirectional controls), cut to
    /// ``longest`` characters.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(8 * longest) {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: scalars.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB:
                continue
            case _ where scalar.value & 0xFFFE == 0xFFFE: continue
            default: scalars.append(scalar)
            }
        }
        let clean = String(scalars)
        return clean.count <= longest ? clean : clean.prefix(longest - 1) + "…"
    }

    /// The text, cut with an ellipsis to fit a width.
    static func fitted(_ text: String, size: Double, width: Double, isBold: Bool = false) -> String {
        guard TextWidth.of(text, size: size, bold: isBold) > width else { return text }
        let room = width - TextWidth.of("…", size: size, bold: isBold)
        var cut = ""
        var used = 0.0
        for character in text {
            used += TextWidth.of(String(character), size: size, bold: isBold)
            if used > room { break }
            cut.append(character)
        }
        while cut.last == " " { cut.removeLast() }
        return cut + "…"
    }

    /// The text in at most `maximum` lines of a width; the last one is cut.
    static func lines(_ text: String, size: Double, width: Double, isBold: Bool, maximum: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if line.isEmpty || lines.count == maximum - 1 || TextWidth.of(longer, size: size, bold: isBold) <= width {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { fitted($0, size: size, width: width, isBold: isBold) }
    }

    /// A value of a category.
    static func label(_ value: Value, zone: ZoneRules?) -> String {
        switch value {
        case .null: return "(null)"
        case .string(let text), .json(let text):
            let label = clean(text)
            return label.isEmpty ? "(empty)" : label
        case .integer(let number): return String(number)
        case .double(let number): return number.description
        case .decimal(let number): return number.description
        case .boolean(let truth): return truth ? "true" : "false"
        case .date(let day): return day.description
        case .timestamp(let instant):
            var bytes: [UInt8] = []
            instant.write(into: &bytes, offsetSeconds: zone.flatMap { $0 == .utc ? nil : $0.offset(at: instant) })
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Returns `true` if a text comes before another: byte by byte, but with numbers by their values ("Region 2", "Region 10").
    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        func number(_ text: [UInt8], at start: Int) -> ArraySlice<UInt8> {
            let digits = text[start...].prefix { (0x30...0x39).contains($0) }
            return digits.drop { $0 == 0x30 }
        }
        var (first, second) = (0, 0)
        while first < left.count, second < right.count {
            let (one, other) = (number(left, at: first), number(right, at: second))
            if one != other, !one.isEmpty, !other.isEmpty {
                return one.count == other.count ? one.lexicographicallyPrecedes(other) : one.count < other.count
            }
            if left[first] != right[second] { return left[first] < right[second] }
            first += 1
            second += 1
        }
        return left.count - first < right.count - second
    }

    /// Returns `true` if a value comes before another of its column; nulls come last.
    static func isBefore(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.null, _): false
        case (_, .null): true
        case (.integer(let left), .integer(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.decimal(let left), .decimal(let right)): left < right
        case (.boolean(let left), .boolean(let right)): !left && right
        case (.timestamp(let left), .timestamp(let right)): left < right
        case (.date(let left), .date(let right)): left < right
        case (.string(let left), .string(let right)): precedes(Array(left.utf8), Array(right.utf8))
        default: false
        }
    }
}
