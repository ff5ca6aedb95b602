import Infra

/// A path inside a resource's properties: members' names and, for elements of lists, their numbers or `*`.
package struct PropertyPath: Sendable, Hashable, CustomStringConvertible {
    /// The components.
    package let components: [String]

    /// Creates a path from components.
    package init(_ components: [String]) {
        self.components = components
    }

    /// Creates a path from the registry's form, such as `Volumes/*/Name`.
    package init(_ text: String) {
        components = text.split(separator: "/").map(String.init)
    }

    /// The components joined by slashes.
    package var description: String { components.joined(separator: "/") }

    /// The property itself, the first component.
    package var property: String { components.first ?? "" }

    /// A longer path.
    package func appending(_ component: String) -> PropertyPath { PropertyPath(components + [component]) }

    /// A Boolean value that indicates whether the path is an instance of a pattern of the same length.
    package func matches(_ pattern: PropertyPath) -> Bool {
        components.count == pattern.components.count && isCompatible(with: pattern)
    }

    /// A Boolean value that indicates whether the path lies at or below the pattern.
    package func isInside(_ pattern: PropertyPath) -> Bool {
        components.count >= pattern.components.count && isCompatible(with: pattern)
    }

    /// A Boolean value that indicates whether the common part of both paths agrees.
    package func isCompatible(with pattern: PropertyPath) -> Bool {
        zip(components, pattern.components).allSatisfy { component, wanted in
            component == wanted || wanted == "*" || component == "*"
        }
    }

    /// The values at a pattern below a value that lies at this path.
    func values(of value: TemplateExpression, at pattern: PropertyPath) -> [TemplateExpression] {
        var values = [value]
        for component in pattern.components.dropFirst(components.count) {
            values = values.flatMap { value -> [TemplateExpression] in
                if component == "*" { return value.elements }
                return value[component].map { [$0] } ?? []
            }
        }
        return values
    }
}
