/// The changes of a deployment as they are shown before anything happens, and the rule who may approve them.
package struct Review: Sendable, Hashable, Codable {
    /// A stack of the review.
    package struct Stack: Sendable, Hashable, Codable {
        /// The states of a stack's change set.
        package enum State: String, Sendable, Hashable, Codable {
            /// The change set exists and lists the changes.
            case prepared
            /// Nothing changes in the stack itself.
            case unchanged
            /// The stacks in front of this one do not exist yet, so its change set cannot.
            case postponed
            /// Resources of the stack are moved or adopted first, and its change set is made afterwards.
            case rearranged
        }

        /// The stack's name.
        package var name: String
        /// The state.
        package var state: State
        /// The digest of the template, 64 hexadecimal digits.
        package var templateDigest: String
        /// The values of parameters.
        package var parameters: [String: String]
        /// The changes, those that need attention first.
        package var changes: [ReviewedChange]
        /// The moves and imports in front of the changes, in words.
        package var rearranged: [String]

        /// Creates a stack.
        package init(
            name: String, state: State, templateDigest: String, parameters: [String: String] = [:],
            changes: [ReviewedChange] = [], rearranged: [String] = []
        ) {
            self.name = name
            self.state = state
            self.templateDigest = templateDigest
            self.parameters = parameters
            self.changes = changes
            self.rearranged = rearranged
        }
    }

    /// The environment.
    package var environment: String
    /// The image's digest; nil for an image of a registry that cannot be asked.
    package var imageDigest: String?
    /// The stacks in the order of deployment.
    package var stacks: [Stack]

    /// Creates a review.
    package init(environment: String, imageDigest: String?, stacks: [Stack]) {
        self.environment = environment
        self.imageDigest = imageDigest
        self.stacks = stacks
    }

    /// The digest that an approval names: of the environment, the image, the templates, the parameters and the announced changes.
    package var digest: String {
        var text = "\(environment)\n\(imageDigest ?? "-")\n"
        for stack in stacks {
            text += "\(stack.name) \(stack.state.rawValue) \(stack.templateDigest)\n"
            for (name, value) in stack.parameters.sorted(by: { $0.key < $1.key }) { text += "\(name)=\(value)\n" }
            for line in stack.rearranged { text += line + "\n" }
            for change in stack.changes.sorted(by: { $0.logicalID < $1.logicalID }) {
                let parts = [
                    change.action, change.logicalID, change.type, change.replacement ?? "-", change.policyAction ?? "-",
                ]
                text += (parts + change.properties).joined(separator: " ") + "\n"
            }
        }
        return ContentDigest.sha256(of: Array(text.utf8))
    }

    /// The changes of all stacks.
    package var changes: [ReviewedChange] { stacks.flatMap(\.changes) }

    /// The changes that endanger content and are not among the allowed logical ids.
    package func dangers(allowing allowed: Set<String>) -> [ReviewedChange] {
        changes.filter { $0.endangersContent && !allowed.contains($0.logicalID) }
    }

    /// `true` if no stack changes.
    package var isUnchanged: Bool { stacks.allSatisfy { $0.state == .unchanged } }
}

/// The approval that a run has.
package enum Approval: Sendable, Hashable {
    /// The operator is asked.
    case ask
    /// Whatever is shown is approved, as by `--yes`.
    case always
    /// Nothing is approved: the changes are shown, and the run ends.
    case never
    /// The review with this digest, or with a digest that begins with these digits, is approved.
    case digest(String)
}

extension Review {
    /// The decision about a review before anybody is asked.
    package enum Decision: Sendable, Hashable {
        /// The changes are approved.
        case approved(by: String)
        /// The operator has to be asked.
        case ask
        /// The changes are refused, with the reason and what to do.
        case refused(String)
    }

    /// The least number of digits of an approved digest.
    static let leastDigits = 12

    /// Decides about a review.
    /// - Parameters:
    ///   - approval: The approval of the run.
    ///   - allowed: The logical ids of resources that may lose their content.
    ///   - hasTerminal: `true` if an operator can be asked.
    package func decision(_ approval: Approval, allowing allowed: Set<String>, hasTerminal: Bool) -> Decision {
        let dangers = dangers(allowing: allowed)
        guard dangers.isEmpty else {
            let list = dangers.map { "\($0.logicalID) (\($0.words), \($0.type))" }.joined(separator: ", ")
            let flags = dangers.map { "--allow-replace \($0.logicalID)" }.joined(separator: " ")
            return .refused(
                "the deployment would lose content that cannot be made again: \(list); to do it, add \(flags)")
        }
        switch approval {
        case .always: return .approved(by: "--yes")
        case .never:
            return .refused(
                "nothing was changed; to deploy these changes: --approve \(digest.prefix(Review.leastDigits))")
        case .ask:
            return hasTerminal
                ? .ask
                : .refused(
                    "there is no terminal to ask on; approve these changes with --approve \(digest.prefix(Review.leastDigits)), or with "
                        + "--yes whatever they are")
        case .digest(let wanted):
            guard wanted.utf8.count >= Review.leastDigits else {
                return .refused(
                    "--approve needs at least \(Review.leastDigits) digits of the digest; got \(wanted.utf8.count)")
            }
            guard digest.hasPrefix(wanted.lowercased()) else {
                return .refused(
                    "the approved changes are \(wanted.lowercased().prefix(Review.leastDigits)), these are "
                        + "\(digest.prefix(Review.leastDigits)): the live stacks, the templates or the image changed since; look at "
                        + "them again and approve the new digest")
            }
            return .approved(by: "--approve \(digest.prefix(Review.leastDigits))")
        }
    }

    /// The reasons why a change set that was made again must not be executed under this review; none if it announces no more than
    /// was shown.
    ///
    /// A change set is made again after the stacks in front of it were deployed. Values that it reads from them may now change a
    /// resource in place that stayed the same in the review. It may not replace or remove what the review did not announce so.
    package func objections(to changes: [ReviewedChange], of stack: String) -> [String] {
        guard let shown = stacks.first(where: { $0.name == stack }) else { return ["\(stack) was not reviewed"] }
        // Nothing of a stack that did not exist can be lost, and what was moved or adopted must not be.
        if shown.state == .postponed || shown.state == .rearranged {
            return changes.filter(\.endangersContent).map { "\($0.logicalID): \($0.words)" }
        }
        let known = Dictionary(shown.changes.map { ($0.logicalID, $0) }) { first, _ in first }
        return changes.compactMap { change in
            let before = known[change.logicalID]
            if change.action == "Remove", before?.action != "Remove" { return "\(change.logicalID): remove" }
            let replaces = change.replacement == "True"
            let wasShown = before?.replacement == "True" || before?.replacement == "Conditional"
            // Every change of a task definition makes a new revision beside the old one.
            if replaces, !wasShown, change.type != "AWS::ECS::TaskDefinition" { return "\(change.logicalID): replace" }
            if change.endangersContent, before?.endangersContent != true {
                return "\(change.logicalID): \(change.words)"
            }
            return nil
        }
    }
}
