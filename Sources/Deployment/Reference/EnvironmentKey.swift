/// A key of an environment file, with its documentation.
///
///     static let cacheKeys: [EnvironmentKey] = [EnvironmentKey("node", "The class of a node.")]
package struct EnvironmentKey: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The key's name in its block.
    package let name: String
    /// The purpose of the setting, in a sentence or two; empty until it is documented.
    package let documentation: String

    /// Creates a documented key.
    package init(_ name: String, _ documentation: String) {
        self.name = name
        self.documentation = documentation
    }

    /// Creates a key without documentation.
    package init(stringLiteral name: String) {
        self.init(name, "")
    }
}
