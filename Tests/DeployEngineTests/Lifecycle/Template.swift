import DeployEngineTesting

/// A template of a case.
struct Template: Sendable {
    var resources: [String: FakeValue] = [:]
    var outputs: [String: FakeValue] = [:]
    var parameters: [String: FakeValue] = [:]
    var conditions: [String: FakeValue] = [:]

    var json: String {
        var document: [String: FakeValue] = ["Resources": .object(resources)]
        if !outputs.isEmpty { document["Outputs"] = .object(outputs) }
        if !parameters.isEmpty { document["Parameters"] = .object(parameters) }
        if !conditions.isEmpty { document["Conditions"] = .object(conditions) }
        return FakeValue.object(document).json
    }

    init(_ resources: [String: FakeValue], outputs: [String: FakeValue] = [:]) {
        self.resources = resources
        self.outputs = outputs.mapValues { ["Value": $0] }
    }

    /// The template with further resources.
    func with(_ more: [String: FakeValue]) -> Template {
        var template = self
        template.resources.merge(more) { $1 }
        return template
    }
}

extension FakeValue {
    /// A parameter of Parameter Store.
    static func parameter(
        _ value: FakeValue, name: FakeValue? = nil, after: [String] = [], policies: [String: FakeValue] = [:]
    ) -> FakeValue {
        resource(
            "AWS::SSM::Parameter", ["Type": "String", "Value": value, "Name": name ?? .null], after: after, policies)
    }

    /// A resource of a type.
    static func resource(
        _ type: String, _ properties: FakeValue = [:], after: [String] = [], _ policies: [String: FakeValue] = [:]
    ) -> FakeValue {
        var definition = policies
        definition["Type"] = .string(type)
        definition["Properties"] = properties
        if !after.isEmpty { definition["DependsOn"] = FakeValue(after) }
        return .object(definition)
    }

    /// `Ref`.
    static func ref(_ name: String) -> FakeValue { ["Ref": .string(name)] }

    /// `Fn::GetAtt`.
    static func attribute(_ name: String, _ attribute: String) -> FakeValue {
        ["Fn::GetAtt": [.string(name), .string(attribute)]]
    }
}

/// A wait condition and its handle, under the logical ids `Wait` and `Handle`.
func waiting(_ seconds: Int, after: [String] = []) -> [String: FakeValue] {
    [
        "Handle": .resource("AWS::CloudFormation::WaitConditionHandle"),
        "Wait": .resource(
            "AWS::CloudFormation::WaitCondition",
            ["Handle": .ref("Handle"), "Timeout": .string(String(seconds)), "Count": 1],
            after: after),
    ]
}
