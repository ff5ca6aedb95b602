/// The state that an operation brings a stack to.
struct StackTarget {
    var template: FakeTemplate
    var body: String
    /// The parameters as given, with defaults.
    var parameters: [String: FakeValue]
    /// The values of parameters, with those of Parameter Store read.
    var values: [String: FakeValue]
    var tags: [String: String]
    var capabilities: [String] = []

    /// Creates the evaluator of the template for a stack.
    func evaluator(
        _ stack: FakeStack, _ service: FakeCloudFormation, _ world: FakeWorld,
        resource: @escaping (String, String?) -> FakeValue?
    ) -> TemplateEvaluator {
        TemplateEvaluator(
            template: template, parameters: values,
            pseudo: [
                "AWS::Region": .string(world.region), "AWS::AccountId": .string(world.account), "AWS::Partition": "aws",
                "AWS::StackName": .string(stack.name), "AWS::StackId": .string(stack.id),
                "AWS::URLSuffix": "amazonaws.com",
                "AWS::NotificationARNs": [],
            ], resource: resource,
            export: { name in
                service.stacks.lazy.filter(\.exists).flatMap(\.outputs).first { $0.exportName == name }.map {
                    .string($0.value)
                }
            })
    }
}

extension FakeCloudFormation {
    /// The value of a resource's `Ref`, or of an attribute.
    func value(of record: FakeStackResource, _ attribute: String?) -> FakeValue? {
        guard let physicalID = record.physicalID else { return nil }
        guard let attribute else { return record.attributes["Ref"] ?? .string(physicalID) }
        if let known = record.attributes[attribute] { return known }
        // A type without a handler has whatever attribute is asked for.
        return handlers[record.type] == nil ? .string("\(physicalID).\(attribute)") : nil
    }
}
