import DeployEngine
import Diagnostics
import Infra

extension EnvironmentReader {
    static let movedKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "from", "The stack and the logical id under which the resource is deployed.", example: "foundation/Database"
        ),
        EnvironmentKey(
            "to", "The stack and the logical id that the environment's templates have for it.",
            example: "foundation/DatabaseInstance"),
    ]

    static let adoptKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "resource", "The stack and the logical id that the environment's templates have for the resource.",
            example: "foundation/DatabaseInstance"),
        EnvironmentKey(
            "identifier", "The existing resource's name, or its id or ARN where the type is identified by one.",
            example: "weir-dev-db"),
    ]

    /// Reads `moved`, a list of resources that change their place.
    func moves(_ top: SettingsReader, of environment: DeploymentEnvironment) -> [ResourceMove] {
        var moves: [ResourceMove] = []
        var (sources, destinations): (Set<Place>, Set<Place>) = ([], [])
        for block in top.blocks("moved", keys: EnvironmentReader.movedKeys) {
            let from = place("from", of: block, environment)
            let to = place("to", of: block, environment)
            guard let from, let to else { continue }
            if from == to {
                block.refuse("to", expected: "another place than that of \"from\"")
            } else if !sources.insert(from).inserted {
                block.refuse("from", expected: "a resource that no other entry moves")
            } else if !destinations.insert(to).inserted {
                block.refuse("to", expected: "a place to which no other entry moves a resource")
            } else {
                moves.append(ResourceMove(from.logicalID, in: from.stack, to: to.logicalID, in: to.stack))
            }
        }
        return moves
    }

    /// Reads `adopt`, a list of existing resources.
    func adoptions(_ top: SettingsReader, of environment: DeploymentEnvironment) -> [AdoptedResource] {
        var adoptions: [AdoptedResource] = []
        for block in top.blocks("adopt", keys: EnvironmentReader.adoptKeys) {
            let place = place("resource", of: block, environment)
            let identifier = block.required("identifier", expected: "a name, an id or an ARN of 1 to 2048 characters") {
                (1...2048).contains($0.count) && !$0.contains(where: \.isWhitespace) ? $0 : nil
            }
            guard let place, let identifier else { continue }
            if adoptions.contains(where: { $0.stack == place.stack && $0.logicalID == place.logicalID }) {
                block.refuse("resource", expected: "a resource that no other entry adopts")
                continue
            }
            adoptions.append(
                AdoptedResource(stack: place.stack, logicalID: place.logicalID, identifiers: ["": identifier]))
        }
        return adoptions
    }

    /// A logical id of a stack.
    private struct Place: Hashable {
        let stack: String
        let logicalID: String
    }

    /// Reads a place such as `foundation/DatabaseInstance`, with the stack's short name.
    private func place(
        _ key: String, of block: SettingsReader, _ environment: DeploymentEnvironment
    ) -> Place? {
        let stacks = PlannedStack.Role.allCases.map(\.rawValue)
        let given = block.text(key)?.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init)
        let hint = given.map { stacks.contains($0) ? "" : NearestName.hint(for: $0, among: stacks) } ?? ""
        let expected =
            "a stack (\(stacks.joined(separator: ", "))) and a logical id, such as foundation/DatabaseInstance\(hint)"
        return block.required(key, expected: expected) { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            // "Resources" in the template reference: alphanumeric.
            guard parts.count == 2, stacks.contains(String(parts[0])), (1...255).contains(parts[1].count),
                parts[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
            else { return nil }
            return Place(stack: environment.stackName(String(parts[0])), logicalID: String(parts[1]))
        }
    }
}
