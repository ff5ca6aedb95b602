/// The placement of elements in a row near their wanted positions.
enum Spacing {
    /// Returns positions in the given order, each at least a gap behind the one before, with the least weighted sum of squared
    /// distances from the wanted ones (isotonic regression by pooling adjacent violators).
    /// - Parameters:
    ///   - wanted: The wanted positions with their weights.
    ///   - gaps: The least distances between neighbours.
    ///   - least: The least position of the first element.
    ///   - greatest: The greatest position of the last element. If there is not enough room, the last elements exceed it.
    static func place(
        _ wanted: [(position: Double, weight: Double)], gaps: [Double], least: Double, greatest: Double
    ) -> [Double] {
        guard !wanted.isEmpty else { return [] }
        var offsets = [0.0]
        for gap in gaps { offsets.append((offsets.last ?? 0) + gap) }
        // Without their offsets, the positions have to be in ascending order only.
        var blocks: [(mean: Double, weight: Double, count: Int)] = []
        for (index, element) in wanted.enumerated() {
            blocks.append((element.position - offsets[index], element.weight, 1))
            while blocks.count > 1, blocks[blocks.count - 2].mean > blocks[blocks.count - 1].mean {
                let last = blocks.removeLast()
                let before = blocks.removeLast()
                let weight = last.weight + before.weight
                let mean = (last.mean * last.weight + before.mean * before.weight) / weight
                blocks.append((mean, weight, last.count + before.count))
            }
        }
        let highest = max(least, greatest - (offsets.last ?? 0))
        let bases = blocks.flatMap { Array(repeating: min(max($0.mean, least), highest), count: $0.count) }
        return zip(bases, offsets).map { $0 + $1 }
    }
}
