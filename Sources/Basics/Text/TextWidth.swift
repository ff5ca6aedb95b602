/// The width of texts in a sans-serif font.
///
/// The table has the advance widths of Helvetica ("Adobe Font Metrics", Helvetica.afm), which Arial and Liberation Sans share, for
/// the printable ASCII characters. A picture is laid out with it on every system, whatever fonts are installed.
package enum TextWidth {
    /// The widths of the characters from space to tilde, in thousandths of the font's size.
    private static let widths: [Int] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ]

    /// The width of a text in the unit of its size. Bold text is wider by a twelfth, above the average of Helvetica-Bold.
    package static func of(_ text: String, size: Double, bold: Bool = false) -> Double {
        let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
            let index = Int(scalar.value) - 32
            // Generous estimates: 600 for other Latin letters and signs such as × and –, and the full size for other scripts.
            return sum + (widths.indices.contains(index) ? widths[index] : scalar.value < 0x2100 ? 600 : 1000)
        }
        return Double(thousandths) / 1000 * size * (bold ? 13.0 / 12.0 : 1)
    }
}
