import Models
import Storage

extension StoreAccess {
    /// Returns the first and the last time of the rows that exist for the client, to choose a query about them.
    ///
    /// A client with a longest range gets the last time alone. It is looked for in the range up to now; only if that has no rows, in all
    /// of them.
    ///
    /// - Returns: `nil` for a time that is not known: of a dataset without rows or without a visible time column, or if the question
    ///   is too expensive for the client.
    func span(
        of view: DatasetView, now: Timestamp, reading: ReadConsistency
    ) async throws -> (first: Value?, last: Value?) {
        guard let query = OverviewQuery.span(of: view.definition) else { return (nil, nil) }
        let visible = try view.resolved(query, limits: .document, now: now)
        note(visible)
        do {
            guard grant.identity.limits.maximumDays != nil else { return try await bounds(visible, reading) }
            let recent = visible.restricted(to: recent(in: view, now: now))
            if let last = try await bounds(recent, reading).last { return (nil, last) }
            return (nil, try await bounds(visible, reading).last)
        } catch let error as APIError where error.code == .tooExpensive {
            return (nil, nil)
        }
    }

    private func bounds(
        _ query: VisibleQuery, _ reading: ReadConsistency
    ) async throws -> (first: Value?, last: Value?) {
        let answer = try await queryOverAllTimes(query, reading: reading)
        var found: [Value] = []
        while let batch = try await answer.nextBatch() { if batch.rowCount > 0 { found = batch[0] } }
        func known(_ value: Value?) -> Value? { value == .null ? nil : value }
        return (known(found.first), known(found.last))
    }
}
