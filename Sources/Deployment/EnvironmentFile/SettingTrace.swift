package import Infra
import Yams

/// The search for the keys of an environment file behind a property of its templates.
///
/// A key decides a property if the property is another one without it: the templates are synthesized again without each key in
/// turn. So every setting has an answer, and none needs a table of what it sets.
package struct SettingTrace: Sendable {
    /// A key with its place in the file.
    package struct Origin: Sendable, Hashable, CustomStringConvertible {
        /// The path of the key, such as `database.instance`.
        package let key: String
        /// The file.
        package let file: String
        /// The line of the value, from 1.
        package let line: Int
        /// The column of the value, from 1.
        package let column: Int

        /// The place and the key, such as `deploy/dev.yaml:7:13 (database.instance)`.
        package var description: String { "\(file):\(line):\(column) (\(key))" }
    }

    private let text: String
    private let name: String
    private let file: String
    private let image: ContainerImage?

    /// Creates a search.
    /// - Parameters:
    ///   - text: The file's text.
    ///   - name: The environment's name.
    ///   - file: The file's name in origins.
    ///   - image: The image of the run, in place of the file's; nil for the file's.
    package init(text: String, name: String, file: String, image: ContainerImage? = nil) {
        self.text = text
        self.name = name
        self.file = file
        self.image = image
    }

    /// The keys that decide a property, in the order of the file; none if it is a default, or if the path names no property.
    /// - Parameters:
    ///   - path: The property's path in the template, such as `/Resources/Bucket/Properties/BucketName`.
    ///   - stack: The stack's full name.
    package func origins(of path: String, inStack stack: String) -> [Origin] {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count > 3, parts[0] == "Resources", parts[2] == "Properties",
            let root = (try? Yams.compose(yaml: text, .basic)) ?? nil, let base = environment(root),
            let short = shortName(stack, base), let value = value(parts, short, base)
        else { return [] }
        return origins(in: root, prefix: "") { changed in
            environment(changed).map { self.value(parts, short, $0) != value } ?? false
        }
    }

    /// The keys of a block without which the test holds; the block's own key if none of them is one.
    /// - Parameters:
    ///   - isDecisive: Tests the file with another root.
    private func origins(
        in root: Node, prefix: String, replacing: (Node) -> Node = { $0 }, _ isDecisive: (Node) -> Bool
    ) -> [Origin] {
        guard case .mapping(let mapping) = root else { return [] }
        let pairs = mapping.map { ($0.key, $0.value) }
        var found: [Origin] = []
        for (index, (key, value)) in pairs.enumerated() {
            guard case .scalar(let scalar) = key else { continue }
            let path = prefix + scalar.string
            func changed(to value: Node?) -> Node {
                var others = pairs
                if let value { others[index].1 = value } else { others.remove(at: index) }
                return replacing(.mapping(Node.Mapping(others, mapping.tag, mapping.style, mapping.mark)))
            }
            let inner = origins(
                in: value, prefix: path + ".", replacing: { changed(to: $0) }, isDecisive)
            if !inner.isEmpty {
                found += inner
                continue
            }
            // A required key gets another valid value.
            let other = SettingTrace.replacements[path].map { Node($0 == scalarText(value) ? "eu-west-1" : $0) }
            guard isDecisive(changed(to: other)) else { continue }
            let mark = value.mark ?? key.mark
            found.append(Origin(key: path, file: file, line: mark?.line ?? 1, column: mark?.column ?? 1))
        }
        return found
    }

    private func scalarText(_ node: Node) -> String? {
        if case .scalar(let scalar) = node { scalar.string } else { nil }
    }

    /// Other values of keys that cannot be left out.
    private static let replacements = ["region": "eu-central-1", "service.image": "weir-trace:0"]

    private func environment(_ root: Node) -> DeploymentEnvironment? {
        guard var environment = EnvironmentReader(name: name, file: file).environment(root) else { return nil }
        if let image { environment.service.image = image }
        return environment
    }

    private func shortName(_ stack: String, _ environment: DeploymentEnvironment) -> String? {
        ProductApp.stackNames.first { environment.stackName($0) == stack }
    }

    /// The value at a path of a stack's template, or the nearest one above it among the properties; nil if there is none.
    private func value(_ path: [String], _ short: String, _ environment: DeploymentEnvironment) -> TemplateExpression? {
        let stacks = try? ProductApp(environment).synthesize()
        guard let stack = stacks?.first(where: { $0.name == environment.stackName(short) }) else { return nil }
        var value = stack.template.expression.plainJSON
        for (depth, part) in path.enumerated() {
            let next: TemplateExpression? =
                switch value {
                case .object: value[part]
                case .list(let elements): Int(part).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
                default: nil
                }
            guard let next else { return depth > 3 ? value : nil }
            value = next
        }
        return value
    }
}
