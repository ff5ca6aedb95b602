package import Diagnostics
import Infra

/// The arguments of `infra-cli diff`.
package struct DiffRequest: Sendable {
    /// The older side: an environment, a file or a folder.
    package var old: String
    /// The newer side.
    package var new: String
    /// The short or full name of one stack; nil is all stacks.
    package var stack: String?
    /// The image of environments; nil is the file's.
    package var image: String?
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?

    /// Creates a request for a comparison.
    package init(
        old: String, new: String, stack: String? = nil, image: String? = nil, directory: String? = nil
    ) {
        self.old = old
        self.new = new
        self.stack = stack
        self.image = image
        self.directory = directory
    }

    /// Compares two sides that are read without the network.
    package func run() throws(CommandError) -> DiffReport {
        let left = try DiffSide(old, directory: directory, image: image)
        let right = try DiffSide(new, directory: directory, image: image)
        var report = DiffReport(
            stacks: try compare(left, right),
            method: "Compared offline: values that are known at deployment only count as unknown.")
        report.addCost(left, right, region: region)
        return report
    }

    /// Compares the stacks of both sides in their order; a change of a shared value reaches the stacks that read it.
    func compare(_ left: DiffSide, _ right: DiffSide) throws(CommandError) -> [StackDiff] {
        var diffs: [StackDiff] = []
        var shared: [String: Bool] = [:]
        for pair in try pairs(left, right) {
            let diff = StackDiff(pair.name, from: pair.old, to: pair.new, shared: shared)
            shared.merge(diff.sharedValues) { $0 || $1 }
            diffs.append(diff)
        }
        guard let stack else { return diffs }
        let chosen = diffs.filter { $0.stack == stack || DiffSide.shortName($0.stack) == stack }
        guard !chosen.isEmpty else {
            let names = diffs.map { DiffSide.shortName($0.stack) }
            throw CommandError(
                exitCode: .data,
                description: "error: there is no stack \(SafeDescription.setting(stack)); there is "
                    + names.joined(separator: ", ") + NearestName.hint(for: stack, among: names))
        }
        return chosen
    }

    /// Two templates of one stack.
    private struct Pair {
        let name: String
        let old: TemplateDocument
        let new: TemplateDocument
    }

    private func pairs(_ left: DiffSide, _ right: DiffSide) throws(CommandError) -> [Pair] {
        if left.stacks.count == 1, right.stacks.count == 1 {
            return [Pair(name: right.stacks[0].name, old: left.stacks[0].document, new: right.stacks[0].document)]
        }
        // A single template stands for the stack of its name; the other side's other stacks are not compared.
        for (single, other) in [(left, right), (right, left)] where single.stacks.count == 1 {
            let name = stack ?? single.stacks[0].name
            let short = DiffSide.shortName(name)
            guard let partner = other.stacks.first(where: { DiffSide.shortName($0.name) == short }) else {
                let names = other.stacks.map { DiffSide.shortName($0.name) }.joined(separator: ", ")
                throw CommandError(
                    exitCode: .data,
                    description: "error: \(SafeDescription.setting(single.name)) has one template and "
                        + "\(SafeDescription.setting(other.name)) has \(names); name the stack with --stack")
            }
            let isOld = single.name == left.name
            return [
                isOld
                    ? Pair(name: partner.name, old: single.stacks[0].document, new: partner.document)
                    : Pair(name: single.stacks[0].name, old: partner.document, new: single.stacks[0].document)
            ]
        }
        var pairs = right.stacks.map { stack -> Pair in
            let short = DiffSide.shortName(stack.name)
            let partner = left.stacks.first { DiffSide.shortName($0.name) == short }
            return Pair(name: stack.name, old: partner?.document ?? .empty, new: stack.document)
        }
        for stack in left.stacks
        where !right.stacks.contains(where: { DiffSide.shortName($0.name) == DiffSide.shortName(stack.name) }) {
            pairs.append(Pair(name: stack.name, old: stack.document, new: .empty))
        }
        return pairs
    }
}
