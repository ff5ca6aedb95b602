package import AWSOperations

/// A resource that changes its logical id or its stack without being replaced.
package struct ResourceMove: Sendable, Hashable {
    /// The place where it is now.
    package var from: ResourceLocation
    /// The place where the new templates have it.
    package var to: ResourceLocation

    /// Creates a move.
    package init(from: ResourceLocation, to: ResourceLocation) {
        self.from = from
        self.to = to
    }

    /// Creates a move between places.
    /// - Parameters:
    ///   - logicalID: The logical id where the resource is now.
    ///   - stack: The stack where it is now.
    ///   - newID: The logical id that the new templates have.
    ///   - newStack: The stack that the new templates have it in.
    package init(_ logicalID: String, in stack: String, to newID: String, in newStack: String) {
        self.init(
            from: ResourceLocation(stack: stack, logicalID: logicalID),
            to: ResourceLocation(stack: newStack, logicalID: newID))
    }

    /// The move in words.
    package var description: String { "\(from.stack)/\(from.logicalID) → \(to.stack)/\(to.logicalID)" }
}

/// The stack refactor that carries out `moved:` entries.
///
/// A refactor must not change properties, so its templates are the live ones with the moves and nothing else. The deployment
/// afterwards changes the rest, and finds the resources under their new names.
package struct MovePlan: Sendable, Hashable {
    /// The moves that are carried out.
    package private(set) var moves: [ResourceMove] = []
    /// The moves that are done already, so that an entry may stay in the file.
    package private(set) var done: [ResourceMove] = []
    /// The reasons to refuse, with their remedies.
    package private(set) var refusals: [String] = []
    /// The stacks of the refactor with their templates.
    package private(set) var stacks: [RefactoredStack] = []

    /// Plans the moves.
    /// - Parameters:
    ///   - moves: The entries.
    ///   - live: The templates that are deployed, by stack.
    ///   - planned: The templates that will be deployed, by stack.
    package init(_ moves: [ResourceMove], live: [String: String], planned: [String: String]) {
        var documents: [String: TemplateDocument] = [:]
        for (name, text) in live {
            guard let document = TemplateDocument(text) else {
                refusals.append("the template of \(name) is not in JSON; resources of such a stack cannot be moved")
                continue
            }
            documents[name] = document
        }
        let targets = planned.compactMapValues { TemplateDocument($0) }
        select(moves, documents, targets)
        guard refusals.isEmpty, !self.moves.isEmpty else {
            self.moves = refusals.isEmpty ? self.moves : []
            return
        }
        checkReferences(documents)
        guard refusals.isEmpty else { return }
        apply(&documents)
        let touched = Set(self.moves.flatMap { [$0.from.stack, $0.to.stack] })
        stacks = touched.sorted().compactMap { name in
            documents[name].map { RefactoredStack(stack: name, template: $0.text) }
        }
    }

    private mutating func select(
        _ moves: [ResourceMove], _ live: [String: TemplateDocument], _ planned: [String: TemplateDocument]
    ) {
        var sources: Set<ResourceLocation> = []
        var destinations: Set<ResourceLocation> = []
        for move in moves {
            let name = move.description
            let type = live[move.from.stack]?.type(of: move.from.logicalID)
            let existing = live[move.to.stack]?.type(of: move.to.logicalID)
            guard let type else {
                if existing != nil {
                    done.append(move)
                } else {
                    refusals.append(
                        "moved \(name): \(move.from.logicalID) is not in the deployed stack \(move.from.stack). Remove the entry, or correct its name"
                    )
                }
                continue
            }
            guard sources.insert(move.from).inserted, destinations.insert(move.to).inserted else {
                refusals.append("moved \(name): another entry has the same source or destination")
                continue
            }
            if existing != nil, !moves.contains(where: { $0.from == move.to }) {
                refusals.append(
                    "moved \(name): \(move.to.logicalID) exists in \(move.to.stack) already. Choose another logical id")
                continue
            }
            guard let wanted = planned[move.to.stack]?.type(of: move.to.logicalID) else {
                refusals.append(
                    "moved \(name): the new template of \(move.to.stack) has no resource \(move.to.logicalID), so the next deployment would delete it"
                )
                continue
            }
            guard wanted == type else {
                refusals.append(
                    "moved \(name): the resource is an \(type), and the new template has an \(wanted) there")
                continue
            }
            if planned[move.from.stack]?.type(of: move.from.logicalID) != nil,
                !moves.contains(where: { $0.to == move.from })
            {
                refusals.append(
                    "moved \(name): the new template of \(move.from.stack) still has \(move.from.logicalID), so the next deployment would create a second one"
                )
                continue
            }
            guard live[move.to.stack] != nil else {
                refusals.append("moved \(name): the stack \(move.to.stack) does not exist yet. Deploy it first")
                continue
            }
            self.moves.append(move)
        }
    }

    /// A reference to a resource of another stack needs an export or a parameter, which a refactor cannot add.
    private mutating func checkReferences(_ live: [String: TemplateDocument]) {
        for move in moves where move.from.stack != move.to.stack {
            guard let document = live[move.from.stack] else { continue }
            let companions = Set(
                moves.filter { $0.from.stack == move.from.stack && $0.to.stack == move.to.stack }.map(\.from.logicalID))
            let left = document.references(of: move.from.logicalID).subtracting(companions)
            if !left.isEmpty {
                refusals.append(
                    "moved \(move.description): the resource refers to \(left.sorted().joined(separator: ", ")), which stay in \(move.from.stack). Move them too, or replace the references by parameters first"
                )
            }
            let referrers = document.referrers(to: move.from.logicalID).subtracting(companions)
            if !referrers.isEmpty {
                refusals.append(
                    "moved \(move.description): \(referrers.sorted().joined(separator: ", ")) of \(move.from.stack) refer to it. Move them too, or replace the references by parameters first"
                )
            }
        }
    }

    private func apply(_ documents: inout [String: TemplateDocument]) {
        let before = documents
        for (name, document) in before {
            let renames = moves.filter { $0.from.stack == name && $0.to.stack == name }
            guard !renames.isEmpty else { continue }
            var changed = document
            changed.rename(Dictionary(renames.map { ($0.from.logicalID, $0.to.logicalID) }, uniquingKeysWith: { $1 }))
            documents[name] = changed
        }
        for name in before.keys {
            // References between resources that move together get their new names.
            let leaving = moves.filter { $0.from.stack == name && $0.to.stack != name }
            guard !leaving.isEmpty, var renamed = before[name] else { continue }
            renamed.rename(Dictionary(leaving.map { ($0.from.logicalID, $0.to.logicalID) }, uniquingKeysWith: { $1 }))
            for move in leaving {
                documents[name]?.set(nil, as: move.from.logicalID)
                documents[move.to.stack]?.set(renamed.resources[move.to.logicalID], as: move.to.logicalID)
            }
        }
    }

    /// The mappings for `CreateStackRefactor`.
    package var mappings: [ResourceMapping] { moves.map { ResourceMapping(source: $0.from, destination: $0.to) } }

    /// `true` if there is nothing to move and nothing is refused.
    package var isEmpty: Bool { moves.isEmpty && refusals.isEmpty }

    /// The plan in lines.
    package var lines: [String] {
        refusals.map { "refused: \($0)" } + moves.map { "moved: \($0.description) (not replaced)" }
            + done.map { "moved already: \($0.description)" }
    }
}
