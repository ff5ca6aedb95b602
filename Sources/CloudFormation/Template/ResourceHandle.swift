/// A resource that has been added to a stack: what other resources refer to.
public struct ResourceHandle<Properties: ResourceProperties> {
    let stack: Stack
    /// The name in the template.
    public let logicalID: LogicalID

    /// What points at the resource, for `dependsOn`.
    public var reference: TemplateReference {
        TemplateReference(.resource, stack: stack.name, name: logicalID.name)
    }

    /// `Ref`: the resource's id, name or ARN, as its type has it.
    public var ref: TemplateValue<String> { TemplateValue(.ref(reference)) }

    /// `Fn::GetAtt` by name, for types without generated attributes.
    public func attribute<Wrapped>(_ name: String, as type: Wrapped.Type = String.self) -> TemplateValue<Wrapped> {
        TemplateValue(.attribute(reference, name))
    }

    /// Changes the properties; used by grants, which add to a resource that exists already.
    public func update(_ change: (inout Properties) -> Void) {
        stack.update(logicalID) { entry in
            guard var properties = entry.properties as? Properties else { return }
            change(&properties)
            entry.properties = properties
        }
    }

    /// Changes the options.
    public func updateOptions(_ change: (inout ResourceOptions) -> Void) {
        stack.update(logicalID) { change(&$0.options) }
    }
}
