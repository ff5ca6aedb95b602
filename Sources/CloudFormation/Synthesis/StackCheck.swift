internal import Diagnostics

/// Validates a stack's template before synthesis returns it.
struct StackCheck {
    let stack: String
    let template: Template
    private let names: [TemplateReference.Target: Set<String>]

    init(stack: String, template: Template) {
        self.stack = stack
        self.template = template
        names = [
            .resource: Set(template.resources.map(\.logicalID)), .parameter: Set(template.parameters.map(\.name)),
            .condition: Set(template.conditions.map(\.name)), .mapping: Set(template.mappings.map(\.name)),
        ]
    }

    /// The quotas of CloudFormation ("CloudFormation quotas").
    private static let limits = (resources: 500, parameters: 200, outputs: 200, bytes: 1_048_576)

    func problems(after reported: [SynthesisProblem]) -> [SynthesisProblem] {
        var problems = reported
        func add(_ place: String, _ message: String) {
            problems.append(SynthesisProblem(place.isEmpty ? stack : "\(stack)/\(place)", message))
        }

        if !Stack.isValid(name: stack) {
            add("", "a stack name is a letter followed by letters, digits and hyphens, at most 128 in all; rename it")
        }
        if template.resources.isEmpty { add("", "the stack has no resource, which CloudFormation refuses; add one") }
        for (count, limit, what) in [
            (template.resources.count, StackCheck.limits.resources, "resources"),
            (template.parameters.count, StackCheck.limits.parameters, "parameters"),
            (template.outputs.count, StackCheck.limits.outputs, "outputs"),
        ] where count > limit {
            add("", "\(count) \(what) are more than CloudFormation's \(limit); split the stack")
        }

        for entry in template.parameters + template.mappings + template.conditions + template.outputs {
            for message in faults(in: entry.value) { add(entry.name, message) }
        }
        for resource in template.resources {
            for message in faults(in: resource.body) { add(resource.path, message) }
            for reference in resource.options.dependsOn + [resource.options.condition?.reference].compactMap({ $0 }) {
                if let message = fault(of: reference) { add(resource.path, message) }
            }
        }
        if JSONWriter.bound(of: template.expression) > StackCheck.limits.bytes {
            let size = template.json.utf8.count
            if size > StackCheck.limits.bytes {
                add("", "the template has \(size) bytes, more than CloudFormation's 1,048,576; split the stack")
            }
        }
        return problems
    }

    private func faults(in expression: TemplateExpression) -> [String] {
        var faults: [String] = []
        expression.walk { part in
            switch part {
            case .ref(let reference), .attribute(let reference, _), .condition(let reference),
                .name(let reference):
                if let fault = fault(of: reference) { faults.append(fault) }
            case .number(let number) where !number.isFinite:
                faults.append("\(number) is not a JSON number; give a finite one")
            case .object(let members):
                for key in StackCheck.repeatedKeys(of: members) {
                    faults.append("the key \"\(key)\" is given twice; keep one")
                }
            default: break
            }
        }
        return faults
    }

    /// The keys that stand in an object already. Most objects have a few members, which a comparison of each pair finishes
    /// sooner than a set.
    private static func repeatedKeys(of members: [TemplateExpression.Member]) -> [String] {
        if members.count <= 12 {
            return members.indices.filter { index in
                let key = members[index].key
                return members[..<index].contains { $0.key == key }
            }.map { members[$0].key }
        }
        var seen: Set<String> = []
        return members.map(\.key).filter { !seen.insert($0).inserted }
    }

    private func fault(of reference: TemplateReference) -> String? {
        if reference.target == .pseudo { return nil }
        if let owner = reference.stack, owner != stack {
            return "\"\(reference.name)\" belongs to stack \(owner); share it there and use it here"
        }
        let names = names[reference.target] ?? []
        guard !names.contains(reference.name) else { return nil }
        let hint = NearestName.hint(for: reference.name, among: names.sorted())
        return "there is no \(reference.target.rawValue) \"\(reference.name)\" in this stack\(hint)"
    }
}

extension Stack {
    static func isValid(name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 128 else { return false }
        let isLetter = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) }
        return isLetter(first) && name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 45 }
    }
}
