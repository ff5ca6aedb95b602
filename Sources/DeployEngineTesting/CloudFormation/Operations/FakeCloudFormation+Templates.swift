extension FakeCloudFormation {
    /// `GetTemplate` of a stack or a change set.
    func getTemplate(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        if request.text("ChangeSetName") != nil {
            return .output([
                "TemplateBody": .string(try changeSet(of: request).changeSet.target.body),
                "StagesAvailable": ["Original", "Processed"],
            ])
        }
        let name = request.text("StackName") ?? ""
        guard let stack = stack(name) else { throw .validation("Stack with id \(name) does not exist") }
        return .output(["TemplateBody": .string(stack.templateBody), "StagesAvailable": ["Original", "Processed"]])
    }

    /// `GetTemplateSummary`.
    func getTemplateSummary(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let template: FakeTemplate
        if let body = try body(of: request, world) {
            template = try FakeTemplate(body)
        } else if let known = try stack(of: request).template {
            template = known
        } else {
            throw .validation("Stack has no template")
        }
        return .output(summary(of: template))
    }

    /// `ValidateTemplate`.
    func validateTemplate(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        guard let body = try body(of: request, world) else {
            throw .validation("Either Template URL or Template Body must be specified.")
        }
        return .output(summary(of: try FakeTemplate(body)))
    }

    private func summary(of template: FakeTemplate) -> FakeValue {
        let parameters = template.parameters.sorted { $0.key < $1.key }.map { name, declaration -> FakeValue in
            [
                "ParameterKey": .string(name), "DefaultValue": FakeValue(declaration["Default"]?.text),
                "NoEcho": .bool(declaration["NoEcho"]?.boolean ?? false),
                "ParameterType": FakeValue(declaration["Type"]?.text),
                "Description": FakeValue(declaration["Description"]?.text),
            ]
        }
        return [
            "Parameters": .array(parameters), "Description": FakeValue(template.document["Description"]?.text),
            "Capabilities": FakeValue(template.requiredCapability.map { [$0] } ?? []),
            "ResourceTypes": FakeValue(Set(template.resources.values.map(\.type)).sorted()),
        ]
    }
}
