/// A writer of a resource's properties; nil values are omitted.
public struct PropertyWriter {
    private var members: [TemplateExpression.Member] = []

    /// Creates an empty writer.
    public init() {}

    /// The object of the properties written so far.
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

    /// Writes an untyped value.
    public mutating func json(_ name: String, _ content: TemplateExpression?) {
        if let content { members.append(.init(name, content)) }
    }

    private static func expression(of group: some PropertyGroup) -> TemplateExpression {
        var writer = PropertyWriter()
        group.render(into: &writer)
        return writer.expression
    }

    /// Sets the property at a path such as `A/B` or `Rules/0/Name`; a number is an index into a list.
    /// - Returns: The problem with the path; nil if the property is set.
    mutating func override(_ path: String, with value: TemplateExpression) -> String? {
        let names = path.split(separator: "/").map(String.init)
        guard !names.isEmpty else { return "the override has an empty path; expected one such as A/B" }
        switch PropertyWriter.setting(names[...], to: value, in: expression) {
        case .success(.object(let changed)): members = changed
        case .success: break
        case .failure(let fault): return "the override \"\(path)\" cannot be set: \(fault.message)"
        }
        return nil
    }

    private struct PathError: Error {
        let message: String
    }

    private static func setting(
        _ path: ArraySlice<String>, to value: TemplateExpression, in current: TemplateExpression?
    ) -> Result<TemplateExpression, PathError> {
        guard let name = path.first else { return .success(value) }
        let rest = path.dropFirst()
        switch current {
        case .list(var elements)?:
            guard let index = Int(name), (0...elements.count).contains(index) else {
                return .failure(
                    PathError(
                        message: "\"\(name)\" is not an index of a list with \(elements.count) elements; expected 0 to "
                            + "\(elements.count)"))
            }
            let old = index < elements.count ? elements[index] : nil
            return setting(rest, to: value, in: old).map { new in
                if index < elements.count { elements[index] = new } else { elements.append(new) }
                return .list(elements)
            }
        case .object(var members)?:
            let index = members.firstIndex { $0.key == name }
            return setting(rest, to: value, in: index.map { members[$0].value }).map { new in
                if let index { members[index].value = new } else { members.append(.init(name, new)) }
                return .object(members)
            }
        case nil:
            return setting(rest, to: value, in: nil).map { name == "0" ? .list([$0]) : .object([.init(name, $0)]) }
        default:
            return .failure(PathError(message: "the value above \"\(name)\" is neither an object nor a list"))
        }
    }

    /// Adds tags to the properties; a tag among the properties overrides an added one of the same key.
    /// - Returns: The reason that the tags cannot be added; nil if they are.
    mutating func apply(tags: [String: String], _ tagging: ResourceFacts.Tagging) -> String? {
        guard !tags.isEmpty, let property = tagging.property else { return nil }
        let index = members.firstIndex { $0.key == property }
        // The key is nil for a tag whose key is an intrinsic function.
        var all: [(key: String?, member: TemplateExpression)] = []
        switch (tagging, index.map { members[$0].value }) {
        case (.list, .list(let given)?):
            all = given.map { tag in
                if case .string(let key)? = tag["Key"] { (key, tag) } else { (nil, tag) }
            }
        case (.map, .object(let given)?): all = given.map { ($0.key, $0.value) }
        case (_, nil): break
        default: return "the stack's tags are not added: \(property) is a function; give its tags as literals"
        }
        for (key, value) in tags where !all.contains(where: { $0.key == key }) {
            if case .map = tagging {
                all.append((key, .string(value)))
            } else {
                all.append((key, ["Key": .string(key), "Value": .string(value)]))
            }
        }
        // Literal keys come first, sorted; the others keep their order.
        let literal = all.filter { $0.key != nil }.sorted { ($0.key ?? "") < ($1.key ?? "") }
        all = literal + all.filter { $0.key == nil }
        var content = TemplateExpression.list(all.map(\.member))
        if case .map = tagging { content = .object(all.map { .init($0.key ?? "", $0.member) }) }
        if let index { members[index].value = content } else { members.append(.init(property, content)) }
        return nil
    }
}
