/// A resource of a stack, for references from other resources.
public struct ResourceHandle<Properties: ResourceProperties> {
    /// The stack of the resource.
    public let stack: Stack
    /// The resource's name in the template.
    public let logicalID: LogicalID

    /// The reference to the resource, for `dependsOn`.
    public var reference: TemplateReference {
        TemplateReference(.resource, stack: stack.name, name: logicalID.name)
    }

    /// `Ref`: the resource's id, name or ARN, depending on its type.
    public var ref: TemplateValue<String> { TemplateValue(.ref(reference)) }

    /// `Fn::GetAtt` by the attribute's name, for types without generated attributes.
    public func attribute<Wrapped>(_ name: String, as type: Wrapped.Type = String.self) -> TemplateValue<Wrapped> {
        TemplateValue(.attribute(reference, name))
    }

    /// Changes the resource's properties.
    public func update(_ change: (inout Properties) -> Void) {
        stack.update(logicalID) { entry in
            guard var properties = entry.properties as? Properties else { return }
            change(&properties)
            entry.properties = properties
        }
    }

    /// Changes the resource's options.
    public func updateOptions(_ change: (inout ResourceOptions) -> Void) {
        stack.update(logicalID) { change(&$0.options) }
    }

    /// The resource's ARN; nil if the type is known to give none.
    ///
    /// A type without registry facts is taken to have the return attribute `Arn`.
    public var resourceARN: TemplateValue<String>? {
        guard let facts = stack.facts(of: logicalID) else { return attribute("Arn") }
        if facts.isReferenceARN { return ref }
        return facts.arnAttribute.map { attribute($0) }
    }

    /// Records a problem with the resource, which synthesis reports.
    public func report(_ message: String) {
        stack.report(stack.path(of: logicalID) ?? logicalID.name, message)
    }
}
