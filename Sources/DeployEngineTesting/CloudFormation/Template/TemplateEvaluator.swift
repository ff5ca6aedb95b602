internal import Basics

/// Evaluates the functions of a template.
struct TemplateEvaluator {
    /// The value of a resource in a change set before it is known, as AWS writes it.
    static let unknown = "{{changeSet:KNOWN_AFTER_APPLY}}"
    /// The mark of `AWS::NoValue`, which removes the property.
    private static let noValue = FakeValue.string("\u{0}AWS::NoValue")

    let template: FakeTemplate
    let parameters: [String: FakeValue]
    let pseudo: [String: FakeValue]
    /// Returns the physical id of a resource, or an attribute; nil if there is none.
    let resource: (_ logicalID: String, _ attribute: String?) -> FakeValue?
    /// Returns the value of an export; nil if there is none.
    let export: (String) -> FakeValue?

    private func fail(_ message: String) -> FakeError { .validation("Template error: \(message)") }

    /// Evaluates a value.
    func value(_ value: FakeValue) throws(FakeError) -> FakeValue {
        switch value {
        case .array(let elements):
            var output: [FakeValue] = []
            for element in elements {
                let element = try self.value(element)
                if element != Self.noValue { output.append(element) }
            }
            return .array(output)
        case .object(let members):
            if members.count == 1, let (key, argument) = members.first,
                key == "Ref" || key.hasPrefix("Fn::") || key == "Condition"
            {
                if let result = try function(key, argument) { return result }
            }
            var output: [String: FakeValue] = [:]
            for (key, member) in members {
                let member = try self.value(member)
                if member != Self.noValue { output[key] = member }
            }
            return .object(output)
        default: return value
        }
    }

    /// Evaluates a condition.
    func condition(_ name: String) throws(FakeError) -> Bool {
        guard let definition = template.document["Conditions"]?[name] else {
            throw fail("Unresolved condition \(name)")
        }
        return try isTrue(definition)
    }

    /// The logical ids of resources whose condition holds.
    func activeResources() throws(FakeError) -> Set<String> {
        var active: Set<String> = []
        for (id, resource) in template.resources {
            if let name = resource.condition, try !condition(name) { continue }
            active.insert(id)
        }
        return active
    }

    private func isTrue(_ definition: FakeValue) throws(FakeError) -> Bool {
        if let name = definition["Condition"]?.text { return try condition(name) }
        if let pair = definition["Fn::Equals"]?.elements, pair.count == 2 {
            return try value(pair[0]).asTexts == value(pair[1]).asTexts
        }
        if let parts = definition["Fn::And"]?.elements {
            for part in parts where try !isTrue(part) { return false }
            return true
        }
        if let parts = definition["Fn::Or"]?.elements {
            for part in parts where try isTrue(part) { return true }
            return false
        }
        if let part = definition["Fn::Not"]?.elements.first { return try !isTrue(part) }
        throw fail("a condition is not supported: \(definition.json)")
    }

    private func reference(_ name: String) throws(FakeError) -> FakeValue {
        if name == "AWS::NoValue" { return Self.noValue }
        if let value = parameters[name] ?? pseudo[name] ?? resource(name, nil) { return value }
        throw fail("Unresolved reference \(name)")
    }

    private func attribute(_ id: String, _ name: String) throws(FakeError) -> FakeValue {
        if let value = resource(id, name) { return value }
        let type = template.resources[id]?.type ?? ""
        throw fail("resource \(id) does not support attribute type \(name) in Fn::GetAtt (\(type))")
    }

