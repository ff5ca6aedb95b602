/// Which lane takes which read: the decisions of ``PostgresReadLanes``, without connections or threads.
///
/// A lane is a connection that many reads share for as long as there are reads. A read joins the lane with the least to do;
/// another lane is opened when all have enough, so that one backend of the server is kept busy before a second is asked.
struct ReadLaneState<Read> {
    /// Where a read went.
    enum Place: Equatable {
        /// Into a lane that runs or is being opened.
        case joined
        /// Into a lane that is to be opened.
        case opens(lane: Int)
        /// Nowhere: there are too many already.
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
    /// How many reads a lane has before another is opened.
    let depth: Int
    /// The most reads in one lane.
    let longest: Int
    /// After how many batches a lane ends though there are reads, so that its connection can be looked at, and closed when it
    /// is old.
    let batchesPerLane: Int
    private var lanes: [Int: Lane] = [:]
    private var lastLane = 0

    init(maximum: Int, depth: Int = 8, longest: Int = 512, batchesPerLane: Int = 10_000) {
        self.maximum = max(1, maximum)
        self.depth = depth
        self.longest = longest
        self.batchesPerLane = batchesPerLane
    }

    /// How many lanes run or are being opened.
    var count: Int { lanes.count }

    mutating func add(_ read: Read) -> Place {
        let open = lanes.filter { $0.value.batches < batchesPerLane }
        let least = open.min { ($0.value.load, $0.key) < ($1.value.load, $1.key) }
        if let (lane, found) = least, found.load < depth || lanes.count >= maximum {
            guard found.load < longest else { return .full }
            lanes[lane]?.waiting.append(read)
            return .joined
        }
        // One that is about to end does not keep another from being opened.
        lastLane += 1
        lanes[lastLane] = Lane(waiting: [read])
        return .opens(lane: lastLane)
    }

    /// What a lane does next: these reads, of which there may be none while others are under way; or `nil`, and the lane is no more.
    ///
    /// - Parameter isWanted: Whether somebody else waits for a connection: then this lane takes no more after these.
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

    /// A lane could not be opened, or broke.
    ///
    /// - Returns: The reads that were to be sent through it.
    mutating func lost(_ lane: Int) -> [Read] { lanes.removeValue(forKey: lane)?.waiting ?? [] }
}
