import Basics
import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A parsed picture.
struct SVGDocument {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// The texts inside the element, those of its children excluded.
        var text = ""
        /// The width of the spans inside a text, with the spaces before them.
        fileprivate(set) var spanWidth = 0.0
    }

    private(set) var elements: [Element] = []

    init(_ svg: String) throws {
        let reader = Reader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        guard parser.parse() else {
            throw MalformedPictureError(
                description: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")")
        }
        elements = reader.elements
    }

    subscript(name: String) -> [Element] { elements.filter { $0.name == name } }

    /// The texts that are drawn.
    var texts: [String] { self["text"].map(\.text) }

    /// The extent of a drawn text by the table of widths.
    private static func box(_ element: Element) -> (left: Double, right: Double, y: Double, size: Double) {
        let size = Double(element.attributes["font-size"] ?? "11") ?? 11
        // The digits of Helvetica-Bold have the widths of the plain ones.
        let isNumber = element.text.drop { $0 == "−" }.first?.isNumber == true
        let isBold = element.attributes["font-weight"] == "bold" && !isNumber
        let width = TextWidth.of(element.text, size: size, bold: isBold) + element.spanWidth
        let x = Double(element.attributes["x"] ?? "") ?? .infinity
        let left =
            switch element.attributes["text-anchor"] {
            case "middle": x - width / 2
            case "end": x - width
            default: x
            }
        return (left, left + width, Double(element.attributes["y"] ?? "") ?? .infinity, size)
    }

    /// The texts that leave the picture.
    func outside(width: Double) -> [String] {
        let height = Double(self["svg"].first?.attributes["height"] ?? "") ?? 0
        return self["text"].filter { element in
            let box = Self.box(element)
            return box.left < -0.5 || box.right > width + 0.5 || box.y > height || box.y < box.size * 0.7
        }.map(\.text)
    }

    /// The pairs of texts that overlap.
    func overlappingTexts() -> [String] {
        let boxes = self["text"].map { ($0.text, Self.box($0)) }
        var found: [String] = []
        for (index, (text, box)) in boxes.enumerated() {
            for (other, second) in boxes[..<index] {
                let isApart =
                    box.left >= second.right - 0.5 || second.left >= box.right - 0.5
                    || box.y - box.size * 0.75 >= second.y || second.y - second.size * 0.75 >= box.y
                if !isApart { found.append("\(other) and \(text)") }
            }
        }
        return found
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [Element] = []
        private var open: [Int] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            open.append(elements.count)
            elements.append(Element(name: name, attributes: attributes))
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            let element = elements[open.removeLast()]
            guard name == "tspan", let parent = open.last else { return }
            let size = Double(element.attributes["font-size"] ?? "") ?? .infinity
            elements[parent].spanWidth +=
                TextWidth.of(element.text, size: size) + (Double(element.attributes["dx"] ?? "") ?? 0)
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if let last = open.last { elements[last].text += text }
        }
    }
}

/// A picture that is not well-formed.
struct MalformedPictureError: Error, CustomStringConvertible {
    let description: String
}
