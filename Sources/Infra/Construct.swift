// A package that describes infrastructure imports Infra alone: templates, values and resource types come along.
@_exported public import CloudFormation

/// A piece of infrastructure made of resources and other constructs, with secure defaults.
///
/// A construct is a value: its properties describe it, and `build(in:)` adds its resources to a stack. The result is a
/// reference that offers connections, grants and metrics.
///
///     struct Mailbox: Construct {
///         /// The time that a message stays hidden from other readers, in seconds. Defaults to 30.
///         var visibilityTimeout = 30
///
///         static var rules: [PropertyRule<Mailbox>] {
///             [PropertyRule("visibilityTimeout", { $0.visibilityTimeout }, .range(0...43200, unit: "s"))]
///         }
///
///         func build(in scope: Scope) -> ResourceHandle<AWS.SQS.Queue> {
///             scope.add(AWS.SQS.Queue(visibilityTimeout: .literal(visibilityTimeout)))
///         }
///     }
///     let mailbox = stack.scope.add("Mailbox", Mailbox())
public protocol Construct: CheckedProperties {
    /// The reference to the built construct.
    associatedtype Built

    /// Adds the construct's resources.
    /// - Parameter scope: The construct's own scope; its path ends in the construct's id.
    func build(in scope: Scope) -> Built
}

/// A construct that stands among others, such as a database in a network.
///
///     scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: network)
public protocol PlacedConstruct: CheckedProperties {
    /// The constructs that this one needs.
    associatedtype Surroundings
    /// The reference to the built construct.
    associatedtype Built

    /// Adds the construct's resources.
    /// - Parameters:
    ///   - scope: The construct's own scope; its path ends in the construct's id.
    ///   - surroundings: The constructs that this one needs.
    func build(in scope: Scope, _ surroundings: Surroundings) -> Built
}

extension Scope {
    /// Adds a construct.
    /// - Returns: The reference to it.
    @discardableResult
    public func add<Added: Construct>(_ id: String, _ construct: Added) -> Added.Built {
        construct.build(in: enter(id, checking: construct))
    }

    /// Adds a construct that stands among others.
    /// - Returns: The reference to it.
    @discardableResult
    public func add<Added: PlacedConstruct>(
        _ id: String, _ construct: Added, in surroundings: Added.Surroundings
    ) -> Added.Built {
        construct.build(in: enter(id, checking: construct), surroundings)
    }

    private func enter<Added: CheckedProperties>(_ id: String, checking construct: Added) -> Scope {
        let scope = enter(id, construct: _typeName(Added.self, qualified: false))
        for fault in construct.faults { scope.report(fault.description) }
        return scope
    }
}
