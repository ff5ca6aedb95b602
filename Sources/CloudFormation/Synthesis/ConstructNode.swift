/// A construct in the tree of its stack: its path, its type, its resources and the constructs inside it.
///
/// Checks, cost estimates, graphs and documentation walk this tree.
public struct ConstructNode: Sendable, Hashable {
    /// The ids from the stack down to the construct; empty for the stack itself.
    public let path: [String]
    /// The construct type's name, such as `Network`; nil for the stack and for plain groups.
    public let construct: String?
    /// The logical ids of the resources that the construct itself added, sorted.
    public let resources: [String]
    /// The constructs inside, sorted by id.
    public let children: [ConstructNode]

    /// Creates a node.
    public init(path: [String], construct: String? = nil, resources: [String] = [], children: [ConstructNode] = []) {
        self.path = path
        self.construct = construct
        self.resources = resources
        self.children = children
    }

    /// Calls the closure for this node and every node below it, parents first.
    public func walk(_ visit: (ConstructNode) -> Void) {
        visit(self)
        for child in children { child.walk(visit) }
    }

    /// The node at a path below this one, such as `Database/Secret`.
    public subscript(path: String) -> ConstructNode? {
        var node: ConstructNode? = self
        for id in path.split(separator: "/") {
            node = node?.children.first { $0.path.last == String(id) }
        }
        return node
    }
}
