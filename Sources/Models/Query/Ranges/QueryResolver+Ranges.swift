import Diagnostics

extension QueryResolver {
    /// Returns the range of a time column that is relative to a time.
    mutating func relativeRange(
        _ text: String, at now: Timestamp, of member: String, _ type: ColumnType, at pointer: String
    ) -> ResolvedRange? {
        if ValueReader.days(text) != nil {
            return range([.string(text), .string(text)], of: member, type, at: pointer, values: pointer)
        }
        guard let relative = RelativeRange(text) else {
            report(
                .invalidValue, at: pointer, "got \(text.quotedForMessage), expected \(RelativeRange.expected)",
                nearest: TimeDiagnosis.iso(text) ?? nearest { RelativeRange.nearest(to: text, &$0) })
            return nil
        }
        guard type == .timestamp || relative.unit.isWholeDays else {
            report(
                .typeMismatch, at: pointer,
                "got \(text.quotedForMessage) on a date column, expected day, week, month, quarter or year")
            return nil
        }
        let from: Value
        let before: Value
        if type == .timestamp {
            let instants = relative.instants(at: now, in: zone)
            (from, before) = (.timestamp(instants.from), .timestamp(instants.before))
        } else {
            let days = relative.days(at: now, in: zone)
            (from, before) = (.date(days.from), .date(days.before))
        }
        // Today depends on the zone, also for a column of days.
        usesZone = true
        let range = ResolvedRange(pointer: pointer, member: member, from: from, before: before, zone: zone)
        ranges.append(range)
        return range
    }

    /// Returns the range of a time column between two bounds.
    ///
    /// A day as the last bound is part of the range; an instant is not.
    ///
    /// - Parameters:
    ///   - pointer: The pointer of the part of the query with the range.
    ///   - values: The pointer of the array with the two bounds.
    mutating func range(
        _ written: [FilterValue], of member: String, _ type: ColumnType, at pointer: String, values: String
    ) -> ResolvedRange? {
        var bounds: [TimeBound] = []
        for (index, item) in written.enumerated() {
            guard case .string(let text) = item, let bound = reader.bound(text, as: type) else {
                reportValue(item, type, at: "\(values)/\(index)")
                continue
            }
            bounds.append(bound)
        }
        guard bounds.count == 2, written.count == 2 else { return nil }
        guard !bounds[0].isAfter(bounds[1]) else {
            report(.outOfRange, at: values, "the range ends before it begins; expected [from, to] with from ≤ to")
            return nil
        }
        if type == .timestamp { usesZone = true }
        let range = ResolvedRange(
            pointer: pointer, member: member, from: bounds[0].start, before: bounds[1].end,
            zone: zone)
        ranges.append(range)
        return range
    }
}

extension ResolvedRange {
    /// The range as instants; days are days of UTC.
    var instants: Range<Timestamp>? {
        switch (from, before) {
        case (.timestamp(let from), .timestamp(let before)): from..<before
        case (.date(let from), .date(let before)): from.startInUTC..<before.startInUTC
        default: nil
        }
    }
}
