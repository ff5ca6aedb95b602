import Deployment
import Foundation
import Infra
import TestSupport
import Testing

/// The verdicts beside those of ministack's change sets.
///
/// Ministack has facts of its own for some types and answers `Conditional` for all others, so only edits of the former are
/// compared. The script runs its comparison of templates without a server, as an incomplete resource cannot be created.
@Suite(
    "Verdicts of change sets", .enabled(if: PythonTool.ministack.isExpected, PythonTool.ministack.absence))
struct ChangeSetComparisonTests {
    private struct Edit: Codable {
        let name: String
        let old: String
        let new: String
    }

    /// The edits of the table that ministack answers otherwise, with the reason.
    private static let differences: [String: String] = [
        "AWS::SQS::Queue {VisibilityTimeout: 30} to {VisibilityTimeout: '30'}": "a number and its text are one value",
        "AWS::RDS::DBInstance {DBInstanceIdentifier: Main} to {DBInstanceIdentifier: main}":
            "RDS keeps identifiers in lower case",
        "AWS::RDS::DBInstance {AutoMinorVersionUpgrade: true, EngineVersion: 17.1} to "
            + "{AutoMinorVersionUpgrade: true, EngineVersion: 17.2}": "AWS upgrades minor versions itself",
        "AWS::RDS::DBSubnetGroup {SubnetIds: [a, b]} to {SubnetIds: [b, a]}": "subnets have no order",
        "A changed value behind an attribute": "a change set does not know that the attribute is the changed value",
    ]

    @Test("At least sixty edits have the verdict of ministack's change sets, and the others a reason")
    func comparison() async throws {
        let edits = try properties() + table()
        let output = try await PythonTool.ministack.run(Self.script, input: try JSONEncoder().encode(edits))
        let answers = try JSONDecoder().decode([[String: String]?].self, from: output)
        try #require(answers.count == edits.count)
        var agreements = 0
        for (edit, answer) in zip(edits, answers) {
            guard let answer else { continue }
            let diff = StackDiff(
                "test", from: try TemplateDocument(text: edit.old), to: try TemplateDocument(text: edit.new))
            let verdicts = Dictionary(uniqueKeysWithValues: diff.resources.map { ($0.logicalID, $0.verdict.words) })
            if ChangeSetComparisonTests.differences[edit.name] != nil {
                #expect(verdicts != answer, "\(edit.name) has a reason for a difference and none")
            } else {
                #expect(verdicts == answer, "\(edit.name)")
                if verdicts == answer { agreements += 1 }
            }
        }
        #expect(agreements >= 60)
    }

    /// An edit of each property that the facts of a type name.
    private func properties() throws -> [Edit] {
        ResourceFacts.known.sorted { $0.key < $1.key }.flatMap { type, facts -> [Edit] in
            let paths = facts.createOnly + facts.conditionalCreateOnly + facts.writeOnly
            let readOnly = Set(facts.readOnly)
            return Set(paths.filter { !$0.contains("/") }).subtracting(readOnly).sorted().map { property in
                func template(_ value: TemplateExpression) -> String {
                    let resource: TemplateExpression = [
                        "Type": .string(type), "Properties": .object([.init(property, value)]),
                    ]
                    return TemplateExpression.object([.init("Resources", ["It": resource])]).json
                }
                return Edit(name: "\(type) \(property)", old: template("one"), new: template("two"))
            }
        }
    }

    private func table() throws -> [Edit] {
        try (VerdictCase.properties + VerdictCase.stacks).map { edit in
            Edit(
                name: edit.name, old: try TemplateDocument.expression(edit.old).json,
                new: try TemplateDocument.expression(edit.new).json)
        }
    }

    /// Prints a list with the verdicts of each edit by logical id, or null if ministack has no facts for one of the types.
    private static let script = #"""
        import json, sys
        from ministack.services.cloudformation.changesets import _resolve_props_for_diff
        from ministack.services.cloudformation.provisioners import _REPLACING_PROPERTIES
        from ministack.services.cloudformation.stacks import _diff_resources

        arn = "arn:aws:cloudformation:eu-central-1:000000000000:stack/test/1"

        def parameters(template):
            return {name: {"Value": entry.get("Default", ""), "NoEcho": False}
                    for name, entry in template.get("Parameters", {}).items()}

        def verdict(change):
            if change["Action"] != "Modify":
                return {"Add": "add", "Remove": "delete"}[change["Action"]]
            if not {"Properties", "Tags"} & set(change["Scope"]):
                return "template only"
            return {"True": "replace", "Conditional": "may replace", "False": "in place"}[change["Replacement"]]

        def answer(edit):
            old, new = json.loads(edit["old"]), json.loads(edit["new"])
            for template in (old, new):
                for resource in template["Resources"].values():
                    if resource["Type"] not in _REPLACING_PROPERTIES:
                        return None
            before, after = parameters(old), parameters(new)
            changed = {name for name in after if before.get(name) != after[name]}
            changes = _diff_resources(
                _resolve_props_for_diff(old, before, "test", arn), _resolve_props_for_diff(new, after, "test", arn),
                {}, new, changed)
            changes = [change["ResourceChange"] for change in changes]
            return {change["LogicalResourceId"]: verdict(change) for change in changes}

        print(json.dumps([answer(edit) for edit in json.load(sys.stdin)]))
        """#
}
