/// Assigns reads to the lanes of ``PostgresReadLanes``, as a state machine without I/O.
///
/// A lane is a connection that many reads share for as long as there are reads. A read joins the least loaded lane. Another lane
/// is opened once all have a certain depth, so that one backend of the server is busy before a second one is used.
struct ReadLaneState<Read> {
    /// The assignment of a read.
    enum Place: Equatable {
        /// The read joined a lane that runs or is being opened.
        case joined
        /// The caller opens this lane for the read.
        case opens(lane: Int)
        /// All lanes are full; the read was not queued.
        case full
    }

    private struct Lane {
        var waiting: [Read] = []
        var inFlight = 0
        var batches = 0
        var load: Int { waiting.count + inFlight }
    }

    /// The most lanes at once; at least 1.
    let maximum: Int
    /// The load at which another lane is opened.
    let depth: Int
    /// The most reads in one lane.
    let longest: Int
    /// The number of batches after which a lane ends even if there are reads, so that the pool can check its connection and close
    /// an expired one.
    let batchesPerLane: Int
    private var lanes: [Int: Lane] = [:]
    private var lastLane = 0

    init(maximum: Int, depth: Int = 8, longest: Int = 512, batchesPerLane: Int = 10_000) {
        self.maximum = max(1, maximum)
        self.depth = depth
        self.longest = longest
        self.batchesPerLane = batchesPerLane
    }

    /// The number of lanes that run or are being opened.
    var count: Int { lanes.count }

    mutating func add(_ read: Read) -> Place {
        let open = lanes.filter { $0.value.batches < batchesPerLane }
        let least = open.min { ($0.value.load, $0.key) < ($1.value.load, $1.key) }
        if let (lane, found) = least, found.load < depth || lanes.count >= maximum {
            guard found.load < longest else { return .full }
            lanes[lane]?.waiting.append(read)
            return .joined
        }
        // Lanes that are about to end do not count.
        lastLane += 1
        lanes[lastLane] = Lane(waiting: [read])
        return .opens(lane: lastLane)
    }

    /// The reads that a lane sends next; empty while it only waits for reads in flight, `nil` if the lane ends.
    ///
    /// - Parameter isWanted: `true` if a caller waits for a connection: the lane then accepts no further reads.
    mutating func take(_ lane: Int, inFlight: Int, isWanted: Bool = false) -> [Read]? {
        guard var found = lanes[lane] else { return nil }
        let reads = found.waiting
        if reads.isEmpty && inFlight == 0 {
            lanes[lane] = nil
            return nil
        }
        found.waiting = []
        found.inFlight = inFlight + reads.count
        if !reads.isEmpty { found.batches += 1 }
        if isWanted { found.batches = batchesPerLane }
        lanes[lane] = found
        return reads
    }

    /// Removes a lane that could not be opened or whose connection was lost.
    ///
    /// - Returns: The reads that it had not sent.
    mutating func lost(_ lane: Int) -> [Read] { lanes.removeValue(forKey: lane)?.waiting ?? [] }
}
