import Models
import Storage

extension StoreAccess {
    /// The values of one test that are looked for one by one.
    private static let testedValues = 100
    /// The attempts at the deletion of a query that other clients change at the same time.
    private static let attempts = 10

    /// Erases the rows that pass filters, and deletes the saved queries, links and keys that quote a value which no row has any more.
    func erase(
        _ filters: [Filter], of view: DatasetView, zone: ZoneRules, matching condition: ResolvedFilter
    ) async throws -> (receipt: ErasureReceipt, documents: ErasedDocuments) {
        // An erasure is complete or fails, so no limit on its time range or its cost refuses it.
        try admission?.beginQuery()
        var receipt = try await eraseRows(of: view, matching: condition)
        let documents = try await documents(quoting: filters, of: view, zone: zone, before: nil)
        guard !documents.isEmpty else { return (receipt, documents) }
        // Again: for rows that were written meanwhile, and because a store may keep deleted documents in its log until the next
        // erasure empties it.
        let second = try await eraseRows(of: view, matching: condition)
        receipt.rows += second.rows
        receipt.records += second.records
        receipt.dataVersion = second.dataVersion
        receipt.remains = second.remains
        return (receipt, documents)
    }

    /// Returns the saved queries, links and keys that an erasure of the rows that pass filters would delete, and the places that would keep
    /// values. Deletes nothing.
    ///
    /// - Parameter condition: The condition of the filters.
    func documentsOfErasure(
        _ filters: [Filter], of view: DatasetView, zone: ZoneRules, matching condition: ResolvedFilter
    ) async throws -> ErasedDocuments {
        try await documents(quoting: filters, of: view, zone: zone, before: condition)
    }

    /// Finds the documents that quote values of an erasure, and deletes them if the rows are erased already.
    ///
    /// - Parameter condition: The condition of rows that are still to be erased; `nil` after the erasure.
    private func documents(
        quoting filters: [Filter], of view: DatasetView, zone: ZoneRules, before condition: ResolvedFilter?
    ) async throws -> ErasedDocuments {
        let (values, untested) = try await erasedValues(filters, of: view, zone: zone, before: condition)
        var documents = ErasedDocuments()
        if !values.isEmpty {
            documents = try await call("erase documents") { () async throws in
                try await self.documents(quoting: values, of: view, deletes: condition == nil)
            }
        }
        if untested {
            documents.remains.append(
                "saved queries and filters of keys, if they have a value after the first \(Self.testedValues) of a filter"
            )
        }
        return documents
    }

    /// Returns the values of filters that no row has after an erasure.
    ///
    /// - Parameter condition: The condition of rows that are still to be erased; `nil` after the erasure.
    /// - Returns: The values, and `true` if some were not tested.
    private func erasedValues(
        _ filters: [Filter], of view: DatasetView, zone: ZoneRules, before condition: ResolvedFilter?
    ) async throws -> (values: ErasedValues, untested: Bool) {
        var (values, untested) = (ErasedValues(), false)
        func isGone(_ test: ErasedValues.Test) async throws -> Bool {
            let filter = try view.filter([.member(test.member, test.comparison, test.values)], zone: zone)
            let count = try await rowCount(of: view, matching: filter.condition).count
            guard let condition, count > 0 else { return count == 0 }
            return try await rowCount(of: view, matching: .and([filter.condition, condition])).count == count
        }
        for test in ErasedValues.tests(in: filters, of: view.definition) {
            if try await isGone(test) {
                values.add(test)
            } else if test.values.count > 1 {
                untested = untested || test.values.count > Self.testedValues
                for value in test.values.prefix(Self.testedValues) {
                    let single = ErasedValues.Test(
                        names: test.names, member: test.member, comparison: test.comparison, values: [value])
                    if try await isGone(single) { values.add(single) }
                }
            }
        }
        return (values, untested)
    }

    private func documents(
        quoting values: ErasedValues, of view: DatasetView, deletes: Bool
    ) async throws -> ErasedDocuments {
        let (keys, queries) = try store.documents(for: grant)
        let places = ErasurePlace.all(
            of: view.dataset, in: try await store.descriptions(for: grant), values: values,
            where: grant.identity.restrictions.allows)
        var found = ErasedDocuments()
        var isKept = false
        for place in places {
            for record in try await queries?.savedQueries(of: place.dataset) ?? [] {
                let mayDelete = deletes && place.isShown
                let isFound =
                    mayDelete ? try await delete(record, in: place, queries) : place.isQuoted(in: record)
                if isFound, place.isShown {
                    found.add(record.name, of: place)
                } else if isFound {
                    isKept = true
                } else if place.isShown, place.isAuthor(of: record) {
                    found.remains.append("the author of the saved query \(place.quotedName(of: record.name))")
                }
            }
        }
        if isKept { found.remains.append("saved queries of datasets that look the values up and that you may not see") }
        for record in try await keys?.accessKeys() ?? [] {
            note(record, quoting: values, of: view, at: places, in: &found)
        }
        if deletes { try await keys?.deleteAccessKeys(found.ids) }
        return found
    }

    /// Deletes a saved query if it quotes a value.
    private func delete(
        _ record: SavedQueryRecord, in place: ErasurePlace, _ queries: (any SavedQueryStore)?
    ) async throws -> Bool {
        guard let queries else { return false }
        var current = record
        for _ in 0..<Self.attempts {
            guard place.isQuoted(in: current) else { return false }
            let condition = SavedQueryCondition.version(current.version, createdAt: current.createdAt)
            if case .done = try await queries.deleteSavedQuery(record.name, of: place.dataset, if: condition) {
                return true
            }
            guard let changed = try await queries.savedQuery(record.name, of: place.dataset) else { return false }
            current = changed
        }
        throw StorageError.unavailable(.busy)
    }

    /// Notes a key or a link to delete, or a place that keeps a value.
    private func note(
        _ record: AccessKeyRecord, quoting values: ErasedValues, of view: DatasetView, at places: [ErasurePlace],
        in found: inout ErasedDocuments
    ) {
        guard let policy = try? KeyPolicy(stored: record.policy) else {
            if values.areQuoted(in: record.policy) {
                found.remains.append("the rights of the key \(record.id), which a newer version of the server wrote")
            }
            return
        }
        let isInFilters = places.contains { place in
            policy.restrictions[place.dataset.name].filters.contains { place.values.areIn($0.json) }
        }
        if let link = policy.link {
            // A link has filters of another dataset if its own looks values up in that one.
            let place = places.first { $0.isShown && $0.dataset.id == link.datasetID }
            guard link.datasetID == view.dataset.id || link.dataset != view.name else { return }
            let isNamed = place.map { $0.values.areQuoted(in: record.name) || found.has(link.query, of: $0) } ?? false
            if isInFilters || isNamed {
                found.links.append(ErasedDocuments.Credential(id: record.id, name: record.name))
            }
        } else if isInFilters {
            found.keys.append(ErasedDocuments.Credential(id: record.id, name: record.name))
        } else if values.areQuoted(in: record.name) || values.areQuoted(in: record.createdBy) {
            found.remains.append("the name or the creator of the key \(record.id)")
        }
    }
}
