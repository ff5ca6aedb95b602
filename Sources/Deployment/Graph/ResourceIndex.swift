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

    /// A resource with its stack.
    package struct Item: Sendable {
        /// The stack and the logical id.
        package let key: Key
        /// The resource.
        package let resource: Template.Resource
        /// The ids from the stack down to the resource.
        package let path: [String]
        /// The path of the innermost construct that is not inside another one; the resource's own path without a construct.
        package let component: [String]
        /// The component's construct type; nil for a resource outside of constructs.
        package let construct: String?
    }

    /// The stacks in the order of deployment.
    package let stacks: [StackTemplate]
    /// The resources in the order of the stacks and of their logical ids.
    package let items: [Item]
    private let byKey: [Key: Item]
    /// The values that stacks share, by the path of their parameter in Parameter Store.
    private let shared: [String: (stack: String, value: TemplateExpression)]
    /// The paths that template parameters read, by stack and parameter.
    private let paths: [Key: String]

    /// Indexes stacks that were synthesized together.
    package init(_ stacks: [StackTemplate]) {
        self.stacks = stacks
        var items: [Item] = []
        var shared: [String: (stack: String, value: TemplateExpression)] = [:]
        var paths: [Key: String] = [:]
        for stack in stacks {
            var constructs: [[String]: String] = [:]
            stack.tree.walk { node in if let name = node.construct { constructs[node.path] = name } }
            for entry in stack.template.parameters {
                paths[Key(stack: stack.name, logicalID: entry.name)] = entry.value["Default"]?.literalText
            }
            for resource in stack.template.resources {
                let path = resource.path.split(separator: "/").map(String.init)
                let lengths = path.isEmpty ? [] : Array(1...path.count)
                let component = lengths.map { Array(path.prefix($0)) }.first { constructs[$0] != nil } ?? path
                items.append(
                    Item(
                        key: Key(stack: stack.name, logicalID: resource.logicalID), resource: resource, path: path,
                        component: component, construct: constructs[component]))
                if let name = ResourceIndex.sharedPath(of: resource), let value = resource.properties["Value"] {
                    shared[name] = (stack.name, value)
                }
            }
        }
        self.items = items
        self.shared = shared
        self.paths = paths
        byKey = Dictionary(items.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The path in Parameter Store of a resource that shares a value with other stacks; nil for any other resource.
    package static func sharedPath(of resource: Template.Resource) -> String? {
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
            let reference: TemplateReference
            switch part {
            case .ref(let target), .attribute(let target, _): reference = target
            default: return
            }
            let key = Key(stack: reference.stack ?? stack, logicalID: reference.name)
            guard seen.insert(key).inserted else { return }
            if let item = byKey[key] { found.append(item) }
            if let path = paths[key], let value = shared[path] { next.append((value.value, value.stack)) }
        }
        for (value, owner) in next { collect(value, owner, &found, &seen) }
    }
}
