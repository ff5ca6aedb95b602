import Diagnostics

extension QueryResolver {
    mutating func resolveOrder(_ items: [OrderItem], visible: Int) -> [ResolvedQuery.Order] {
        var order: [ResolvedQuery.Order] = []
        var ordered: Set<Int> = []
        func isTime(_ group: Int) -> Bool { if case .bucket = groups[group] { true } else { false } }
        for (position, item) in items.enumerated() where !isFull {
            let pointer = "/order/\(position)/0"
            if let group = groupIndex(item.member) {
                order.append(.init(.group(group), descending: item.direction == .desc))
                ordered.insert(group)
            } else if let measure = measureNames[item.member] {
                order.append(.init(.measure(measure), descending: item.direction == .desc))
            } else if MeasureNotation(item.member).function == nil, reportLabel(item.member, at: pointer) {
                continue
            } else if item.member == "count" || item.member.contains("(") {
                if let measure = hiddenMeasure(item.member, at: pointer) {
                    order.append(.init(.measure(measure), descending: item.direction == .desc))
                }
            } else {
                let names = output.map(\.name)
                let nearest = nearest { search in
                    search.place(ofPart: item.member, among: names).map { names[$0] }
                        ?? search.match(item.member, among: names)
                }
                report(
                    .unknownMember, at: pointer,
                    "the result has no \(item.member.quotedForMessage) to order by; it has \(names.listedForMessage)",
                    nearest: nearest)
            }
        }
        if items.isEmpty {
            let times = groups.indices.filter(isTime)
            order = times.map { .init(.group($0), descending: false) }
            ordered = Set(times)
            if times.isEmpty, visible > 0 { order.append(.init(.measure(0), descending: true)) }
        }
        return order
            + groups.indices.filter { !ordered.contains($0) }.map { .init(.group($0), descending: false) }
    }

    /// Returns the grouping with a name in the result, or the only time dimension of a column with that name.
    private func groupIndex(_ name: String) -> Int? {
        if let index = output.prefix(groups.count).firstIndex(where: { $0.name == name }) { return index }
        let matches = groups.indices.filter { columnName(groups[$0].column) == name }
        return matches.count == 1 ? matches[0] : nil
    }
}
