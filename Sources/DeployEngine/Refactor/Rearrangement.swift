internal import AWSOperations

/// The moves and imports that an environment's file asks for, as a deployment carries them out before its change sets.
///
/// An entry that is done stays in the file without an effect. In an environment that was never deployed there is nothing to move.
package struct Rearrangement: Sendable, Hashable {
    /// The import of resources into a stack.
    package struct Adoption: Sendable, Hashable {
        /// The stack.
        package let stack: PlannedStack
        /// The import.
        package let plan: AdoptPlan
    }

    /// The moves.
    package let moves: MovePlan
    /// The imports in the order of deployment.
    package let adoptions: [Adoption]
    /// The templates after the moves and imports, by stack; those that do not change are as they were given.
    package let templates: [String: String]

    /// Plans the moves and imports.
    /// - Parameters:
    ///   - plan: The environment with its entries.
    ///   - live: The templates that are deployed, by stack.
    package init(_ plan: ReleasePlan, live: [String: String]) {
        let entries = plan.moves.filter { live[$0.from.stack] != nil || live[$0.to.stack] != nil }
        let planned = Dictionary(plan.stacks.map { ($0.name, $0.template) }) { first, _ in first }
        let moves = MovePlan(entries, live: live, planned: planned)
        var templates = live
        for stack in moves.stacks {
            if let name = stack.stack, let template = stack.template { templates[name] = template }
        }
        var adoptions: [Adoption] = []
        for stack in plan.stacks {
            let entries = plan.adoptions.filter { $0.stack == stack.name }
            guard !entries.isEmpty else { continue }
            let adoption = AdoptPlan(entries, live: templates[stack.name], planned: stack.template)
            if let template = adoption.template { templates[stack.name] = template }
            adoptions.append(Adoption(stack: stack, plan: adoption))
        }
        self.moves = moves
        self.adoptions = adoptions
        self.templates = templates
    }

    /// The reasons to refuse, with their remedies.
    package var refusals: [String] { moves.refusals + adoptions.flatMap(\.plan.refusals) }

    /// `true` if there is nothing to do.
    package var isEmpty: Bool { moves.moves.isEmpty && adoptions.allSatisfy(\.plan.resources.isEmpty) }

    /// The names of the stacks that change.
    package var stacks: Set<String> {
        Set(moves.moves.flatMap { [$0.from.stack, $0.to.stack] })
            .union(adoptions.filter { !$0.plan.resources.isEmpty }.map(\.stack.name))
    }

    /// The moves and imports of a stack in words, one line each.
    package func lines(of stack: String) -> [String] {
        let moved = moves.moves.filter { $0.from.stack == stack || $0.to.stack == stack }.map { move in
            let from = move.from.stack == stack ? move.from.logicalID : "\(move.from.stack)/\(move.from.logicalID)"
            let to = move.to.stack == stack ? move.to.logicalID : "\(move.to.stack)/\(move.to.logicalID)"
            return "moved \(from) to \(to), not replaced"
        }
        let adopted = adoptions.filter { $0.stack.name == stack }.flatMap(\.plan.resources).map { resource in
            let identifier = resource.identifier.values.sorted().joined(separator: ", ")
            return "adopted \(resource.logicalID) (\(identifier)), not created"
        }
        return moved + adopted
    }

    /// The entries that are done already, in words, so that they can be removed from the file.
    package var done: [String] {
        moves.done.map { "moved already: \($0.description)" }
            + adoptions.flatMap { adoption in adoption.plan.done.map { "adopted already: \(adoption.stack.name)/\($0)" }
            }
    }

    /// The steps that the deployment takes first, or would refuse, one line each.
    package var words: [String] {
        let pending =
            moves.lines
            + adoptions.flatMap { adoption in
                adoption.plan.lines.map { "\(adoption.stack.name): \($0)" }
            }
        return pending.filter { !$0.contains("moved already:") && !$0.contains("adopted already:") }
    }
}
