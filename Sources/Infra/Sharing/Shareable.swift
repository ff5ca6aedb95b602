public import CloudFormation

/// A reference to a construct that another stack can use.
///
///     let shared = foundation.scope.share("Database", database)
///     let remote = service.scope.use(shared)          // a PostgresDatabase.Reference of the other stack
public protocol Shareable {
    /// Returns the reference with each of its values passed through the transfer, always in the same order.
    func transferred(by transfer: inout ValueTransfer) -> Self

    /// A reference with all values that such a reference shares, whatever they are.
    static func placeholder(in scope: Scope) -> Self
}

/// The passage of a reference's values from the stack that owns them to a stack that uses them.
public struct ValueTransfer {
    private let carry: (_ name: String, _ value: Carried, _ description: String) -> Carried
    /// The scope of the receiving side.
    public let scope: Scope
    /// The reference's id, from which the names of security group rules derive.
    public let id: String

    private enum Carried {
        case text(TemplateValue<String>)
        case list(TemplateValue<[String]>)
    }

    /// Passes a text.
    /// - Parameters:
    ///   - name: The value's name within the reference.
    ///   - text: The value.
    ///   - description: The value's meaning, in a few words.
    public mutating func text<Text: TemplateText>(_ name: String, _ text: Text, _ description: String) -> Text {
        if case .text(let value) = carry(name, .text(text.value), description) { return Text(value) }
        return text
    }

    /// Passes a list of texts.
    public mutating func list(
        _ name: String, _ list: TemplateValue<[String]>, _ description: String
    ) -> TemplateValue<[String]> {
        if case .list(let value) = carry(name, .list(list), description) { return value }
        return list
    }

    /// Shares each value in the scope's stack.
    fileprivate static func sharing(_ id: String, in scope: Scope) -> ValueTransfer {
        let place = scope.child(id)
        return ValueTransfer(
            carry: { name, value, description in
                switch value {
                case .text(let text): place.share(name, text, description: description)
                case .list(let list): place.share(name, list, description: description)
                }
                return value
            }, scope: scope, id: id)
    }

    /// Uses each value that another stack shares under a path of ids.
    fileprivate static func using(_ path: [String], of stack: String, in scope: Scope) -> ValueTransfer {
        let id = path.last ?? ""
        let place = scope.child(id)
        return ValueTransfer(
            carry: { name, value, _ in
                let shared = LogicalID(path: path + [name]).name
                switch value {
                case .text: return .text(place.use(SharedValue(stack: stack, id: shared), as: name))
                case .list: return .list(place.use(SharedValue(stack: stack, id: shared), as: name))
                }
            }, scope: scope, id: id)
    }
}

/// A construct's reference that its stack shares with other stacks.
public struct Shared<Reference: Shareable> {
    fileprivate let reference: Reference
    fileprivate let scope: Scope
    fileprivate let id: String
}

extension Scope {
    /// Shares a construct's reference with other stacks; each of its values becomes a parameter of Parameter Store.
    public func share<Reference: Shareable>(_ id: String, _ reference: Reference) -> Shared<Reference> {
        var transfer = ValueTransfer.sharing(id, in: self)
        _ = reference.transferred(by: &transfer)
        return Shared(reference: reference, scope: self, id: id)
    }

    /// The reference that another stack shares, for use in this stack.
    public func use<Reference: Shareable>(_ shared: Shared<Reference>) -> Reference {
        guard shared.scope.stack !== stack else { return shared.reference }
        var transfer = ValueTransfer.using(shared.scope.path + [shared.id], of: shared.scope.stack.name, in: self)
        return shared.reference.transferred(by: &transfer)
    }

    /// The reference that a deployed stack of another program shares.
    ///
    ///     let database = scope.use(PostgresDatabase.Reference.self, "Database", of: "orders-foundation")
    ///
    /// - Parameters:
    ///   - type: The reference's type.
    ///   - id: The id that the stack shares it under.
    ///   - stack: The stack's name.
    public func use<Reference: Shareable>(_ type: Reference.Type, _ id: String, of stack: String) -> Reference {
        var transfer = ValueTransfer.using([id], of: stack, in: self)
        return Reference.placeholder(in: self).transferred(by: &transfer)
    }
}
