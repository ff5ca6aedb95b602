import Deployment
import Foundation
import Infra
import TestSupport
import Testing

/// The verdicts beside those of ministack's change sets.
///
/// For each edit the old template becomes a stack, and a change set of the new one is made and read over HTTP. Resources are records
/// there, because the edits name only the properties that matter. Ministack has facts of its own for some types and answers
/// `Conditional` for all others, so only edits of the former are compared.
@Suite(
    "Verdicts of change sets", .enabled(if: PythonTool.ministack.isExpected, PythonTool.ministack.absence))
struct ChangeSetComparisonTests {
    private struct Edit {
        let name: String
        let old: TemplateExpression
        let new: TemplateExpression
    }

    /// The edits of the table that ministack answers otherwise, with the reason.
    private static let differences: [String: String] = [
        "AWS::SQS::Queue {VisibilityTimeout: 30} to {VisibilityTimeout: '30'}": "a number and its text are one value",
        "AWS::RDS::DBInstance {DBInstanceIdentifier: Main} to {DBInstanceIdentifier: main}":
            "RDS keeps identifiers in lower case",
        "AWS::RDS::DBInstance {AutoMinorVersionUpgrade: true, EngineVersion: 17.1} to "
            + "{AutoMinorVersionUpgrade: true, EngineVersion: 17.2}": "AWS upgrades minor versions itself",
        "AWS::RDS::DBSubnetGroup {SubnetIds: [a, b]} to {SubnetIds: [b, a]}": "subnets have no order",
        "One dependency less": "a change set does not list dependencies, which call no service",
        "A changed value behind an attribute": "a change set does not know that the attribute is the changed value",
    ]

    @Test("At least sixty edits have the verdict of ministack's change sets, and the others a reason")
    func comparison() async throws {
        let world = try await Ministack.ofRecords
        let account = try world.account()
        var agreements = 0
        for (number, edit) in (properties() + (try table())).enumerated() {
            let types = [edit.old, edit.new].flatMap { template in
                template["Resources"]?.literalMembers.compactMap { $0.value["Type"]?.literalText } ?? []
            }
            guard world.own.isSuperset(of: types) else { continue }
            let answer = try await ChangeSetComparisonTests.verdicts(edit, stack: "edit-\(number)", account)
            let diff = StackDiff("test", from: try TemplateDocument(edit.old), to: try TemplateDocument(edit.new))
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

    /// The verdicts of a change set, by logical id.
    private static func verdicts(
        _ edit: Edit, stack: String, _ account: EmulatedAccount
    ) async throws -> [String: String] {
        let deployment = try await account.deploy(stack, .body(edit.old.json))
        try #require(deployment.status == "CREATE_COMPLETE", "\(edit.name): \(deployment)")
        let (_, changeSet) = try await account.prepare(stack, isNew: false, .body(edit.new.json))
        if changeSet.reason.contains("didn't contain changes") { return [:] }
        try #require(changeSet.status == "CREATE_COMPLETE", "\(edit.name): \(changeSet)")
        return Dictionary(uniqueKeysWithValues: changeSet.changes.map { ($0.logicalID, words(for: $0)) })
    }

    /// A change of a change set in the words of a verdict.
    private static func words(for change: ChangeSet.Change) -> String {
        switch (change.action, change.replacement) {
        case ("Add", _): "add"
        case ("Remove", _): "delete"
        case _ where Set(change.scope).isDisjoint(with: ["Properties", "Tags"]): "template only"
        case (_, "True"): "replace"
        case (_, "Conditional"): "may replace"
        default: "in place"
        }
    }

    /// An edit of each property that the facts of a type name.
    private func properties() -> [Edit] {
        ResourceFacts.known.sorted { $0.key < $1.key }.flatMap { type, facts -> [Edit] in
            let paths = facts.createOnly + facts.conditionalCreateOnly + facts.writeOnly
            let readOnly = Set(facts.readOnly)
            return Set(paths.filter { !$0.contains("/") }).subtracting(readOnly).sorted().map { property in
                func template(_ value: TemplateExpression) -> TemplateExpression {
                    let resource: TemplateExpression = [
                        "Type": .string(type), "Properties": .object([.init(property, value)]),
                    ]
                    return ["Resources": ["It": resource]]
                }
                return Edit(name: "\(type) \(property)", old: template("one"), new: template("two"))
            }
        }
    }

    private func table() throws -> [Edit] {
        try (VerdictCase.properties + VerdictCase.stacks).map { edit in
            Edit(
                name: edit.name, old: try TemplateDocument.expression(edit.old),
                new: try TemplateDocument.expression(edit.new))
        }
    }
}
