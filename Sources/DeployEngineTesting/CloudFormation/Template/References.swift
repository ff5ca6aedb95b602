/// The names that functions of a value refer to.
struct References {
    /// The names of `Ref`, `Fn::GetAtt` and `Fn::Sub`.
    private(set) var names: Set<String> = []
    /// The names of which an attribute is read.
    private(set) var attributes: Set<String> = []

    init(of value: FakeValue) { visit(value) }

    func resources(in template: FakeTemplate) -> Set<String> { names.filter { template.resources[$0] != nil } }

    private mutating func visit(_ value: FakeValue) {
        switch value {
        case .array(let elements): for element in elements { visit(element) }
        case .object(let members):
            if members.count == 1, let (key, argument) = members.first {
                switch key {
                case "Ref":
                    if let name = argument.text { names.insert(name) }
                    return
                case "Fn::GetAtt":
                    let name = argument.text.map { String($0.prefix { $0 != "." }) } ?? argument.texts.first
                    if let name {
                        names.insert(name)
                        attributes.insert(name)
                    }
                    return
                case "Fn::Sub":
                    let text = argument.text ?? argument.elements.first?.text ?? ""
                    let local = argument.elements.count > 1 ? argument.elements[1].members : [:]
                    for name in Self.placeholders(in: text) where local[name] == nil {
                        let base = name.hasPrefix("AWS::") ? name : String(name.prefix { $0 != "." })
                        names.insert(base)
                        if base != name { attributes.insert(base) }
                    }
                    for value in local.values { visit(value) }
                    return
                default: break
                }
            }
            for member in members.values { visit(member) }
        default: break
        }
    }

    /// The names in `${…}`, without those of `${!…}`.
    static func placeholders(in text: String) -> [String] {
        text.split(separator: "${", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "}"), !part.hasPrefix("!") else { return nil }
            return String(part[..<end])
        }
    }
}
