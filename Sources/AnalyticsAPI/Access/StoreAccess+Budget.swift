import Models
import Storage

/// The limits of single queries, for every route that runs one.
extension StoreAccess {
    /// Notes a query for the log of queries, which leaves out those of the log itself.
    func note(_ query: VisibleQuery) {
        guard query.view.name != .queryLog else { return }
        timing.begin(
            QueryNote(
                identity: grant.identity.name, dataset: query.view.name.rawValue, digest: query.written.shapeDigest))
    }

    /// Tests the limits of a query that need no database.
    ///
    /// - Throws: ``APIError`` with 422 or 429.
    func checkBudget(of query: VisibleQuery) throws(APIError) {
        try checkRange(of: query.resolved.rowFilter, in: query.view)
        try admission?.beginQuery()
    }

    /// Tests the time that a condition on rows covers.
    ///
    /// - Parameter condition: The condition, with the client's own filters.
    /// - Throws: ``APIError`` with 422 for more than the client may ask for. A dataset without a ``DatasetView/limitedTime`` has no
    ///   such limit.
    func checkRange(of condition: ResolvedFilter, in view: DatasetView) throws(APIError) {
        guard let days = grant.identity.limits.maximumDays, let column = view.limitedTime else { return }
        // A local day in which clocks are set back is an hour longer.
        let most = Int64(days) * Timestamp.microsecondsPerDay + Timestamp.microsecondsPerDay / 24
        let length = TimeCoverage.microseconds(of: condition, column: column)
        guard length.map({ $0 > most }) ?? true else { return }
        let credential = grant.identity.credential.rawValue
        let limit = "\(days) \(days == 1 ? "day" : "days") at a time (maxRange)"
        guard let name = view.definition.timeColumn else {
            // The column's name does not exist for the client.
            throw APIError(
                .rangeTooLong,
                "the \(credential) may read \(limit), but this view token hides the time column of \"\(view.name)\", so no request can name the times to read; mint a token whose filters have both bounds on the time column, or one that does not hide it"
            )
        }
        let got = length.map { "times of \(($0 - 1) / Timestamp.microsecondsPerDay + 1) days" } ?? "no end of the time"
        throw APIError(
            .rangeTooLong,
            "got \(got) in \"\(name)\"; the \(grant.identity.credential.rawValue) may read \(days) \(days == 1 ? "day" : "days") at a time (maxRange), so add a \"dateRange\" or a filter with both bounds"
        )
    }

    /// Returns `true` if a query covers more time than the client may ask for. Such a query is refused, also if the client has its
    /// answer: a condition of a request counts only where the answer without it is a success (RFC 9110, section 13.2.1).
    func exceedsRange(_ query: VisibleQuery) -> Bool {
        (try? checkRange(of: query.resolved.rowFilter, in: query.view)) == nil
    }

    /// Returns the condition on rows that the client's longest range allows; for a client without one, the condition that always holds.
    ///
    /// - Parameters:
    ///   - now: The end of the range.
    ///   - last: A value of the time column that is the end instead.
    func recent(in view: DatasetView, now: Timestamp, last: Value? = nil) -> ResolvedFilter {
        guard let days = grant.identity.limits.maximumDays, let column = view.limitedTime else { return .always }
        guard view.dataset.columns[column].type == .date else {
            // The end of a range is not part of it.
            var end = now.microseconds
            if case .timestamp(let last)? = last { end = last.microseconds + 1 }
            let from = max(.earliest, Timestamp(microseconds: end - Int64(days) * Timestamp.microsecondsPerDay))
            return .test(
                operand: column, .inRange(from: .timestamp(from), to: .timestamp(Timestamp(microseconds: end))))
        }
        var end = (Retention(days: days)?.firstDay(at: now).daysSinceEpoch ?? 0) + 1 + days
        if case .date(let last)? = last { end = last.daysSinceEpoch + 1 }
        let from = max(.earliest, CalendarDate(daysSinceEpoch: end - days))
        return .test(
            operand: column, .inRange(from: .date(from), to: .date(CalendarDate(daysSinceEpoch: end))))
    }

    /// Tests the limits of a read for a request that finds rows by a condition and tells their number: a dry run, or a deletion.
    ///
    /// - Throws: ``APIError`` with 422 or 429.
    func checkBudget(ofRows condition: ResolvedFilter, in view: DatasetView) async throws {
        let query = try Self.counting(condition, of: view)
        try checkRange(of: query.rowFilter, in: view)
        try admission?.beginQuery()
        try await checkCost(of: query, in: view, reading: .current)
    }

    /// Asks the database what a query would cost, if the client's queries have a limit.
    ///
    /// - Throws: ``APIError`` with 422 if it exceeds the limit.
    func checkCost(of query: VisibleQuery, reading: ReadConsistency) async throws {
        try await checkCost(of: query.resolved, in: query.view, reading: reading)
    }

    private func checkCost(
        of query: ResolvedQuery, in view: DatasetView, reading: ReadConsistency
    ) async throws {
        guard let most = grant.identity.limits.planCost else { return }
        let plan = try await call("plan") { () async throws in
            try await store.plan(query, of: view, for: grant, reading: reading)
        }
        guard let cost = plan.cost, cost > Int64(most) else { return }
        // The estimate grows with the rows that a filtered view does not have.
        let isWhole = !view.isFiltered && query.readsWholeLookups
        let got = isWhole ? "a cost of \(cost)" : "a higher cost"
        throw APIError(
            .tooExpensive,
            "the database's planner expects \(got); the \(grant.identity.credential.rawValue) may run queries of at most \(most) (planCost), so filter by time or by an indexed column, or group by fewer dimensions"
        )
    }
}
