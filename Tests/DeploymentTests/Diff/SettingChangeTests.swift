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

    /// The differences of all stacks.
    private func diffs(_ old: [StackTemplate], _ new: [StackTemplate]) throws -> [StackDiff] {
        var shared: [String: Bool] = [:]
        return try new.map { stack in
            let before = old.first { $0.name == stack.name }
            let diff = StackDiff(
                stack.name, from: try before.map { try TemplateDocument($0.template) } ?? .empty,
                to: try TemplateDocument(stack.template), shared: shared)
            shared.merge(diff.sharedValues) { $0 || $1 }
            return diff
        }
    }

    @Test(
        "A change from each valid value to each other one is deployable, or a rule says first why not",
        arguments: SettingChanges.values.keys.sorted())
    func changes(key: String) throws {
        let choices = SettingChanges.choices(key)
        let environments = try choices.map { try environment(key, $0) }
        let templates = try environments.map { try ProductApp($0).synthesize() }
        for (from, old) in choices.enumerated() {
            for (to, new) in choices.enumerated() {
                let diffs = try diffs(templates[from], templates[to])
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
