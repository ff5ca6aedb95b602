import Infra

/// A rule about a change that AWS refuses, or that costs more than it seems.
package struct ChangeRule: Sendable {
    /// The outcome of a deployment of the change.
    package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
        /// The deployment completes and something is lost or stays behind, or it fails in some accounts.
        case risk
        /// The deployment fails.
        case refused

        /// Orders severities by their weight.
        package static func < (left: Severity, right: Severity) -> Bool { left == .risk && right == .refused }
    }

    /// A place where a rule applies.
    struct Hit: Hashable {
        /// The resource or output.
        let subject: String
        /// The situation in a sentence.
        let words: String
        /// A lower severity where the replacement itself is not certain.
        var isPossible = false
    }

    /// The stable name, such as `name-in-use`.
    package let id: String
    /// The outcome.
    package let severity: Severity
    /// The reason, with the source where AWS documents one.
    package let why: String
    /// The way around it.
    package let fix: String
    let find: @Sendable (ChangeContext) -> [Hit]
}

/// A change to which a rule applies.
package struct ChangeFinding: Sendable, Hashable {
    /// The rule's id.
    package let rule: String
    /// The outcome of a deployment.
    package let severity: ChangeRule.Severity
    /// The resource or output.
    package let subject: String
    /// The situation in a sentence.
    package let words: String
    /// The reason.
    package let why: String
    /// The way around it.
    package let fix: String
}

/// The table of all rules about changes.
package enum ChangeRules {
    /// The rules, in the order of their ids.
    package static let all: [ChangeRule] =
        (names + databases + network + content).sorted { $0.id < $1.id }

    /// The findings about a stack's changes, the refused ones first.
    static func findings(in context: ChangeContext) -> [ChangeFinding] {
        all.flatMap { rule in
            rule.find(context).map { hit in
                ChangeFinding(
                    rule: rule.id, severity: hit.isPossible ? .risk : rule.severity, subject: hit.subject,
                    words: hit.words,
                    why: rule.why, fix: rule.fix)
            }
        }.sorted { left, right in
            left.severity != right.severity
                ? left.severity > right.severity : (left.rule, left.subject) < (right.rule, right.subject)
        }
    }
}

/// The templates and changes that rules look at.
struct ChangeContext {
    let old: TemplateDocument
    let new: TemplateDocument
    let entries: [StackDiff.EntryChange]
    private let changes: [String: ResourceChange]

    /// Creates a context of a comparison.
    init(
        old: TemplateDocument, new: TemplateDocument, resources: [ResourceChange], entries: [StackDiff.EntryChange]
    ) {
        self.old = old
        self.new = new
        self.entries = entries
        changes = Dictionary(resources.map { ($0.logicalID, $0) }) { first, _ in first }
    }

    /// A resource of both templates with its change.
    struct Pair {
        let id: String
        let old: TemplateDocument.Resource
        let new: TemplateDocument.Resource
        let change: ResourceChange
    }

    /// The verdict of a resource; nil without a change.
    func verdict(_ id: String) -> Verdict? { changes[id]?.verdict }

    /// The change of a resource.
    func change(_ id: String) -> ResourceChange? { changes[id] }

    /// A Boolean value that indicates whether another physical resource comes into being under the id.
    func isCreated(_ id: String) -> Bool { [.add, .replace, .mayReplace].contains(verdict(id)) }

    /// The changed resources of some types that both templates have.
    func pairs(_ types: String...) -> [Pair] {
        changes.values.sorted { $0.logicalID < $1.logicalID }.compactMap { change -> Pair? in
            guard let left = old.resources[change.logicalID], let right = new.resources[change.logicalID],
                types.contains(right.type), left.type == right.type
            else { return nil }
            return Pair(id: change.logicalID, old: left, new: right, change: change)
        }
    }

    /// The resources of a template by type, in the order of their ids.
    static func resources(
        _ document: TemplateDocument, _ types: String...
    ) -> [(id: String, resource: TemplateDocument.Resource)] {
        document.resources.filter { types.contains($0.value.type) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    /// The logical ids that an expression refers to.
    static func references(_ value: TemplateExpression?) -> Set<String> {
        var names: Set<String> = []
        value?.walk { part in
            switch part {
            case .function("Ref", .string(let name)): names.insert(name)
            case .function("Fn::GetAtt", .list(let parts)): if let name = parts.first?.literal { names.insert(name) }
            default: break
            }
        }
        return names
    }
}
