/// A place in the construct tree: a stack and a path below it. Constructs are given one and add to it; there is no
/// current scope anywhere else.
public struct Scope {
    /// The stack this place belongs to.
    public let stack: Stack
    /// The names from the stack down to here.
    public let path: [String]

    init(stack: Stack, path: [String]) {
        self.stack = stack
        self.path = path
    }

    /// The place of a part of this construct.
    public func child(_ id: String) -> Scope {
        Scope(stack: stack, path: path + [id])
    }

    /// The logical id of something called `id` here.
    public func logicalID(_ id: String) -> LogicalID {
        LogicalID(path: path + [id])
    }

    /// Adds a resource to the stack.
    /// - Parameters:
    ///   - id: its name at this place; the logical id follows from the path.
    ///   - properties: what it is.
    ///   - options: what CloudFormation does with it.
    /// - Returns: a handle for references to it.
    @discardableResult
    public func add<Properties: ResourceProperties>(
        _ id: String, _ properties: Properties, _ options: ResourceOptions = ResourceOptions()
    ) -> ResourceHandle<Properties> {
        let logicalID = options.logicalID.map { LogicalID(path: [$0]) } ?? logicalID(id)
        stack.insert(
            Stack.Entry(path: path + [id], properties: properties, options: options), at: logicalID)
        return ResourceHandle(stack: stack, logicalID: logicalID)
    }
}