    private func function(_ name: String, _ argument: FakeValue) throws(FakeError) -> FakeValue? {
        switch name {
        case "Ref": return try reference(argument.text ?? "")
        case "Condition":
            guard let name = argument.text, template.document["Conditions"]?[name] != nil else { return nil }
            return .bool(try condition(name))
        case "Fn::GetAtt":
            if let text = argument.text, let dot = text.firstIndex(of: ".") {
                return try attribute(String(text[..<dot]), String(text[text.index(after: dot)...]))
            }
            let parts = argument.elements
            guard parts.count == 2, let id = parts[0].text else {
                throw fail("Fn::GetAtt object requires two arguments")
            }
            return try attribute(id, try value(parts[1]).text ?? "")
        case "Fn::Sub": return try substitute(argument)
        case "Fn::Join":
            guard argument.elements.count == 2 else { throw fail("Fn::Join needs a delimiter and a list") }
            let list = try value(argument.elements[1])
            if list.text == Self.unknown { return list }
            return .string(list.texts.joined(separator: argument.elements[0].text ?? ""))
        case "Fn::If":
            let parts = argument.elements
            guard parts.count == 3 else { throw fail("Fn::If requires three arguments") }
            return try value(try condition(parts[0].text ?? "") ? parts[1] : parts[2])
        case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not": return .bool(try isTrue([name: argument].asValue))
        case "Fn::Select":
            let parts = argument.elements
            guard parts.count == 2, let index = try value(parts[0]).integer else {
                throw fail("Fn::Select requires an index")
            }
            let list = try value(parts[1])
            if list.text?.contains(Self.unknown) == true { return .string(Self.unknown) }
            guard list.elements.indices.contains(index) else {
                throw fail("Fn::Select cannot select nonexistent value at index \(index)")
            }
            return list.elements[index]
        case "Fn::Split":
            let text = try value(argument.elements.last ?? "").text ?? ""
            if text.contains(Self.unknown) { return .string(Self.unknown) }
            return FakeValue(
                text.split(separator: argument.elements.first?.text ?? ",", omittingEmptySubsequences: false).map(
                    String.init))
        case "Fn::FindInMap":
            var path: [String] = []
            for part in argument.elements { path.append(try value(part).text ?? "") }
            guard let found = template.document["Mappings"]?[path: path] else {
                throw fail("Unable to get mapping for \(path.joined(separator: "::"))")
            }
            return found
        case "Fn::GetAZs":
            let region = pseudo["AWS::Region"]?.text ?? ""
            return FakeValue(["a", "b", "c"].map { region + $0 })
        case "Fn::Base64": return try value(argument)
        case "Fn::Cidr": return try cidr(argument)
        case "Fn::ToJsonString": return .string(try value(argument).json)
        case "Fn::ImportValue":
            let name = try value(argument).text ?? ""
            guard let value = export(name) else { throw .validation("No export named \(name) found.") }
            return value
        default: throw fail("\(name) is not supported")
        }
    }

    private func substitute(_ argument: FakeValue) throws(FakeError) -> FakeValue {
        let text = argument.text ?? argument.elements.first?.text ?? ""
        let local = argument.elements.count > 1 ? argument.elements[1].members : [:]
        var output = ""
        var isFirst = true
        for part in text.split(separator: "${", omittingEmptySubsequences: false) {
            defer { isFirst = false }
            guard !isFirst, let end = part.firstIndex(of: "}") else {
                output += (isFirst ? "" : "${") + part
                continue
            }
            let name = String(part[..<end])
            let rest = part[part.index(after: end)...]
            if name.hasPrefix("!") {
                output += "${" + name.dropFirst() + "}" + rest
            } else if let value = local[name] {
                output += (try self.value(value).text ?? "") + rest
            } else if !name.hasPrefix("AWS::"), let dot = name.firstIndex(of: ".") {
                let value = try attribute(String(name[..<dot]), String(name[name.index(after: dot)...]))
                output += (value.text ?? "") + rest
            } else {
                output += (try reference(name).text ?? "") + rest
            }
        }
        return .string(output)
    }

    /// Blocks of a size within a block of IPv4 addresses.
    private func cidr(_ argument: FakeValue) throws(FakeError) -> FakeValue {
        let parts = argument.elements
        let block = try value(parts.first ?? "").text ?? ""
        if block.contains(Self.unknown) { return .string(Self.unknown) }
        let bytes = block.split(separator: "/").first?.split(separator: ".").compactMap { UInt32($0) } ?? []
        guard parts.count >= 2, bytes.count == 4, let count = try value(parts[1]).integer else {
            throw fail("Fn::Cidr is not valid")
        }
        let bits = parts.count > 2 ? (try value(parts[2]).integer ?? 8) : 8
        let base = bytes.reduce(0) { $0 << 8 | $1 }
        return .array(
            (0..<count).map { index in
                let address = base + UInt32(index) << UInt32(bits)
                let text = [24, 16, 8, 0].map { String(address >> UInt32($0) & 0xFF) }.joined(separator: ".")
                return .string("\(text)/\(32 - bits)")
            })
    }
}

extension [String: FakeValue] {
    fileprivate var asValue: FakeValue { .object(self) }
}
