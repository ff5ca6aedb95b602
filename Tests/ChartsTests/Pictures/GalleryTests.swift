import Charts
import Foundation
import Models
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Pictures of every kind")
struct GalleryTests {
    /// Writes the pictures and their rows into the folder `WEIR_CHART_GALLERY`, if it is set, to look at them beside those of
    /// other programs.
    @Test("Every picture is well-formed XML without scripts, and the same in every run", arguments: Gallery.samples)
    func wellFormed(sample: Gallery.Sample) throws {
        for width in [360, 800, 1400] {
            for theme in ChartTheme.allCases {
                let specification = ChartSpecification(
                    kind: sample.kind, width: width, theme: theme, title: sample.title)
                let svg = try sample.result().svg(specification)
                #expect(try sample.result().svg(specification) == svg)
                let document = try SVGDocument(svg)
                #expect(document.outside(width: Double(width)).isEmpty, "\(document.outside(width: Double(width)))")
                let known: Set<String> = ["svg", "title", "desc", "style", "g", "rect", "path", "text", "tspan"]
                #expect(Set(document.elements.map(\.name)).subtracting(known).isEmpty)
                #expect(!svg.contains("NaN") && !svg.contains("nan") && !svg.contains("inf"))
                #expect(document.overlappingTexts().isEmpty, "\(width): \(document.overlappingTexts())")
                if let folder = ProcessInfo.processInfo.environment["WEIR_CHART_GALLERY"] {
                    let file = URL(fileURLWithPath: folder).appendingPathComponent(
                        "\(sample.name)-\(width)-\(theme).svg")
                    try Data(svg.utf8).write(to: file)
                    try Self.json(sample.result()).write(
                        to: URL(fileURLWithPath: folder).appendingPathComponent("\(sample.name).json"))
                }
            }
        }
    }

    private static func json(_ result: Result) throws -> Data {
        let names = result.columns.map(\.column.name)
        let rows = (0..<result.rows.rowCount).map { row in
            Dictionary(
                uniqueKeysWithValues: zip(names, result.rows[row]).map { name, value -> (String, Any) in
                    switch value {
                    case .integer(let number): (name, number)
                    case .double(let number): (name, number)
                    case .decimal(let number): (name, number.doubleValue)
                    case .string(let text): (name, text)
                    case .timestamp(let instant): (name, instant.description)
                    default: (name, NSNull())
                    }
                })
        }
        return try JSONSerialization.data(withJSONObject: rows)
    }
}
