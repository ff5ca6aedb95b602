/// A place in a construct tree: a stack and a path in it. Constructs receive their scope and add to it; there is no
/// global scope.
public struct Scope {
    /// The stack of this scope.
    public let stack: Stack
    /// The ids from the stack down to this scope.
    public let path: [String]

    init(stack: Stack, path: [String]) {
        self.stack = stack
        self.path = path
    }

    /// A group inside this scope.
    public func child(_ id: String) -> Scope {
        Scope(stack: stack, path: path + [id])
    }

    /// The scope of a construct inside this one, recorded in the stack's tree.
    package func enter(_ id: String, construct: String) -> Scope {
        let scope = child(id)
        stack.record(construct: construct, at: scope.path)
        return scope
    }

    /// The logical id of an element with this id here.
    public func logicalID(_ id: String) -> LogicalID {
        LogicalID(path: path + [id])
    }

    /// Adds a resource to the stack.
    /// - Parameters:
    ///   - id: The resource's id in this scope; the logical id is the path written together.
    ///   - properties: The resource's type and properties.
    ///   - options: CloudFormation's handling of the resource.
    /// - Returns: A handle for references to the resource.
    @discardableResult
    public func add<Properties: ResourceProperties>(
        _ id: String, _ properties: Properties, _ options: ResourceOptions = ResourceOptions()
    ) -> ResourceHandle<Properties> {
        add(properties, options, at: path + [id])
    }

    /// Adds the main resource of a construct. Its logical id is the construct's own path.
    @discardableResult
    public func add<Properties: ResourceProperties>(
        _ properties: Properties, _ options: ResourceOptions = ResourceOptions()
    ) -> ResourceHandle<Properties> {
        add(properties, options, at: path)
    }

    private func add<Properties: ResourceProperties>(
        _ properties: Properties, _ options: ResourceOptions, at place: [String]
    ) -> ResourceHandle<Properties> {
        let logicalID = LogicalID(path: options.logicalID.map { [$0] } ?? place)
        stack.insert(
            Stack.Entry(path: place, scope: path, properties: properties, options: options), at: logicalID)
        return ResourceHandle(stack: stack, logicalID: logicalID)
    }

    /// The handle of a resource inside a construct, to change what the construct's properties do not cover.
    ///
    ///     scope.resource("Database/Instance", as: AWS.RDS.DBInstance.self)?.update { $0.iops = 12000 }
    ///
    /// - Parameters:
    ///   - path: The ids from this scope to the resource, separated by `/`.
    ///   - type: The resource's type.
    /// - Returns: The handle; nil, and a problem at synthesis, if there is no such resource.
    public func resource<Properties: ResourceProperties>(
        _ path: String, as type: Properties.Type
    ) -> ResourceHandle<Properties>? {
        let place = self.path + path.split(separator: "/").map(String.init)
        if let logicalID = stack.logicalID(at: place, Properties.self) {
            return ResourceHandle(stack: stack, logicalID: logicalID)
        }
        report("there is no \(Properties.self) at \"\(path)\"")
        return nil
    }

    /// Lets a macro of AWS, such as `AWS::SecretsManager-2024-09-16`, process the stack's template before each deployment,
    /// which then needs the capability `CAPABILITY_AUTO_EXPAND`. A second call with the same name changes nothing.
    public func require(transform: String) {
        guard transform.hasPrefix("AWS::"), transform.utf8.count > 5 else {
            return report(
                "\"\(transform)\" is no transform of AWS; expected a name such as AWS::SecretsManager-2024-09-16")
        }
        stack.insert(transform: transform)
    }

    /// Records a problem at this scope, which synthesis reports.
    /// - Parameter message: What is wrong, what is expected, and what to do.
    public func report(_ message: String) {
        stack.report(path.joined(separator: "/"), message)
    }
}
