/// The placement of labels beside each other without overlap, as near to their wanted places as possible.
enum LabelPlacement {
    /// Returns the places of labels, in their order.
    ///
    /// Labels that overlap form a block around the mean of their wanted places; blocks that then overlap are merged (the pool
    /// adjacent violators algorithm). If there is not enough space, labels are spread evenly.
    ///
    /// - Parameters:
    ///   - wanted: The wanted places.
    ///   - gap: The least distance of two labels.
    ///   - range: The range of places.
    static func spread(_ wanted: [Double], gap: Double, in range: ClosedRange<Double>) -> [Double] {
        guard wanted.count > 1 else { return wanted.map { min(max($0, range.lowerBound), range.upperBound) } }
        let space = range.upperBound - range.lowerBound
        let gap = min(gap, space / Double(wanted.count - 1))
        let order = wanted.indices.sorted { wanted[$0] == wanted[$1] ? $0 < $1 : wanted[$0] < wanted[$1] }
        struct Block {
            var members: [Int]
            // The sum of the places that the first label would have if only one of the members mattered.
            var sum: Double
            var start: Double
        }
        func start(_ sum: Double, _ count: Int) -> Double {
            let most = max(range.upperBound - gap * Double(count - 1), range.lowerBound)
            return min(max(sum / Double(count), range.lowerBound), most)
        }
        var blocks: [Block] = []
        for index in order {
            var block = Block(members: [index], sum: wanted[index], start: start(wanted[index], 1))
            while let before = blocks.last, before.start + gap * Double(before.members.count) > block.start {
                blocks.removeLast()
                let shift = gap * Double(before.members.count * block.members.count)
                block.sum = before.sum + block.sum - shift
                block.members = before.members + block.members
                block.start = start(block.sum, block.members.count)
            }
            blocks.append(block)
        }
        var places = wanted
        for block in blocks {
            for (offset, index) in block.members.enumerated() { places[index] = block.start + gap * Double(offset) }
        }
        return places
    }
}
