import Diagnostics
import HTTPTypes
package import Models
package import Storage

/// A key's rights on one dataset, decided by the functions that decide about requests: ``AccessControl/authorize(_:_:on:)`` and
/// ``DatasetView/init(_:for:)``.
package struct KeyVerdict: Sendable, Hashable, CustomStringConvertible {
    /// The dataset's name.
    package let dataset: Identifier
    /// The verdict as a sentence.
    package let description: String

    /// Creates a verdict.
    ///
    /// - Parameters:
    ///   - policy: The rights of the key.
    ///   - name: The dataset's name.
    ///   - datasets: All datasets of the store.
    init(_ policy: KeyPolicy, on name: Identifier, among datasets: [Dataset]) {
        self.dataset = name
        description = "on \(name): " + Self.verdict(policy, on: name, among: datasets)
    }

    @inline(never)
    private static func verdict(_ policy: KeyPolicy, on name: Identifier, among datasets: [Dataset]) -> String {
        let identity = Identity(
            name: "key", scopes: policy.scopes, restrictions: policy.restrictions, limits: policy.limits)
        let control = AccessControl(anonymous: .none, authenticator: nil)
        let actions: [(AccessAction, String)] = [
            (.read, "read"), (.ingest, "write rows"), (.manage, "change the dataset"),
        ]
        var refusal: APIError?
        var grants: [(AccessGrant, String)] = []
        for (action, words) in actions {
            do throws(APIError) {
                grants.append((try control.authorize(identity, action, on: name), words))
            } catch {
                // The refusal of an action that the scopes permit is about the dataset.
                if refusal == nil || action.isPermitted(by: policy.scopes) { refusal = error }
            }
        }
        guard let grant = grants.first?.0 else {
            guard let refusal else { return "nothing" }
            return "nothing (\(refusal.code.status.code)): \(refusal.detail)"
        }
        guard let dataset = datasets.first(where: { $0.name == name }) else {
            return "nothing yet (404): there is no such dataset"
        }
        let view: DatasetView
        do throws(APIError) {
            view = try DatasetView(dataset, for: grant)
        } catch {
            return "nothing (\(error.code.status.code)): \(error.detail)"
        }
        let shown = view.columns.count.counted("column")
        return "may " + grants.map(\.1).joined(separator: ", ") + "; sees \(shown) of \(dataset.columns.count) and "
            + (view.isFiltered ? "the rows that pass its filters" : "every row")
            + (grants.contains { $0.0.action == .read } ? lookups(of: view, grant, among: datasets) : "")
    }

    /// Returns which of a view's visible columns are looked up with a key's rights; an empty text for none with a lookup.
    private static func lookups(of view: DatasetView, _ grant: AccessGrant, among datasets: [Dataset]) -> String {
        var phrases: [String] = []
        for column in view.visible.map({ view.dataset.columns[$0] }) {
            guard let lookup = column.lookup else { continue }
            let isFound =
                datasets.first { $0.name == lookup }.flatMap { self.view(of: $0, grant) }
                .map { VisibleLookup($0).target.key(for: column) != nil } ?? false
            phrases.append("\(isFound ? "looks" : "does not look") up \(column.name) in \(lookup)")
        }
        return phrases.map { "; " + $0 }.joined()
    }

    @inline(never)
    private static func view(of dataset: Dataset, _ grant: AccessGrant) -> DatasetView? {
        try? DatasetView(dataset, for: grant.narrowed(to: dataset.name))
    }
}

extension KeyAdministration {
    /// Returns the verdicts on datasets.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - names: The datasets; none for those that the key's rights name.
    /// - Returns: The verdicts in the order of the names; none for a key that is not valid, or a store without datasets.
    /// - Throws: ``Storage/StorageError``.
    package func verdicts(of key: KeyDescription, on names: [Identifier]) async throws(StorageError) -> [KeyVerdict] {
        guard key.state == .valid, let policy = key.policy, let store = store as? any AnalyticsStore else { return [] }
        let named = Set(policy.restrictions.views.keys).union(policy.restrictions.datasets ?? [])
        let wanted = names.isEmpty ? named.sorted() : names
        guard !wanted.isEmpty else { return [] }
        let datasets = try await store.datasets(reading: .current)
        return wanted.map { name in KeyVerdict(policy, on: name, among: datasets) }
    }
}
