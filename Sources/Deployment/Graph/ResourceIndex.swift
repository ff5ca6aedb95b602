package import Infra

/// The resources of an environment's stacks, with the references among them resolved across stacks.
package struct ResourceIndex: Sendable {
    /// A resource's stack and logical id.
    package struct Key: Sendable, Hashable {
        /// The stack's name.
        package let stack: String
        /// The name in the template.
        package let logicalID: String
    }

    /// A resource of a template.
    package struct Resource: Sendable, Hashable {
        /// The CloudFormation type.
        package let type: String
        /// The properties, an object.
        package let properties: TemplateExpression

        /// Creates a resource.
        package init(type: String, properties: TemplateExpression) {
            self.type = type
            self.properties = properties
        }
    }

    /// A resource with its stack.
    package struct Item: Sendable, Hashable {
        /// The stack and the logical id.
        package let key: Key
        /// The resource.
        package let resource: Resource
        /// The ids from the stack down to the resource.
        package let path: [String]
        /// The path of the outermost construct around the resource; the resource's own path without a construct.
        package let component: [String]

        /// Creates an item.
        package init(key: Key, resource: Resource, path: [String], component: [String]) {
            self.key = key
            self.resource = resource
            self.path = path
            self.component = component
        }
    }

    /// The names of the stacks in the order of deployment.
    package let stackNames: [String]
    /// The resources in the order of the stacks and of their logical ids.
    package let items: [Item]
    private let byKey: [Key: Item]
    /// The values that stacks share, by the path of their parameter in Parameter Store.
    private let shared: [String: (stack: String, value: TemplateExpression)]
    /// The defaults of template parameters by stack and name: the paths of shared values.
    private let defaults: [Key: String]

    /// Indexes stacks that were synthesized together.
    package init(_ stacks: [StackTemplate]) {
        var items: [Item] = []
        var defaults: [Key: String] = [:]
        for stack in stacks {
            var constructs: Set<[String]> = []
            stack.tree.walk { node in if node.construct != nil { constructs.insert(node.path) } }
            for entry in stack.template.parameters {
                defaults[Key(stack: stack.name, logicalID: entry.name)] = entry.value["Default"]?.literalText
            }
            for resource in stack.template.resources {
                let path = resource.path.split(separator: "/").map(String.init)
                let lengths = path.isEmpty ? [] : Array(1...path.count)
                let component = lengths.map { Array(path.prefix($0)) }.first { constructs.contains($0) } ?? path
                items.append(
                    Item(
                        key: Key(stack: stack.name, logicalID: resource.logicalID),
                        resource: Resource(type: resource.type, properties: resource.properties), path: path,
                        component: component))
            }
        }
        self.init(stackNames: stacks.map(\.name), items: items, defaults: defaults)
    }

    /// Indexes resources.
    /// - Parameters:
    ///   - stackNames: The names of the stacks in the order of deployment.
    ///   - items: The resources.
    ///   - defaults: The defaults of template parameters by stack and name.
    package init(stackNames: [String], items: [Item], defaults: [Key: String]) {
        self.stackNames = stackNames
        self.items = items
        self.defaults = defaults
        byKey = Dictionary(items.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        shared = Dictionary(
            items.compactMap { item in
                guard let name = ResourceIndex.sharedPath(of: item.resource),
                    let value = item.resource.properties["Value"]
                else { return nil }
                return (name, (item.key.stack, value))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The path in Parameter Store of a resource that shares a value with other stacks; nil for any other resource.
    package static func sharedPath(of resource: Resource) -> String? {
        guard resource.type == "AWS::SSM::Parameter", let name = resource.properties["Name"]?.literalText,
            name.hasPrefix("/stacks/")
        else { return nil }
        return name
    }

    /// The resource with a key.
    package subscript(key: Key) -> Item? { byKey[key] }

    /// Returns the resources that an expression refers to, directly or through shared values, in the order of their
    /// occurrence.
    package func targets(of expression: TemplateExpression?, in stack: String) -> [Item] {
        var found: [Item] = []
        var seen: Set<Key> = []
        collect(expression, stack, &found, &seen)
        return found
    }

    private func collect(
        _ expression: TemplateExpression?, _ stack: String, _ found: inout [Item], _ seen: inout Set<Key>
    ) {
        var next: [(TemplateExpression, String)] = []
        expression?.walk { part in
            guard let (owner, name) = ResourceIndex.reference(part) else { return }
            let key = Key(stack: owner ?? stack, logicalID: name)
            guard seen.insert(key).inserted else { return }
            if let item = byKey[key] { found.append(item) }
            if let path = defaults[key], let value = shared[path] { next.append((value.value, value.stack)) }
        }
        for (value, owner) in next { collect(value, owner, &found, &seen) }
    }

    /// The stack and the name that an expression refers to, also in templates that were read from a file.
    private static func reference(_ expression: TemplateExpression) -> (stack: String?, name: String)? {
        switch expression {
        case .ref(let target), .attribute(let target, _): return (target.stack, target.name)
        case .function("Ref", .string(let name)): return (nil, name)
        case .function("Fn::GetAtt", .list(let parts)):
            guard case .string(let name)? = parts.first else { return nil }
            return (nil, name)
        default: return nil
        }
    }
}
