/// A layered drawing of a directed graph in horizontal bands (Sugiyama, Tagawa, Toda: "Methods for Visual Understanding of
/// Hierarchical System Structures").
///
/// Nodes stand in rows, rows in bands. An edge runs from row to row; in between it passes through placeholders, which keep room
/// free for it and for its label. The same graph gives the same drawing.
struct LayeredLayout {
    /// A box to place.
    struct Box {
        /// The unique id.
        let id: String
        /// The width.
        let width: Double
        /// The height.
        let height: Double
        /// The index of the band.
        let band: Int
    }

    /// An arrow to route.
    struct Arrow {
        /// The id of the first box.
        let from: String
        /// The id of the box with the arrowhead.
        let to: String
        /// The width of the label; 0 without one.
        let labelWidth: Double
        /// The height of the label.
        let labelHeight: Double
    }

    /// A point.
    struct Point: Hashable {
        /// The distance from the left edge.
        var x: Double
        /// The distance from the upper edge.
        var y: Double
    }

    /// A rectangle by its upper left corner.
    struct Frame {
        /// The left edge.
        var x: Double
        /// The upper edge.
        var y: Double
        /// The width.
        var width: Double
        /// The height.
        var height: Double
    }

    /// A routed arrow.
    struct Route {
        /// The corners, from the first box to the arrowhead.
        var points: [Point]
        /// The center of the label.
        var label: Point?
    }

    /// An element of a level: a box, or the placeholder of an edge.
    struct Element {
        /// The box; nil for a placeholder.
        var box: Int?
        /// The edge of a placeholder.
        var edge: Int?
        /// The width; 0 for a placeholder without a label.
        var width: Double
        /// The center.
        var x = 0.0
        /// The neighbours in the level above.
        var above: [Int] = []
        /// The neighbours in the level below.
        var below: [Int] = []
    }

    /// A row of boxes, or a row of labels between two rows of boxes.
    struct Level {
        /// The band of a row of boxes; nil for labels.
        var band: Int?
        /// The elements, from the left.
        var elements: [Int] = []
        /// The upper edge.
        var y = 0.0
        /// The height of the tallest element.
        var height = 0.0
    }

    /// The boxes to place.
    let boxes: [Box]
    /// The arrows to route.
    let arrows: [Arrow]
    /// The width that rows are broken at.
    let wantedWidth: Double

    /// The boxes, in their order, and then the placeholders.
    var elements: [Element] = []
    /// The rows of boxes and of labels, from the top.
    var levels: [Level] = []
    /// The elements of each edge, from the upper box to the lower one.
    var chains: [[Int]] = []
    /// The frames of the boxes.
    private(set) var frames: [Frame] = []
    /// The routes of the arrows.
    var routes: [Route] = []
    /// The upper and lower edge of each band.
    var bands: [Int: (top: Double, bottom: Double)] = [:]
    /// The width of the drawing.
    private(set) var width = 0.0
    /// The height of the drawing.
    var height = 0.0

    /// The space between two boxes.
    static let boxGap = 24.0
    /// The space beside a placeholder.
    static let edgeGap = 14.0

    /// Draws a graph.
    init(boxes: [Box], arrows: [Arrow], wantedWidth: Double) {
        self.boxes = boxes
        self.arrows = arrows
        self.wantedWidth = wantedWidth
        placeInRows()
        connectRows()
        orderElements()
        placeHorizontally()
        placeVertically()
        frames = boxes.indices.map { box in
            let element = elements[box]
            let level = levels.first { $0.elements.contains(box) } ?? Level()
            let height = boxes[box].height
            return Frame(
                x: element.x - element.width / 2, y: level.y + (level.height - height) / 2, width: element.width,
                height: height)
        }
        route()
    }

    // MARK: Rows

