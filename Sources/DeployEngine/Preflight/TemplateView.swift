/// A template of a plan with its parameters resolved as far as they are known.
struct TemplateView {
    /// The stack's name.
    let stack: String
    /// The names in Parameter Store by the template's parameters that read them.
    let parameters: [String: String]
    private let document: TemplateDocument
    private let given: [String: String]

    /// Parses a template; nil for a text that is not a template.
    init?(_ planned: PlannedStack) {
        guard let document = TemplateDocument(planned.template) else { return nil }
        self.document = document
        stack = planned.name
        var parameters: [String: String] = [:]
        var given = planned.parameters
        for (name, parameter) in document.root["Parameters"]?.object ?? [:] {
            let parameter = parameter.object ?? [:]
            let value = planned.parameters[name] ?? parameter["Default"]?.text
            if parameter["Type"]?.text?.hasPrefix("AWS::SSM::Parameter::Value<") == true {
                if let value { parameters[name] = value }
                given[name] = nil
            } else {
                given[name] = value
            }
        }
        self.parameters = parameters
        self.given = given
    }

    /// The properties of the resources of a type by their logical ids, in order.
    func resources(of type: String) -> [(String, [String: TemplateNode])] {
        document.resources.filter { $0.value.object?["Type"]?.text == type }
            .map { ($0.key, $0.value.object?["Properties"]?.object ?? [:]) }.sorted { $0.0 < $1.0 }
    }

    /// The parameters of Parameter Store that the template makes.
    var providedParameters: [String] {
        resources(of: "AWS::SSM::Parameter").compactMap { $0.1["Name"].flatMap(value) }.compactMap {
            if case .text(let name) = $0 { name } else { nil }
        }
    }

    /// The names of the log groups that the template makes.
    var logGroups: Set<String> {
        Set(resources(of: "AWS::Logs::LogGroup").compactMap { $0.1["LogGroupName"]?.text })
    }

    /// The largest number of tasks of a scalable target; nil without one.
    var largestCapacity: Int? {
        resources(of: "AWS::ApplicationAutoScaling::ScalableTarget").compactMap { $0.1["MaxCapacity"]?.integer }.max()
    }

    /// The subnets that the template's parameters name, for tasks that no service of the template runs.
    var subnetParameters: [TemplateNeeds.Value] {
        parameters.filter { $0.key.hasSuffix("PrivateSubnetIds") }.map { .parameter($0.value) }
    }

    /// The resource of the template that a value refers to.
    func reference(_ node: TemplateNode) -> String? {
        guard let object = node.object else { return nil }
        let name = object["Ref"]?.text ?? object["Fn::GetAtt"]?.list?.first?.text
        return name.flatMap { document.resources[$0] == nil ? nil : $0 }
    }

    /// A value that is known before the deployment; nil for one that depends on a resource.
    func value(_ node: TemplateNode) -> TemplateNeeds.Value? {
        if let text = node.text { return .text(text) }
        guard let name = node.object?["Ref"]?.text else { return nil }
        if let parameter = parameters[name] { return .parameter(parameter) }
        return given[name].map { .text($0) }
    }

    /// The known values of a list or of one value for a list.
    func values(_ node: TemplateNode?) -> [TemplateNeeds.Value] {
        guard let node else { return [] }
        return (node.list ?? [node]).compactMap(value)
    }

    /// The CPU units of a task definition.
    static func cpu(_ definition: [String: TemplateNode]) -> Int {
        definition["Cpu"]?.integer ?? definition["Cpu"]?.text.flatMap { Int($0) } ?? 0
    }
}

extension TemplateNode {
    /// The elements of a list.
    var list: [TemplateNode]? {
        if case .list(let value) = self { value } else { nil }
    }

    /// A whole number.
    var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }
}
