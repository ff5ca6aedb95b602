import Infra

/// The differences of all stacks of a comparison, for people and programs.
package struct DiffReport: Sendable, Hashable {
    /// The stacks in the order of deployment.
    package let stacks: [StackDiff]
    /// The method of the comparison in a sentence, so that a reader knows what it cannot see.
    package let method: String
    /// The moves and imports that the deployment carries out first, in words; the stacks are compared as they are afterwards.
    package var rearranged: [String] = []
    /// The difference of the monthly fixed charges; nil if the region of the prices is not known.
    package var cost: CostDifference?

    /// Creates a report.
    package init(stacks: [StackDiff], method: String) {
        self.stacks = stacks
        self.method = method
    }

    /// A Boolean value that indicates whether no stack has a difference.
    package var isEmpty: Bool { stacks.allSatisfy(\.isEmpty) && rearranged.isEmpty }

    /// The exit code of the command: 0 without a difference, 2 with one.
    package var exitCode: Int32 { isEmpty ? 0 : 2 }

    /// The numbers of a stack's resources by verdict, in words: "1 replace, 2 in place".
    static func summary(of stack: StackDiff) -> String {
        let counts = Verdict.allCases.reversed().compactMap { verdict -> String? in
            let count = stack.resources.count { $0.verdict == verdict }
            return count == 0 ? nil : "\(count) \(verdict.words)"
        }
        let entries = stack.entries.isEmpty ? [] : ["\(stack.entries.count) in other sections"]
        return (counts + entries).joined(separator: ", ")
    }

    /// A change of a property in words, without its path.
    static func words(_ change: PropertyChange, most: Int) -> String {
        let verb = change.isPossible ? "may change" : "changes"
        if !change.causes.isEmpty {
            let value = change.new.map { ValueText.line($0, most: most) } ?? ""
            return "\(value) \(verb) with \(change.causes.joined(separator: ", "))"
        }
        if change.isSecret {
            switch (change.old, change.new) {
            case (nil, _): return "added (value not shown)"
            case (_, nil): return "removed (value not shown)"
            default: return "changed (values not shown)"
            }
        }
        let old = change.old.map { ValueText.line($0, most: most) }
        let new = change.new.map { ValueText.line($0, most: most) }
        switch (old, new) {
        case (let old?, let new?): return "\(old) -> \(new)"
        case (nil, let new?): return "added: \(new)"
        case (let old?, nil): return "removed: \(old)"
        case (nil, nil): return ""
        }
    }
}
