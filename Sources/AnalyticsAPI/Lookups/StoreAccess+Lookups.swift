import Diagnostics
import Models
import Storage

extension StoreAccess {
    /// Returns a view with the datasets in which its columns are looked up.
    ///
    /// Each of them is decided about as if the request named it: it exists for the client within the client's allow-list, row
    /// filters and hidden columns of that dataset, or it does not exist for its queries.
    func withLookups(_ view: DatasetView, reading: ReadConsistency) async throws -> DatasetView {
        let names = Set(view.columns.compactMap(\.lookup))
        guard !names.isEmpty, [.read, .save].contains(grant.action) else { return view }
        var result = view
        for name in names {
            if let found = try await visible(name, reading: reading.forOtherDatasets) {
                result.lookups[name] = VisibleLookup(found)
            }
        }
        return result
    }

    /// Returns a dataset as the client sees it; `nil` if it does not exist for the client.
    private func visible(_ name: Identifier, reading: ReadConsistency) async throws -> DatasetView? {
        guard let narrowed = narrowedGrant(to: name) else { return nil }
        do {
            let dataset = try await call("lookup") { () async throws in
                try await store.description(of: name, for: narrowed, reading: reading)
            }
            return view(of: dataset, for: narrowed)
        } catch StorageError.datasetNotFound {
            return nil
        } catch let error as APIError where error.code == .datasetNotFound {
            return nil
        }
    }

    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private func narrowedGrant(to name: Identifier) -> AccessGrant? { try? grant.narrowed(to: name) }

    // As above.
    @inline(never)
    private func view(of dataset: Dataset, for grant: AccessGrant) -> DatasetView? {
        try? DatasetView(dataset, for: grant)
    }

    // MARK: Definitions

    /// The maximum number of columns of a dataset that are looked up in other datasets.
    static let maximumLookups = 16

    /// Checks the lookups of a definition.
    ///
    /// - Throws: ``APIError``.
    func checkLookups(of definition: DatasetDefinition) async throws {
        let wanted = definition.columns.enumerated().map { ("/columns/\($0)/lookup", $1) }
        try await check(wanted, in: definition, count: definition.columns.count { $0.lookup != nil })
    }

    /// Checks the lookups that a change adds.
    ///
    /// - Throws: ``APIError``.
    func checkLookups(of change: DatasetChange) async throws {
        let adds = change.added.contains { $0.lookup != nil } || change.altered.contains { ($0.lookup ?? nil) != nil }
        guard adds else { return }
        let dataset = try await dataset().dataset
        var wanted = change.added.enumerated().map { ("/addColumns/\($0)/lookup", $1) }
        for (index, alteration) in change.altered.enumerated() {
            guard let lookup = alteration.lookup ?? nil,
                let column = dataset.columns.first(where: { $0.name == alteration.column })
            else { continue }
            let changed = Column(name: column.name, type: alteration.type ?? column.type, lookup: lookup)
            wanted.append(("/changeColumns/\(index)/lookup", changed))
        }
        let kept = dataset.columns.count { column in
            column.lookup != nil && !change.dropped.contains(column.name)
                && !change.altered.contains { $0.column == column.name && $0.lookup != nil }
        }
        try await check(wanted, in: dataset.definition, count: kept + wanted.count { $0.1.lookup != nil })
    }

    private func check(
        _ wanted: [(pointer: String, column: Column)], in definition: DatasetDefinition, count: Int
    ) async throws {
        var faults: [APIError.Item] = []
        for (pointer, column) in wanted {
            guard let name = column.lookup else { continue }
            // A column can refer to another row of its own dataset.
            let target = name == definition.name ? definition : try await visible(name, reading: .current)?.definition
            if let fault = Self.fault(of: column, in: target, named: name) {
                faults.append(APIError.Item(pointer: pointer, code: fault.code, detail: fault.detail))
            }
        }
        if count > Self.maximumLookups, let last = wanted.last(where: { $0.column.lookup != nil }) {
            let detail =
                "got \(count) columns that are looked up in other datasets, expected at most \(Self.maximumLookups)"
            faults.append(APIError.Item(pointer: last.pointer, code: "column_count", detail: detail))
        }
        guard let first = faults.first else { return }
        throw APIError(.invalidDefinition, first.detail, items: faults)
    }

    private static func fault(
        of column: Column, in target: DatasetDefinition?, named name: Identifier
    ) -> (code: String, detail: String)? {
        guard let target else { return ("unknown_dataset", "there is no dataset \"\(name)\" to look up in") }
        let keys = target.keyIndices.map { target.columns[$0] }
        guard keys.count == 1, let key = keys.first else {
            let got = keys.isEmpty ? "no key" : "a key of \(keys.count) columns"
            return (
                "key_mismatch",
                "the dataset \"\(name)\" has \(got), expected one of one column, by which a value has at most one row"
            )
        }
        guard key.type == column.type else {
            return (
                "type_mismatch",
                "the column \"\(column.name)\" has type \(column.type.rawValue), expected \(key.type.rawValue) as the key \"\(key.name)\" of \"\(name)\""
            )
        }
        return nil
    }

    // MARK: Dependents

    /// Returns the datasets that exist for the client and have columns that are looked up in the dataset that the path names.
    func referringDatasets() async throws -> [DatasetView] {
        let name = try datasetName()
        return try await call("referring") { () async throws in
            try await store.descriptions(for: grant)
        }.compactMap { dataset in
            guard dataset.name != name, dataset.columns.contains(where: { $0.lookup == name }) else { return nil }
            return view(of: dataset, for: grant)
        }
    }
}

extension APIError {
    /// A dataset that is to be dropped without a confirmation.
    static func unconfirmed(dropping name: Identifier, referredToBy datasets: [DatasetView]) -> APIError {
        let columns = datasets.flatMap { view in
            view.columns.filter { $0.lookup == name }.map { (dataset: view.name, column: $0.name) }
        }
        let effect =
            columns.isEmpty
            ? ""
            : ", and queries find no values in it for \(columns.count.counted("column")) of other datasets any more"
        return APIError(
            .confirmationRequired,
            "dropping \"\(name)\" deletes its rows\(effect); repeat with \"?confirm=\(name)\", or with If-Match and the dataset's ETag",
            items: columns.prefix(Self.maximumReferring).map { place in
                Item(
                    column: place.column.rawValue, code: "used_by_lookup",
                    detail: "the column \"\(place.column)\" of \"\(place.dataset)\" is looked up in \"\(name)\"")
            })
    }

    private static let maximumReferring = 100
}
