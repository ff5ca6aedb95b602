import Basics

extension ChartPicture {
    private static let tileHeight = 84.0

    private var tileColumns: Int {
        min(table.panels.joined().count, max(Int((width - 2 * padding) / 200), 1))
    }

    /// The height of all numbers.
    var numbersHeight: Double {
        let count = table.panels.joined().count
        return Double((count + tileColumns - 1) / tileColumns) * Self.tileHeight
    }

    /// Draws each measure as a large number under its name.
    mutating func drawNumbers(in body: Box) {
        let all = table.panels.joined().map { $0 }
        let columns = tileColumns
        let rows = (all.count + columns - 1) / columns
        let tile = (width: body.width / Double(columns), height: body.height / Double(rows))
        // The name of a single measure is the title already.
        let hasNames = all.count > 1 || specification.title != nil
        let space = tile.width - 16
        let most = min(max(tile.height - (hasNames ? 34 : 14), 18), all.count == 1 ? 64 : 44)
        let units = all.map { unitText($0, width: space, size: most) }
        let texts = zip(all, units).map { series, unit in
            numberText(series, width: space - unitWidth(unit, size: max(most * 0.5, 18)), size: most)
        }
        // Numbers beside each other have one size.
        let widest =
            zip(texts, units).map { text, unit in
                TextWidth.of(text, size: most, bold: true) + unitWidth(unit, size: most)
            }.max() ?? 1
        let common = min(most, most * space / max(widest * ChartText.widestFont, 1))
        for (index, series) in all.enumerated() {
            let left = body.left + Double(index % columns) * tile.width
            let top = body.top + Double(index / columns) * tile.height
            let isMissing = series.values[0].isNaN
            let size = isMissing ? min(common, 22) : common
            if hasNames {
                canvas.text(
                    ChartText.fitted(series.name, size: 13, width: space), left, top + 16, .secondary, size: 13,
                    room: space)
            }
            let unit = isMissing || units[index].isEmpty ? nil : units[index]
            canvas.text(
                texts[index], left, top + (hasNames ? 26 : 6) + common * 0.8, isMissing ? .secondary : .text,
                size: size, isBold: !isMissing,
                suffix: unit.map {
                    ChartCanvas.Suffix(content: $0, size: unitSize(common), gap: common * 0.22, ink: .secondary)
                })
        }
    }

    /// The size of the unit beside a number of a size.
    private func unitSize(_ size: Double) -> Double { max(size * 0.45, 12) }

    /// The unit of a number, cut to a third of the width; empty if there is none.
    private func unitText(_ series: Series, width: Double, size: Double) -> String {
        let unit = series.measure.unit.map { ChartText.clean($0) } ?? ""
        return ChartText.fitted(unit, size: unitSize(size), width: width / 3)
    }

    /// The width of a unit with the space before it; 0 for none.
    private func unitWidth(_ unit: String, size: Double) -> Double {
        unit.isEmpty ? 0 : TextWidth.of(unit, size: unitSize(size)) + size * 0.22
    }

    /// All digits if they fit at half the size, else about three.
    private func numberText(_ series: Series, width: Double, size: Double) -> String {
        let value = series.values[0]
        guard !value.isNaN else { return "no value" }
        let full = NumberText.full(value, unit: series.measure.unit, isWhole: series.isWhole)
        return TextWidth.of(full, size: max(size * 0.5, 18), bold: true) <= width ? full : NumberText.short(value)
    }
}
