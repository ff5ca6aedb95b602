import Diagnostics

/// Columns that are looked up in other datasets: `customer_id.country`.
extension QueryResolver {
    /// Returns the column with the values of a key, and the name of the column to look up; `nil` for a name that is looked up
    /// nowhere. A part of a date is no lookup, so that it keeps its meaning when a time column gets a lookup.
    private func lookup(_ name: String) -> (column: Int, target: LookupTarget, key: Int, rest: String)? {
        guard let dot = name.firstIndex(of: ".") else { return nil }
        let (stem, rest) = (String(name[..<dot]), String(name[name.index(after: dot)...]))
        guard let column = positions[stem] ?? formerPositions[stem], let target = target(of: column),
            let key = target.key(for: dataset.columns[column])
        else { return nil }
        guard !dataset.columns[column].type.isTime || DatePart(rawValue: rest) == nil else { return nil }
        return (column, target, key, rest)
    }

    private func target(of column: Int) -> LookupTarget? { dataset.columns[column].lookup.flatMap { targets[$0] } }

    /// Returns `true` if a name begins with a column that is looked up and does not name a part of its own dates.
    func isLookedUp(_ name: String) -> Bool { lookup(name) != nil }

    /// Returns `true` if a name is that of a column to look up, whether it exists or not, and not a part of a date.
    func isLookup(_ name: String) -> Bool {
        guard let (_, target, _, rest) = lookup(name) else { return false }
        // `customer_id.since.month` is a part of a column that is looked up.
        return !(rest.contains(".") && target.index(of: String(rest.prefix { $0 != "." })) != nil)
    }

    /// Returns the index of a column that is looked up, which becomes a column of the query.
    mutating func lookupPosition(of name: String) -> Int? {
        if let index = lookedUp[name] { return index }
        guard let (column, target, key, rest) = lookup(name), let source = target.index(of: rest) else { return nil }
        let found = target.dataset.columns[source]
        for (written, present) in [(String(name.prefix { $0 != "." }), dataset.columns[column]), (rest, found)]
        where written != present.name.rawValue {
            let former = FormerName(name: written, column: present.name)
            if !formerNames.contains(former) { formerNames.append(former) }
        }
        let number =
            lookups.firstIndex { $0.column == column }
            ?? {
                lookups.append(
                    ResolvedLookup(column: column, dataset: target.dataset, key: key, condition: target.condition))
                return lookups.count - 1
            }()
        // By a former name it is the same column.
        let place = lookups[number].columns.first { $0.column == source }?.place ?? columns.count
        if place == columns.count {
            lookups[number].columns.append(ResolvedLookup.Source(place: place, column: source))
            columns.append(
                Column(
                    name: Identifier(lookedUp: place), type: found.type,
                    label: Self.label(of: found, lookedUpBy: dataset.columns[column]), unit: found.unit,
                    description: found.description))
        }
        lookedUp[name] = place
        return place
    }

    /// Returns the label of a column that is looked up: both labels, since two lookups in one dataset differ by the first
    /// alone; the name in queries if neither column has one.
    private static func label(of found: Column, lookedUpBy column: Column) -> String {
        guard column.label != nil || found.label != nil else { return "\(column.name).\(found.name)" }
        return "\(column.label ?? column.name.rawValue): \(found.label ?? found.name.rawValue)"
    }

    /// Reports a column of a dataset that is too large to look up values in, and one more column than a query may look up.
    mutating func checkLookup(_ index: Int, at pointer: String) {
        guard index < dataset.columns.count + Self.maximumItems else {
            return report(
                .outOfRange, at: pointer,
                "got more than \(Self.maximumItems) columns that are looked up in other datasets, which is the maximum")
        }
        guard let lookup = lookups.first(where: { $0.columns.contains { $0.place == index } }),
            lookup.dataset.rowCount > LookupTarget.maximumRows
        else { return }
        report(
            .outOfRange, at: pointer,
            "the dataset \"\(lookup.dataset.name)\" has more than \(LookupTarget.maximumRows) rows, so no values are looked up in it; write the values into the rows of \"\(dataset.name)\" instead"
        )
    }

    /// Reports a column that a dataset to look up in does not have; returns `false` for another name.
    mutating func reportUnknownLookup(_ name: String, at pointer: String) -> Bool {
        guard let (column, target, _, rest) = lookup(name) else { return false }
        let known = target.dataset.columns.filter { !target.hidden.contains($0.name) }
        let nearest = nearest { $0.column(rest, among: known) }
        report(
            .unknownColumn, at: pointer,
            "the dataset \"\(target.dataset.name)\", in which \"\(dataset.columns[column].name)\" is looked up, has no column \(rest.quotedForMessage)"
                + (nearest == nil ? known.namesForMessage : ""),
            nearest: nearest.map { "\(dataset.columns[column].name).\($0)" })
        return true
    }

    /// Returns the name of a column in queries.
    func columnName(_ index: Int) -> String {
        guard let lookup = lookups.first(where: { $0.columns.contains { $0.place == index } }),
            let source = lookup.columns.first(where: { $0.place == index })
        else { return columns[index].name.rawValue }
        return "\(dataset.columns[lookup.column].name).\(lookup.dataset.columns[source.column].name)"
    }
}

extension Measure.Function {
    /// `true` if values that appear in many rows do not distort the function.
    var ignoresRepetition: Bool {
        switch self {
        case .count, .countDistinct, .countDistinctApprox, .min, .max: true
        default: false
        }
    }
}

extension Identifier {
    /// Creates the name that a column which is looked up has within a query. No dataset's column has such a name.
    fileprivate init(lookedUp place: Int) { self.init(verbatim: "_l\(place)") }
}
