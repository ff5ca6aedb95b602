/// A value that its stack shares with other stacks through a parameter of AWS Systems Manager Parameter Store.
///
/// The owning stack writes the parameter; another stack reads it by a template parameter whose default is the
/// parameter's path, at every deployment. The owner may change the value while other stacks use it: their next
/// deployment takes the new one (`Docs/Decisions/0014-values-between-stacks.md`).
public struct SharedValue<Wrapped>: Sendable, Hashable {
    /// The owning stack's name.
    public let stack: String
    /// The value's name in the owning stack.
    public let id: String
    /// The parameter's path, `/stacks/<stack>/<id>`.
    public var path: String { "/stacks/\(stack)/\(id)" }

    /// Creates a reference to a value that a stack shares with ``Scope/share(_:_:description:)``.
    public init(stack: String, id: String) {
        self.stack = stack
        self.id = id
    }
}

extension Scope {
    /// Shares a text with other stacks.
    /// - Parameters:
    ///   - id: The value's id in this scope.
    ///   - value: The value.
    ///   - description: The value's meaning, in a few words.
    @discardableResult
    public func share(_ id: String, _ value: TemplateValue<String>, description: String) -> SharedValue<String> {
        share(id, value, type: .string, description)
    }

    /// Shares a list with other stacks. Its elements must not contain commas.
    @discardableResult
    public func share(_ id: String, _ list: TemplateValue<[String]>, description: String) -> SharedValue<[String]> {
        let shared = share(id, list.joined(by: ","), type: .stringList, description)
        return SharedValue(stack: shared.stack, id: shared.id)
    }

    private func share(
        _ id: String, _ value: TemplateValue<String>, type: AWS.SSM.Parameter.TypeOption, _ description: String
    ) -> SharedValue<String> {
        let shared = SharedValue<String>(stack: stack.name, id: logicalID(id).name)
        Scope(stack: stack, path: ["Shared"] + path).add(
            id,
            AWS.SSM.Parameter(
                type: .literal(type), value: value, description: .literal(description), name: .literal(shared.path)))
        return shared
    }

    /// Returns the shared text of another stack.
    /// - Parameters:
    ///   - shared: The value.
    ///   - id: The template parameter's id in this scope; nil for the value's id in its stack.
    public func use(_ shared: SharedValue<String>, as id: String? = nil) -> TemplateValue<String> {
        TemplateValue(use(shared.stack, shared.path, id ?? shared.id, type: "String"))
    }

    /// Returns the shared list of another stack.
    public func use(_ shared: SharedValue<[String]>, as id: String? = nil) -> TemplateValue<[String]> {
        TemplateValue(use(shared.stack, shared.path, id ?? shared.id, type: "List<String>"))
    }

    private func use(_ owner: String, _ path: String, _ id: String, type: String) -> TemplateExpression {
        if owner == stack.name {
            report("it uses \(path), which the same stack shares; use the value itself")
        }
        stack.record(sharedParameter: logicalID(id), of: owner)
        let properties = ParameterProperties(
            type: "AWS::SSM::Parameter::Value<\(type)>", description: "Shared by stack \(owner)", defaultValue: path)
        return (parameter(id, properties) as TemplateValue<String>).expression
    }
}
