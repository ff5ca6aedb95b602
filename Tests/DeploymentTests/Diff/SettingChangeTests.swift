import Deployment
import Infra
import Testing

@Suite("Changes of settings")
struct SettingChangeTests {
    @Test("Every key of the reader has values to change between, or says why it has none")
    func coverage() {
        let keys = ReaderKeys.all()
        #expect(keys.count > 25)
        for key in keys where SettingChanges.identities[key] == nil {
            #expect(SettingChanges.choices(key).count >= 2, "\(key) has no values in SettingChanges")
        }
        let known = Set(keys)
        for key in SettingChanges.values.keys { #expect(known.contains(key), "\(key) is no key of the reader") }
    }

    private func environment(_ key: String, _ value: String?) throws -> DeploymentEnvironment {
        try DeploymentEnvironment.parse(SettingChanges.file(key, value), name: "staging", file: "staging.yaml")
    }

    /// A stack of an environment in canonical form.
    private struct CanonicalStack: Sendable {
        let name: String
        let template: Template
        let document: TemplateDocument
    }

    /// The stacks of an environment. Most settings leave most stacks as they are without any setting, so those are read once.
    private func stacks(_ environment: DeploymentEnvironment) throws -> [CanonicalStack] {
        let unset = try SettingChangeTests.unset.get()
        return try ProductApp(environment).synthesize().map { stack in
            if let same = unset.first(where: { $0.name == stack.name && $0.template == stack.template }) { return same }
            return CanonicalStack(
                name: stack.name, template: stack.template, document: try TemplateDocument(stack.template))
        }
    }

    /// The stacks of a file without any setting.
    private static let unset = Result {
        let text = SettingChanges.file([:])
        let environment = try DeploymentEnvironment.parse(text, name: "staging", file: "staging.yaml")
        return try ProductApp(environment).synthesize().map {
            CanonicalStack(name: $0.name, template: $0.template, document: try TemplateDocument($0.template))
        }
    }

    /// The differences of all stacks. A stack whose template stays the same has some only if another one shares a value with it.
    private func diffs(_ old: [CanonicalStack], _ new: [CanonicalStack], isChange: Bool) -> [StackDiff] {
        var shared: [String: Bool] = [:]
        var diffs: [StackDiff] = []
        for stack in new {
            let before = old.first { $0.name == stack.name }?.document ?? .empty
            if isChange, shared.isEmpty, before == stack.document { continue }
            let diff = StackDiff(stack.name, from: before, to: stack.document, shared: shared)
            shared.merge(diff.sharedValues) { $0 || $1 }
            diffs.append(diff)
        }
        return diffs
    }

    @Test(
        "A change from each valid value to each other one is deployable, or a rule says first why not",
        arguments: SettingChanges.values.keys.sorted())
    func changes(key: String) throws {
        let choices = SettingChanges.choices(key)
        let environments = try choices.map { try environment(key, $0) }
        let stacks = try environments.map { try self.stacks($0) }
        for (from, old) in choices.enumerated() {
            for (to, new) in choices.enumerated() {
                let diffs = self.diffs(stacks[from], stacks[to], isChange: from != to)
                let name = "\(key) \(old ?? "not set") -> \(new ?? "not set")"
                guard from != to else {
                    #expect(diffs.allSatisfy { $0.isEmpty && $0.findings.isEmpty }, "\(name)")
                    continue
                }
                let refused = Set(diffs.flatMap(\.findings).filter { $0.severity == .refused }.map(\.rule)).sorted()
                #expect(refused == SettingChanges.refusals(key, old, new), "\(name)")
                // What a construct knows about itself, the rules know about the templates.
                let obstacles = environments[from].obstacles(to: environments[to])
                #expect(obstacles.isEmpty || diffs.contains { !$0.findings.isEmpty }, "\(name): \(obstacles)")
                // Every resource has an answer, and no type of the product is unknown to the registry's facts.
                let unknown = diffs.flatMap(\.resources).filter { $0.consequences.contains(.unknownType) }
                #expect(unknown.isEmpty, "\(name): \(unknown.map(\.logicalID))")
            }
        }
    }
}
