import Infra

extension DiffReport {
    /// Adds the difference of the monthly fixed charges, if the region is known and a stack differs.
    mutating func addCost(_ left: DiffSide, _ right: DiffSide, region: String?) {
        guard let region, !isEmpty else { return }
        let names = stacks.map { DiffSide.shortName($0.stack) }
        cost = PriceListEstimate(region: region).difference(
            from: ResourceIndex(left, comparing: names), to: ResourceIndex(right, comparing: names), in: Set(names))
    }

    /// The difference of the monthly fixed charges as a member of the report's JSON; nil if it is not known.
    var costMember: TemplateExpression.Member? {
        cost.map { cost in
            .init(
                "monthlyFixedCharges",
                [
                    "region": .string(cost.region), "oldCents": .integer(cost.oldCents),
                    "newCents": .integer(cost.newCents), "hasUnknownChanges": .boolean(cost.hasUnknownChanges),
                ])
        }
    }
}

extension DiffRequest {
    /// The region of the first side that is an environment; nil if both are templates.
    var region: String? {
        for side in [new, old] where !side.contains("/") && !side.contains(".") {
            if let settings = try? DeploymentEnvironment.load(side, directory: directory) { return settings.region }
        }
        return nil
    }
}

extension ResourceIndex {
    /// Indexes the templates of one side of a comparison under their short names, so that both sides agree.
    /// - Parameters:
    ///   - side: The side.
    ///   - names: The short names of the compared stacks. A single template stands for the first of them.
    init(_ side: DiffSide, comparing names: [String]) {
        var items: [Item] = []
        var defaults: [Key: String] = [:]
        var stackNames: [String] = []
        for stack in side.stacks {
            let own = DiffSide.shortName(stack.name)
            let name = side.stacks.count == 1 ? names.first ?? own : own
            stackNames.append(name)
            for (parameter, content) in stack.document.entries["Parameters"] ?? [:] {
                defaults[Key(stack: name, logicalID: parameter)] = content["Default"]?.literalText
            }
            for (logicalID, resource) in stack.document.resources.sorted(by: { $0.key < $1.key }) {
                items.append(
                    Item(
                        key: Key(stack: name, logicalID: logicalID),
                        resource: Resource(type: resource.type, properties: resource.properties), path: [logicalID],
                        component: [logicalID]))
            }
        }
        self.init(stackNames: stackNames, items: items, defaults: defaults)
    }
}
