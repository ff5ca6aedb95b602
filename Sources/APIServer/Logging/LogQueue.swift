/// The bounded queue of log lines in a ``StandardOutputLog``: a pure state machine.
///
/// A full queue drops lines until the writer takes the next bytes. A notice with their number replaces them.
struct LogQueue: Sendable {
    /// The maximum number of queued bytes.
    let capacity: Int
    private var waiting: [UInt8] = []
    /// The number of lines dropped since the last notice.
    private(set) var dropped = 0
    /// The number of lines dropped since the start.
    private(set) var totalDropped = 0
    /// `true` while the writer writes bytes that it took.
    private(set) var isWriting = false

    init(capacity: Int) { self.capacity = capacity }

    /// `true` if everything has been written.
    var isEmpty: Bool { waiting.isEmpty && dropped == 0 && !isWriting }

    /// Adds a line.
    ///
    /// - Returns: `true` if the writer is idle and must be started.
    mutating func add(_ line: [UInt8]) -> Bool {
        // Lines after a dropped one are dropped too, so that the notice stands where the lines are missing.
        if dropped == 0, waiting.count + line.count <= capacity {
            waiting += line
        } else {
            dropped += 1
            totalDropped += 1
        }
        defer { isWriting = true }
        return !isWriting
    }

    /// Returns the next bytes for the writer; `nil` if there are none and the writer becomes idle.
    ///
    /// - Parameter notice: Returns a line with the number of dropped lines.
    mutating func next(notice: (Int) -> [UInt8]) -> [UInt8]? {
        var bytes = waiting
        if dropped > 0 { bytes += notice(dropped) }
        waiting = []
        dropped = 0
        isWriting = !bytes.isEmpty
        return bytes.isEmpty ? nil : bytes
    }
}
