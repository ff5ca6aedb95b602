/// The layers of stacked series: values above zero are stacked upwards, values below zero downwards.
struct Stack: Sendable {
    /// The lower and upper end of a layer; both NaN where the series has no value.
    typealias Ends = (low: Double, high: Double)

    /// The ends of each series at each place.
    private(set) var layers: [[Ends]] = []
    /// The ends of all layers at each place.
    private(set) var totals: [Ends]

    init(_ series: [Series], count: Int) {
        var totals = [Ends](repeating: (0, 0), count: count)
        for one in series {
            var layer: [Ends] = []
            for place in 0..<count {
                let value = one.values[place]
                if value.isNaN {
                    layer.append((.nan, .nan))
                } else if value < 0 {
                    let high = totals[place].low
                    totals[place].low = SeriesTable.clamped(high + value)
                    layer.append((totals[place].low, high))
                } else {
                    let low = totals[place].high
                    totals[place].high = SeriesTable.clamped(low + value)
                    layer.append((low, totals[place].high))
                }
            }
            layers.append(layer)
        }
        self.totals = totals
    }
}
