/// A colour of a picture by its purpose.
enum Ink: Hashable, Sendable {
    /// The background.
    case background
    /// Titles and labels.
    case text
    /// Labels of ticks, and notes.
    case secondary
    /// Lines at ticks, which only guide the eye.
    case grid
    /// The line at zero.
    case axis
    /// A series, by its index.
    case series(Int)
    /// The sum of the series that are not drawn.
    case rest

    /// The name in the classes of a picture.
    var name: String {
        switch self {
        case .background: "background"
        case .text: "text"
        case .secondary: "secondary"
        case .grid: "grid"
        case .axis: "axis"
        case .series(let index): "series\(index)"
        case .rest: "rest"
        }
    }

    /// All colours.
    static let all: [Ink] =
        [.background, .text, .secondary, .grid, .axis] + Palette.light.series.indices.map { .series($0) } + [.rest]
}

/// The colours of a theme.
///
/// Text has a contrast to the background of at least 4.5 : 1 and marks one of 3 : 1 (WCAG 2.2, criteria 1.4.3 and 1.4.11). The
/// colours of series differ for viewers with protanopia, deuteranopia and tritanopia too. The tests compute both.
struct Palette: Hashable, Sendable {
    let background: String
    let text: String
    let secondary: String
    let grid: String
    let axis: String
    let series: [String]
    let rest: String

    static let light = Palette(
        background: "#ffffff", text: "#1f2328", secondary: "#57606a", grid: "#e4e7eb", axis: "#6e7781",
        series: ["#003c9c", "#d8780c", "#609c90", "#900054", "#b46cf0", "#786000", "#006c9c", "#602400"],
        rest: "#848d97")
    static let dark = Palette(
        background: "#15181c", text: "#e6edf3", secondary: "#9da7b3", grid: "#2b3138", axis: "#8b949e",
        series: ["#0084f0", "#f06c00", "#6cd8a8", "#9c6084", "#c0a8fc", "#f0d83c", "#c0e4fc", "#b49084"],
        rest: "#7d8590")

    subscript(ink: Ink) -> String {
        switch ink {
        case .background: background
        case .text: text
        case .secondary: secondary
        case .grid: grid
        case .axis: axis
        case .series(let index): series[index % series.count]
        case .rest: rest
        }
    }
}