    /// Assigns boxes to rows: by band, by the longest path of edges inside the band, and by the width of a row.
    private mutating func placeInRows() {
        elements = boxes.enumerated().map { Element(box: $0.offset, edge: nil, width: $0.element.width) }
        let index = Dictionary(
            boxes.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for band in Set(boxes.map(\.band)).sorted() {
            let members = boxes.indices.filter { boxes[$0].band == band }
            var depth = Dictionary(members.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
            let inner = arrows.compactMap { arrow -> (Int, Int)? in
                guard let from = index[arrow.from], let to = index[arrow.to], depth[from] != nil, depth[to] != nil
                else {
                    return nil
                }
                return (from, to)
            }
            let ordered = LayeredLayout.withoutCycles(inner)
            for _ in members {
                for (from, to) in ordered { depth[to] = max(depth[to] ?? 0, (depth[from] ?? 0) + 1) }
            }
            for layer in Set(depth.values).sorted() {
                var row = Level(band: band)
                var width = 0.0
                for member in members where depth[member] == layer {
                    if !row.elements.isEmpty, width + LayeredLayout.boxGap + boxes[member].width > wantedWidth {
                        levels.append(row)
                        row = Level(band: band)
                        width = 0
                    }
                    width += (row.elements.isEmpty ? 0 : LayeredLayout.boxGap) + boxes[member].width
                    row.elements.append(member)
                }
                levels.append(row)
            }
        }
    }

    /// Returns the edges without those that close a cycle with edges before them.
    private static func withoutCycles(_ edges: [(Int, Int)]) -> [(Int, Int)] {
        var kept: [(Int, Int)] = []
        for (from, to) in edges {
            var reached: Set<Int> = [to]
            var isGrowing = true
            while isGrowing {
                let next = reached.union(kept.filter { reached.contains($0.0) }.map(\.1))
                isGrowing = next.count > reached.count
                reached = next
            }
            if !reached.contains(from) { kept.append((from, to)) }
        }
        return kept
    }

    /// Adds levels for labels and the placeholders of edges.
    private mutating func connectRows() {
        let index = Dictionary(
            boxes.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var rowOf: [Int: Int] = [:]
        for (row, level) in levels.enumerated() { for element in level.elements { rowOf[element] = row } }
        // The upper and the lower box of each edge, and the gap of its label, which is beside the arrowhead.
        let ends = arrows.map { arrow -> (upper: Int, lower: Int, gap: Int)? in
            guard let from = index[arrow.from], let to = index[arrow.to], let first = rowOf[from], let last = rowOf[to],
                first != last
            else { return nil }
            return first < last ? (from, to, last - 1) : (to, from, last)
        }
        let labelled = Set(
            zip(ends, arrows).compactMap { ends, arrow in arrow.labelWidth > 0 ? ends?.gap : nil })
        var mixed: [Level] = []
        var place: [Int: Int] = [:]
        var labelPlace: [Int: Int] = [:]
        for (row, level) in levels.enumerated() {
            place[row] = mixed.count
            mixed.append(level)
            if labelled.contains(row) {
                labelPlace[row] = mixed.count
                mixed.append(Level(band: nil))
            }
        }
        levels = mixed
        chains = ends.enumerated().map { edge, ends in
            guard let ends, let top = rowOf[ends.upper].flatMap({ place[$0] }),
                let bottom = rowOf[ends.lower].flatMap({ place[$0] })
            else { return [] }
            var chain = [ends.upper]
            for level in (top + 1)..<max(bottom, top + 1) {
                let isLabel = arrows[edge].labelWidth > 0 && labelPlace[ends.gap] == level
                elements.append(Element(box: nil, edge: edge, width: isLabel ? arrows[edge].labelWidth : 0))
                levels[level].elements.append(elements.count - 1)
                chain.append(elements.count - 1)
            }
            chain.append(ends.lower)
            for (upper, lower) in zip(chain, chain.dropFirst()) {
                elements[upper].below.append(lower)
                elements[lower].above.append(upper)
            }
            return chain
        }
    }

    // MARK: Order

    /// Orders each level by the mean position of the neighbours, in sweeps down and up; the order with the fewest crossings wins.
    private mutating func orderElements() {
        var best = levels.map(\.elements)
        var fewest = crossings
        // The first sweeps also bring placeholders, which stand last at first, below the boxes that they belong to.
        for sweep in 0..<24 where fewest > 0 || sweep < 6 {
            let isDown = sweep % 2 == 0
            let order = isDown ? Array(levels.indices) : levels.indices.reversed()
            for level in order {
                var position: [Int: Double] = [:]
                for other in [level - 1, level + 1] where levels.indices.contains(other) {
                    for (place, element) in levels[other].elements.enumerated() {
                        position[element] = (Double(place) + 0.5) / Double(levels[other].elements.count)
                    }
                }
                let count = Double(max(1, levels[level].elements.count))
                let keyed = levels[level].elements.enumerated().map { place, element -> (Double, Int, Int) in
                    let near = isDown ? elements[element].above : elements[element].below
                    let known = near.compactMap { position[$0] }
                    let mean = known.isEmpty ? (Double(place) + 0.5) / count : known.reduce(0, +) / Double(known.count)
                    return (mean, place, element)
                }
                levels[level].elements = keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
            }
            let now = crossings
            if now <= fewest {
                fewest = now
                best = levels.map(\.elements)
            }
        }
        for level in levels.indices { levels[level].elements = best[level] }
    }

    /// The number of crossings between neighbouring levels.
    private var crossings: Int {
        var place: [Int: Int] = [:]
        for level in levels { for (index, element) in level.elements.enumerated() { place[element] = index } }
        return levels.reduce(0) { sum, level in
            let lines = level.elements.flatMap { upper in
                elements[upper].below.map { (place[upper] ?? 0, place[$0] ?? 0) }
            }
            var count = 0
            for (index, first) in lines.enumerated() {
                for second in lines[(index + 1)...]
                where (first.0 - second.0) * (first.1 - second.1) < 0 { count += 1 }
            }
            return sum + count
        }
    }

    // MARK: Columns

    /// Places elements below the mean of their neighbours as closely as the gaps permit.
    private mutating func placeHorizontally() {
        let widest = levels.map { level in spread(level.elements).last.map { $0 + 1 } ?? 0 }.max() ?? 0
        width = max(wantedWidth, widest)
        for level in levels {
            let positions = spread(level.elements)
            let total = (positions.last ?? 0) + (level.elements.last.map { elements[$0].width / 2 } ?? 0)
            for (element, position) in zip(level.elements, positions) {
                elements[element].x = (width - total) / 2 + position
            }
        }
        for sweep in 0..<40 {
            let order = sweep % 2 == 0 ? Array(levels.indices) : levels.indices.reversed()
            for level in order {
                let members = levels[level].elements
                let wanted = members.map { element -> (Double, Double) in
                    let near = elements[element].above + elements[element].below
                    guard !near.isEmpty else { return (elements[element].x, 0.2) }
                    // A placeholder beside another one keeps a long edge straight.
                    let weights = near.map { elements[element].box == nil && elements[$0].box == nil ? 4.0 : 1.0 }
                    let mean = zip(near, weights).map { elements[$0].x * $1 }.reduce(0, +) / weights.reduce(0, +)
                    return (mean, elements[element].box == nil ? 2.0 : 1.0)
                }
                let placed = Spacing.place(
                    wanted, gaps: zip(members, members.dropFirst()).map { distance($0, $1) },
                    least: members.first.map { elements[$0].width / 2 } ?? 0,
                    greatest: width - (members.last.map { elements[$0].width / 2 } ?? 0))
                for (element, x) in zip(members, placed) { elements[element].x = x }
            }
        }
        for element in elements.indices { elements[element].x = elements[element].x.rounded() }
        straighten()
    }

    /// Moves the placeholders of each long edge to one column as far as their neighbours leave room.
    private mutating func straighten() {
        var place: [Int: (level: Int, index: Int)] = [:]
        for (level, content) in levels.enumerated() {
            for (index, element) in content.elements.enumerated() { place[element] = (level, index) }
        }
        for chain in chains where chain.count > 3 {
            let inner = Array(chain.dropFirst().dropLast())
            var run: [Int] = []
            var room = -Double.infinity...Double.infinity
            // The column of the lower box keeps the end of the edge straight.
            let wanted = elements[chain[chain.count - 1]].x
            func settle(_ run: [Int], _ room: ClosedRange<Double>) {
                guard run.count > 1 else { return }
                let mean = run.map { elements[$0].x }.reduce(0, +) / Double(run.count)
                let target = run.last == inner.last ? wanted : mean
                let x = min(max(target, room.lowerBound), room.upperBound).rounded()
                for element in run { elements[element].x = x }
            }
            for element in inner {
                guard let spot = place[element] else { continue }
                let row = levels[spot.level].elements
                let half = elements[element].width / 2
                let least =
                    spot.index > 0
                    ? elements[row[spot.index - 1]].x + distance(row[spot.index - 1], element) : half
                let greatest =
                    spot.index + 1 < row.count
                    ? elements[row[spot.index + 1]].x - distance(element, row[spot.index + 1]) : width - half
                let own =
                    least <= greatest
                    ? least.rounded(.up)...max(least.rounded(.up), greatest.rounded(.down))
                    : elements[element].x...elements[element].x
                if room.overlaps(own) {
                    room = max(room.lowerBound, own.lowerBound)...min(room.upperBound, own.upperBound)
                    run.append(element)
                } else {
                    settle(run, room)
                    run = [element]
                    room = own
                }
            }
            settle(run, room)
        }
    }

    /// The positions of elements side by side, from the left.
    private func spread(_ members: [Int]) -> [Double] {
        var positions: [Double] = []
        for member in members {
            guard let last = positions.last else {
                positions.append(elements[member].width / 2)
                continue
            }
            positions.append(last + distance(members[positions.count - 1], member))
        }
        return positions
    }

    /// The least distance of the centers of two neighbours.
    private func distance(_ left: Int, _ right: Int) -> Double {
        let areBoxes = elements[left].box != nil && elements[right].box != nil
        let gap = areBoxes ? LayeredLayout.boxGap : LayeredLayout.edgeGap
        return (elements[left].width + elements[right].width) / 2 + gap
    }
}
