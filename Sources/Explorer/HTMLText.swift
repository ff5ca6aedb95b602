import Basics

/// A piece of HTML whose texts are escaped.
///
/// Markup comes from literals alone; every other text passes ``text(_:)`` or an attribute's value.
///
/// ```swift
/// let link = HTMLText.element("a", ["href": "/explore/orders"], .text("Orders <2026>"))
/// ```
package struct HTMLText: Sendable, Hashable {
    /// The HTML.
    package private(set) var markup = ""

    /// Creates an empty piece.
    package init() {}

    private init(markup: String) { self.markup = markup }

    /// Returns a text with its special characters escaped.
    package static func text(_ text: String) -> HTMLText { HTMLText(markup: XMLText.attribute(text)) }

    /// Returns an element.
    ///
    /// - Parameters:
    ///   - name: The name of the tag.
    ///   - attributes: The attributes, with values as plain text.
    package static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: HTMLText...
    ) -> HTMLText {
        element(name, attributes, content)
    }

    /// Returns an element with several children.
    package static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: [HTMLText]
    ) -> HTMLText {
        var markup = "<\(name)"
        for (attribute, value) in attributes { markup += " \(attribute)=\"\(XMLText.attribute(value))\"" }
        markup += ">"
        for piece in content { markup += piece.markup }
        return HTMLText(markup: markup + "</\(name)>")
    }

    /// Returns an image.
    ///
    /// - Parameter narrow: The source on narrow pages, whose address has no space.
    package static func image(source: String, narrow: String, alternative: String) -> HTMLText {
        HTMLText(
            markup: "<picture><source media=\"(max-width: 36rem)\" srcset=\"\(XMLText.attribute(narrow))\">"
                + "<img class=\"chart\" src=\"\(XMLText.attribute(source))\" alt=\"\(XMLText.attribute(alternative))\">"
                + "</picture>")
    }

    /// Joins two pieces.
    package static func + (first: HTMLText, second: HTMLText) -> HTMLText {
        HTMLText(markup: first.markup + second.markup)
    }
}
