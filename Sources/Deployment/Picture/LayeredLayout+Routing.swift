extension LayeredLayout {
    /// The heights of a gap's parts.
    private static let bandPadding = 14.0
    private static let firstTrack = 14.0
    private static let trackGap = 9.0

    /// A piece of an edge between two neighbouring levels.
    struct Piece {
        /// The edge.
        let edge: Int
        /// The element above.
        let upper: Int
        /// The element below.
        let lower: Int
        /// The column at the upper end.
        var start = 0.0
        /// The column at the lower end.
        var end = 0.0
        /// The track of the horizontal part, from the top.
        var track = 0
        /// A Boolean value that indicates whether the piece has no horizontal part.
        var isStraight: Bool { abs(start - end) < 0.5 }
    }

    private func pieces(below level: Int) -> [Piece] {
        let above = Set(levels[level].elements)
        return chains.enumerated().flatMap { edge, chain in
            zip(chain, chain.dropFirst()).compactMap { upper, lower in
                above.contains(upper) ? Piece(edge: edge, upper: upper, lower: lower) : nil
            }
        }
    }

    /// Assigns the points at which pieces leave and reach boxes, and a track for each piece that is not straight.
    private func plan(below level: Int) -> [Piece] {
        var pieces = pieces(below: level)
        for member in levels[level].elements {
            let own = pieces.indices.filter { pieces[$0].upper == member }
            let ports = self.ports(of: member, towards: own.map { elements[pieces[$0].lower].x })
            for (index, port) in zip(own, ports) { pieces[index].start = port }
        }
        guard levels.indices.contains(level + 1) else { return pieces }
        for member in levels[level + 1].elements {
            let own = pieces.indices.filter { pieces[$0].lower == member }
            let ports = self.ports(of: member, towards: own.map { pieces[$0].start })
            for (index, port) in zip(own, ports) { pieces[index].end = port }
        }
        // An edge to the right takes the upper track if it starts further right, one to the left if it starts further left;
        // so parallel edges do not cross.
        let bent = pieces.indices.filter { !pieces[$0].isStraight }.sorted { left, right in
            let (first, second) = (pieces[left], pieces[right])
            let (isRight, otherRight) = (first.end > first.start, second.end > second.start)
            if isRight != otherRight { return !isRight }
            return isRight ? first.start > second.start : first.start < second.start
        }
        var taken: [[ClosedRange<Double>]] = []
        for index in bent {
            let piece = pieces[index]
            let range = min(piece.start, piece.end) - 6...max(piece.start, piece.end) + 6
            // Only tracks below those of the overlapping pieces before it keep the order.
            let last = taken.lastIndex { track in track.contains { $0.overlaps(range) } }
            let track = (last ?? -1) + 1
            if track == taken.count { taken.append([]) }
            taken[track].append(range)
            pieces[index].track = track
        }
        return pieces
    }

    /// The points on an element's side, in the order of the other ends.
    private func ports(of member: Int, towards ends: [Double]) -> [Double] {
        let element = elements[member]
        guard element.box != nil, !ends.isEmpty else { return ends.map { _ in element.x } }
        let half = max(0, element.width / 2 - 14)
        let order = ends.indices.sorted { (ends[$0], $0) < (ends[$1], $1) }
        let room = ends.count > 1 ? min(18, half * 2 / Double(ends.count - 1)) : 0
        let placed = Spacing.place(
            order.map { (min(max(ends[$0], element.x - half), element.x + half), 1) },
            gaps: Array(repeating: room, count: ends.count - 1), least: element.x - half, greatest: element.x + half)
        var ports = ends
        for (place, index) in order.enumerated() { ports[index] = placed[place].rounded() }
        return ports
    }

    /// Stacks the levels, with room for the tracks between them.
    mutating func placeVertically() {
        var y = 0.0
        for level in levels.indices {
            let members = levels[level].elements
            levels[level].height =
                levels[level].band != nil
                ? members.compactMap { elements[$0].box.map { boxes[$0].height } }.max() ?? 0
                : members.compactMap { elements[$0].width > 0 ? elements[$0].edge.map { arrows[$0].labelHeight } : nil }
                    .max() ?? 0
            if let band = levels[level].band {
                let isFirst = bands[band] == nil
                if isFirst { y += LayeredLayout.bandPadding }
                bands[band] = (isFirst ? y - LayeredLayout.bandPadding : bands[band]?.top ?? 0, 0)
            }
            levels[level].y = y
            y += levels[level].height
            let own = levels[level].band
            let next = levels[(level + 1)...].compactMap(\.band).first
            if let own {
                bands[own]?.bottom = y + LayeredLayout.bandPadding
                if next != own { y += LayeredLayout.bandPadding }
            }
            guard level + 1 < levels.count else { continue }
            let pieces = plan(below: level)
            let tracks = (pieces.filter { !$0.isStraight }.map { $0.track + 1 }.max() ?? 0)
            if !pieces.isEmpty {
                y += tracks == 0 ? 10 : LayeredLayout.firstTrack + Double(tracks - 1) * LayeredLayout.trackGap + 8
            }
            // Room for the arrowhead above a box and for the space between bands.
            if levels[level + 1].band != nil { y += pieces.isEmpty ? 14 : 8 }
        }
        height = y
    }

    /// Routes every edge along its pieces.
    mutating func route() {
        var bends: [[Int]: Piece] = [:]
        for level in levels.indices {
            for piece in plan(below: level) { bends[[piece.edge, piece.upper]] = piece }
        }
        var levelOf: [Int: Int] = [:]
        for (level, content) in levels.enumerated() { for element in content.elements { levelOf[element] = level } }
        routes = chains.enumerated().map { edge, chain in
            var points: [Point] = []
            var label: Point?
            for (upper, lower) in zip(chain, chain.dropFirst()) {
                guard let piece = bends[[edge, upper]], let above = levelOf[upper] else { continue }
                let top = bottom(of: upper, levels[above])
                let low = self.top(of: lower, levels[above + 1])
                points.append(Point(x: piece.start, y: top))
                if !piece.isStraight {
                    let bandEnd = levels[above].band.map { bands[$0]?.bottom ?? top } ?? top
                    let isLastRow = levels[above].band != levels[(above + 1)...].compactMap(\.band).first
                    let base = levels[above].y + levels[above].height
                    let zone = levels[above].band != nil && isLastRow ? max(base, bandEnd) : base
                    let y = zone + LayeredLayout.firstTrack + Double(piece.track) * LayeredLayout.trackGap - 4
                    points.append(Point(x: piece.start, y: y))
                    points.append(Point(x: piece.end, y: y))
                }
                points.append(Point(x: piece.end, y: low))
                if elements[lower].box == nil, elements[lower].width > 0 {
                    let level = levels[above + 1]
                    label = Point(x: elements[lower].x, y: level.y + level.height / 2)
                }
            }
            let isUpward = chain.first.flatMap { elements[$0].box }.map { boxes[$0].id == arrows[edge].to } ?? false
            return Route(points: LayeredLayout.simplified(isUpward ? points.reversed() : points), label: label)
        }
    }

    /// The lower end of an element; boxes are centered in their row.
    private func bottom(of element: Int, _ level: Level) -> Double {
        guard let box = elements[element].box else { return level.y + level.height }
        return level.y + (level.height + boxes[box].height) / 2
    }

    private func top(of element: Int, _ level: Level) -> Double {
        guard let box = elements[element].box else { return level.y }
        return level.y + (level.height - boxes[box].height) / 2
    }

    /// The corners of a path without repeated points and points on a straight line.
    static func simplified(_ points: [Point]) -> [Point] {
        var kept: [Point] = []
        for point in points {
            if kept.last == point { continue }
            if kept.count > 1 {
                let (first, second) = (kept[kept.count - 2], kept[kept.count - 1])
                if (first.x == second.x && second.x == point.x) || (first.y == second.y && second.y == point.y) {
                    kept.removeLast()
                }
            }
            kept.append(point)
        }
        return kept
    }
}
