/// The map from places on a time axis to pixels: instants for lines and areas, bands for bars.
struct TimeScale: Sendable {
    /// The maximum width of a bar: few bars in a wide picture do not become blocks.
    static let widestBar = 64.0

    /// The first and the last instant, in microseconds since the Unix epoch.
    let first: Int64, last: Int64
    /// The pixels at the ends.
    let left: Double, right: Double
    /// The bands of bars; `nil` for lines and areas.
    let bands: TimeBands?
    /// The number of buckets that share a bar, because a bar for each would be too thin; `nil` without bands.
    let groupSize: Int?

    /// Creates a map.
    ///
    /// - Parameter barsPerBand: The number of bars that stand beside each other in a band, each at least a pixel wide.
    init(first: Int64, last: Int64, left: Double, right: Double, bands: TimeBands?, barsPerBand: Int) {
        self.first = first
        self.last = last
        self.left = left
        self.right = right
        self.bands = bands
        groupSize = bands.map { bands in
            let most = max(Int((right - left) / (barsPerBand == 1 ? 2 : Double(2 * barsPerBand + 1))), 1)
            return (bands.starts.count + most - 1) / most
        }
    }

    /// The width of a band.
    var bandWidth: Double {
        guard let bands, let groupSize else { return 0 }
        return (right - left) / Double((bands.starts.count + groupSize - 1) / groupSize)
    }

    /// The pixel of an instant.
    func position(_ instant: Int64) -> Double {
        guard last > first else { return (left + right) / 2 }
        return left + (right - left) * Double(instant - first) / Double(last - first)
    }

    /// The pixel of a tick: of its instant, or the middle of the band that contains it.
    func position(ofTick instant: Int64) -> Double {
        guard let bands, let groupSize else { return position(instant) }
        var low = 0
        var high = bands.starts.count
        while low < high {
            let middle = (low + high) / 2
            if bands.starts[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return left + (Double(max(low - 1, 0) / groupSize) + 0.5) * bandWidth
    }

    /// The pixel at the right end of the mark at an instant.
    func end(ofMark instant: Int64) -> Double {
        bands == nil ? position(instant) : position(ofTick: instant) + min(bandWidth * 0.4, Self.widestBar / 2)
    }
}
