/// Collects a resource's properties on their way into a template; what is nil is left out.
public struct PropertyWriter {
    private var members: [TemplateExpression.Member] = []

    /// Starts empty.
    public init() {}

    /// What has been written.
    public var expression: TemplateExpression { .object(members) }

    /// Writes a value.
    public mutating func value<Wrapped>(_ name: String, _ value: TemplateValue<Wrapped>?) {
        if let value { members.append(.init(name, value.expression)) }
    }

    /// Writes a block of properties.
    public mutating func group(_ name: String, _ group: (some PropertyGroup)?) {
        if let group { members.append(.init(name, PropertyWriter.expression(of: group))) }
    }

    /// Writes a list of blocks.
    public mutating func groups(_ name: String, _ groups: [some PropertyGroup]?) {
        if let groups { members.append(.init(name, .list(groups.map { PropertyWriter.expression(of: $0) }))) }
    }

    /// Writes an object of values, sorted by key.
    public mutating func map<Wrapped>(_ name: String, _ map: [String: TemplateValue<Wrapped>]?) {
        if let map {
            let sorted = map.sorted { $0.key < $1.key }
            members.append(.init(name, .object(sorted.map { .init($0.key, $0.value.expression) })))
        }
    }

    /// Writes an object of blocks, sorted by key.
    public mutating func groupMap(_ name: String, _ map: [String: some PropertyGroup]?) {
        if let map {
            let sorted = map.sorted { $0.key < $1.key }
            members.append(.init(name, .object(sorted.map { .init($0.key, PropertyWriter.expression(of: $0.value)) })))
        }
    }

    /// Writes free-form content.
    public mutating func json(_ name: String, _ content: TemplateExpression?) {
        if let content { members.append(.init(name, content)) }
    }

    private static func expression(of group: some PropertyGroup) -> TemplateExpression {
        var writer = PropertyWriter()
        group.render(into: &writer)
        return writer.expression
    }

    mutating func override(_ path: String, with value: TemplateExpression) {
        let names = path.split(separator: "/").map(String.init)
        guard !names.isEmpty else { return }
        members = PropertyWriter.setting(names[...], to: value, in: members)
    }

    private static func setting(
        _ path: ArraySlice<String>, to value: TemplateExpression, in members: [TemplateExpression.Member]
    ) -> [TemplateExpression.Member] {
        guard let name = path.first else { return members }
        var members = members
        let index = members.firstIndex { $0.key == name }
        var content = value
        if path.count > 1 {
            var inner: [TemplateExpression.Member] = []
            if let index, case .object(let existing) = members[index].value { inner = existing }
            content = .object(setting(path.dropFirst(), to: value, in: inner))
        }
        if let index {
            members[index].value = content
        } else {
            members.append(.init(name, content))
        }
        return members
    }

    /// Adds tags to those the properties have; a tag set on the properties themselves wins.
    mutating func apply(tags: [String: String], _ tagging: ResourceFacts.Tagging) {
        guard !tags.isEmpty else { return }
        let index = members.firstIndex { $0.key == tagging.property }
        var all: [(key: String, member: TemplateExpression)] = []
        switch (tagging, index.map { members[$0].value }) {
        case (.list, .list(let given)?):
            for tag in given {
                guard case .string(let key)? = tag["Key"] else { return }
                all.append((key, tag))
            }
        case (.map, .object(let given)?): all = given.map { ($0.key, $0.value) }
        case (_, nil): break
        // Tags that come out of a function cannot be added to.
        default: return
        }
        for (key, value) in tags where !all.contains(where: { $0.key == key }) {
            switch tagging {
            case .list: all.append((key, ["Key": .string(key), "Value": .string(value)]))
            case .map: all.append((key, .string(value)))
            }
        }
        all.sort { $0.key < $1.key }
        let content: TemplateExpression =
            switch tagging {
            case .list: .list(all.map(\.member))
            case .map: .object(all.map { .init($0.key, $0.member) })
            }
        if let index { members[index].value = content } else { members.append(.init(tagging.property, content)) }
    }
}
