import Foundation
import Testing

@testable import Charts

@Suite("Colours of charts")
struct PaletteTests {
    /// The red, green and blue parts of a colour in linear light (WCAG 2.2, "relative luminance").
    private static func linear(_ color: String) throws -> [Double] {
        let number = try #require(Int(color.dropFirst(), radix: 16))
        return [16, 8, 0].map { shift in
            let part = Double((number >> shift) & 0xFF) / 255
            return part <= 0.040_45 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
    }

    private static func dot(_ one: [Double], _ other: [Double]) -> Double {
        zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func contrast(_ one: String, _ other: String) throws -> Double {
        let light = try [one, other].map { color in
            dot(try linear(color), [0.2126, 0.7152, 0.0722]) + 0.05
        }
        return max(light[0], light[1]) / min(light[0], light[1])
    }

    /// A colour in Oklab (Ottosson, "A perceptual color space for image processing", 2020).
    private static func oklab(_ rgb: [Double]) -> [Double] {
        let cones = [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9], [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ].map { row in cbrt(dot(row, rgb)) }
        return [
            [0.210_454_255_3, 0.793_617_785, -0.004_072_046_8], [1.977_998_495_1, -2.428_592_205, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766],
        ].map { row in dot(row, cones) }
    }

    /// The complete forms of colour blindness in linear light (Machado, Oliveira and Fernandes, 2009), and full sight.
    private static let sights: [(name: String, matrix: [[Double]])] = [
        ("trichromacy", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (
            "protanopia",
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        ),
        (
            "deuteranopia",
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        ),
        (
            "tritanopia",
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
        ),
    ]

    @Test("Text has a contrast of at least 4.5 to the background, and marks of at least 3")
    func contrasts() throws {
        for palette in [Palette.light, .dark] {
            for text in [palette.text, palette.secondary] {
                #expect(try Self.contrast(text, palette.background) >= 4.5, "\(text)")
            }
            for mark in palette.series + [palette.rest, palette.axis] {
                #expect(try Self.contrast(mark, palette.background) >= 3, "\(mark)")
            }
        }
    }

    @Test("The colours of series differ for colour-blind viewers too, the first ones most")
    func distances() throws {
        for palette in [Palette.light, .dark] {
            #expect(palette.series.count == SeriesTable.maximumSeries)
            for (index, color) in palette.series.enumerated() {
                for other in palette.series[..<index] {
                    for (name, matrix) in Self.sights {
                        let seen = try [color, other].map { color in
                            let rgb = try Self.linear(color)
                            return Self.oklab(
                                matrix.map { row in min(max(Self.dot(row, rgb), 0), 1) })
                        }
                        let difference = zip(seen[0], seen[1]).map { $0 - $1 }
                        let distance = sqrt(Self.dot(difference, difference))
                        #expect(distance >= (index < 4 ? 0.12 : 0.1), "\(color) and \(other) with \(name): \(distance)")
                    }
                }
            }
        }
    }

    @Test(
        "A picture with a fixed theme has no style sheet, and an automatic one the dark colours for viewers who prefer them"
    )
    func themes() throws {
        let sample = try #require(Gallery.samples.first)
        let svgs = try ChartTheme.allCases.map { try sample.result().svg(ChartSpecification(theme: $0)) }
        #expect(!svgs[0].contains("<style>") && svgs[0].contains(Palette.light.background))
        #expect(!svgs[1].contains("<style>") && svgs[1].contains(Palette.dark.background))
        #expect(!svgs[1].contains(Palette.light.text))
        #expect(svgs[2].contains("@media (prefers-color-scheme:dark)") && svgs[2].contains(Palette.dark.text))
        #expect(Set(Ink.all.map(\.name)).count == Ink.all.count)
    }
}
