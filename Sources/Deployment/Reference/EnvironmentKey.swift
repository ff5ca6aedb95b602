/// A key of an environment file, with its documentation.
///
///     static let cacheKeys: [EnvironmentKey] = [EnvironmentKey("node", "The class of a node.", example: "cache.t4g.micro")]
package struct EnvironmentKey: Sendable, ExpressibleByStringLiteral {
    /// The key's name in its block.
    package let name: String
    /// The purpose of the setting, in a sentence or two; empty until it is documented.
    package let documentation: String
    /// A valid value, as YAML on one line; empty until it is documented.
    package let example: String
    /// Returns the value that a tier has without the key. Nil for a key whose default the construct's property decides.
    let standard: (@Sendable (DeploymentEnvironment) -> String)?

    /// Creates a documented key.
    /// - Parameters:
    ///   - name: The key's name in its block.
    ///   - documentation: The purpose of the setting, in a sentence or two.
    ///   - example: A valid value, as YAML on one line.
    ///   - standard: Returns the value that a tier has without the key, where no property of a construct decides it.
    package init(
        _ name: String, _ documentation: String, example: String = "",
        standard: (@Sendable (DeploymentEnvironment) -> String)? = nil
    ) {
        self.name = name
        self.documentation = documentation
        self.example = example
        self.standard = standard
    }

    /// Creates a key without documentation.
    package init(stringLiteral name: String) {
        self.init(name, "")
    }
}
