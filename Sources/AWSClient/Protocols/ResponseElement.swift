/// An element of an XML document: its name without a prefix, its text and its children. Attributes are omitted, because
/// AWS's responses do not use them.
public struct ResponseElement: Sendable, Hashable {
    /// The name, without the prefix of a namespace.
    public let name: String
    /// The text directly within the element, including white space.
    public internal(set) var text: String
    /// The child elements, in order.
    public internal(set) var children: [ResponseElement]

    /// Creates an element.
    public init(_ name: String, text: String = "", children: [ResponseElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The first child of this name.
    public subscript(name: String) -> ResponseElement? { children.first { $0.name == name } }

    /// The text of the child of this name without surrounding white space; nil if there is none.
    public func text(_ name: String) -> String? { self[name]?.trimmed }

    /// The text without surrounding white space.
    public var trimmed: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let start = text.firstIndex { !isSpace($0) } ?? text.endIndex
        let end = text.lastIndex { !isSpace($0) }.map { text.index(after: $0) } ?? start
        return String(text[start..<end])
    }

    /// The first element of this name, the element itself or a descendant, breadth first.
    public func first(_ name: String) -> ResponseElement? {
        var level = [self]
        while !level.isEmpty {
            if let found = level.first(where: { $0.name == name }) { return found }
            level = level.flatMap(\.children)
        }
        return nil
    }
}
