import Diagnostics

extension QueryResolver {
    /// Adds a part of a time column's dates or local times as a grouping: `ts.weekday`.
    mutating func addPart(_ written: String, at pointer: String) {
        let end = isLookedUp(written) ? written.lastIndex(of: ".") : written.firstIndex(of: ".")
        guard let end else { return }
        let pieces = [String(written[..<end]), String(written[written.index(after: end)...])]
        if reportNested(written, at: pointer) { return }
        guard let index = column(pieces[0], at: pointer) else { return }
        let type = columns[index].type
        guard type.isTime else {
            report(
                .typeMismatch, at: pointer, "\"\(pieces[0])\" has type \(type.rawValue), expected timestamp or date")
            return
        }
        let known = DatePart.allCases.filter { type == .timestamp || $0.isOfDays }
        guard let part = known.first(where: { $0.rawValue == pieces[1] }) else {
            let names = known.map(\.rawValue)
            let nearest = nearest { search in
                search.place(ofPart: pieces[1], among: names).map { names[$0] }
                    ?? search.match(pieces[1], among: names)
            }
            report(
                .unknownGranularity, at: pointer,
                "got the part \(pieces[1].quotedForMessage) of a \(type.rawValue), expected one of "
                    + "\(known.map(\.rawValue).joined(separator: ", ")); buckets of time are timeDimensions",
                nearest: nearest.map { "\(pieces[0]).\($0)" })
            return
        }
        if type == .timestamp { usesZone = true }
        groups.append(.part(column: index, part, zone))
        addOutput(ResultColumn(name: written, type: .integer), at: pointer)
    }
}
