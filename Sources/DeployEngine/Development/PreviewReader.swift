package import AWSClient
internal import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A preview that exists, as the account shows it.
package struct PreviewStatus: Sendable, Hashable, Encodable {
    /// The preview's name, such as `pr-12`.
    package var name: String
    /// The name for commands, such as `dev.pr-12`.
    package var environment: String
    /// The statuses of the stacks that exist, by their purposes.
    package var stacks: [String: String]
    /// The address; nil before the service exists.
    package var url: String?
    /// The time from which AWS deletes the stacks; nil if no stack states it yet.
    package var expires: Date?
    /// `true` if the time has passed and stacks are still there.
    package var isExpired: Bool

    /// The state in a word or a status.
    package var state: String {
        if let failed = stacks.values.sorted().first(where: { $0.hasSuffix("FAILED") }) { return failed }
        if let busy = stacks.values.sorted().first(where: { $0.hasSuffix("IN_PROGRESS") }) { return busy }
        if isExpired { return "expired" }
        return stacks["service"] ?? "no service"
    }
}

/// Reads the previews of an environment: the ledger knows their names, CloudFormation what is left of them.
package struct PreviewReader: Sendable {
    private let context: EngineContext
    private let location: BucketLocation
    private let environment: String
    private let prefix: String

    /// Creates a reader.
    /// - Parameters:
    ///   - context: The effects.
    ///   - location: The environment's bucket.
    ///   - environment: The environment's name, such as `dev`.
    ///   - prefix: The beginning of the names of all stacks of previews, such as `weir-dev-preview-`.
    package init(context: EngineContext, location: BucketLocation, environment: String, prefix: String) {
        self.context = context
        self.location = location
        self.environment = environment
        self.prefix = prefix
    }

    /// Reads the previews that have a stack, sorted by name. A preview whose stacks are deleted is history in the ledger alone.
    package func read() async throws(EngineError) -> [PreviewStatus] {
        let beginning = ReleaseLedger.root + environment + "."
        let keys: [String]
        do throws(AWSError) {
            keys = try await ObjectStore(calls: context.calls, location: location).keys(below: beginning)
        } catch {
            throw EngineError(error, while: "list the previews of \(environment)")
        }
        let names = Set(keys.compactMap { $0.dropFirst(beginning.count).split(separator: "/").first.map(String.init) })
        var previews: [PreviewStatus] = []
        for name in names.sorted() {
            if let preview = try await preview(name) { previews.append(preview) }
        }
        return previews
    }

    private func preview(_ name: String) async throws(EngineError) -> PreviewStatus? {
        var found = PreviewStatus(
            name: name, environment: "\(environment).\(name)", stacks: [:], url: nil, expires: nil, isExpired: false)
        for role in PlannedStack.Role.allCases {
            let stack = "\(prefix)\(name)-\(role.rawValue)"
            let description: StackDescription?
            do throws(AWSError) {
                description = try await StackDescription.find(stack, context.calls)
            } catch {
                throw EngineError(error, while: "read the stack \(stack)")
            }
            guard let description else { continue }
            found.stacks[role.rawValue] = description.status.rawValue
            found.url = found.url ?? description.outputs["Url"]
            let expires = description.outputs["Expires"].flatMap { try? Date($0, strategy: .iso8601) }
            found.expires = [found.expires, expires].compactMap(\.self).max()
        }
        guard !found.stacks.isEmpty else { return nil }
        found.isExpired = found.expires.map { $0 <= context.now() } ?? false
        return found
    }
}
