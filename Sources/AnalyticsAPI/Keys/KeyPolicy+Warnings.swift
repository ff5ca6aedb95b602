import Diagnostics
package import Models

extension KeyPolicy {
    /// Returns the parts of the policy that do not fit the datasets of a store, each with its JSON pointer in a request for a
    /// key.
    ///
    /// They are no errors, because a key may be made before its datasets. Until they fit, the key sees less than its
    /// administrator wants: nothing of a dataset that does not exist (404) or whose columns differ (403).
    package func warnings(about datasets: [Dataset]) -> [String] {
        var warnings: [String] = []
        let names = datasets.map(\.name.rawValue)
        for name in (restrictions.datasets ?? []).sorted() where !names.contains(name.rawValue) {
            warnings.append(
                "/datasets: there is no dataset \"\(name)\" yet, and until there is one, the key gets 404 for it"
                    + NearestName.hint(for: name.rawValue, among: names))
        }
        for (name, view) in restrictions.views.sorted(by: { $0.key < $1.key }) {
            guard let dataset = datasets.first(where: { $0.name == name }) else { continue }
            warnings += view.warnings(about: dataset)
        }
        return warnings
    }
}

extension AccessPolicy {
    /// A warning for the creator of a key on a server that answers clients without one too; `nil` for another server.
    var keyWarning: String? {
        let rights: String
        switch self {
        case .all: rights = "sees and changes everything"
        case .read: rights = "reads everything"
        case .none: return nil
        }
        return "a client without a key \(rights) on this server, so leaving the key out avoids its restrictions. "
            + "A key restricts only on a server that has an administrator's key and no anonymous access"
    }
}

extension DatasetRestriction {
    /// Returns the filters and hidden columns that do not fit a dataset.
    fileprivate func warnings(about dataset: Dataset) -> [String] {
        var warnings: [String] = []
        let end = ", so the key gets 403 for the dataset"
        let known = Set(dataset.columns.flatMap { [$0.name] + $0.formerNames })
        for column in hiddenColumns.sorted() where !known.contains(column) {
            warnings.append(
                "/hiddenColumns/\(dataset.name): \"\(dataset.name)\" has no column \"\(column)\"\(end)"
                    + NearestName.hint(dataset.columns.nearestName(to: column.rawValue)))
        }
        do throws(QueryError) {
            _ = try RowFilter(filters, of: dataset.definition)
        } catch {
            warnings += error.issues.map { issue in
                "/filters/\(dataset.name)\(issue.pointer): \(issue.detail)\(end)" + NearestName.hint(issue.nearest)
            }
        }
        return warnings
    }
}
