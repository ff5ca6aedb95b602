/// The lines of the log that wait to be written, in bounded memory: the decisions of a ``StandardOutputLog``, without any writing.
///
/// A line that finds no room is dropped, and so are those after it until the writer comes back for more. A notice with their
/// number then takes their place.
struct LogQueue: Sendable {
    /// The most bytes that wait.
    let capacity: Int
    private var waiting: [UInt8] = []
    /// The lines dropped since the last notice.
    private(set) var dropped = 0
    /// `true` while the writer has not come back for more.
    private(set) var isWriting = false

    init(capacity: Int) { self.capacity = capacity }

    /// `true` if everything has been written.
    var isEmpty: Bool { waiting.isEmpty && dropped == 0 && !isWriting }

    /// Takes a line.
    ///
    /// - Returns: `true` if the writer is idle and has to be started.
    mutating func add(_ line: [UInt8]) -> Bool {
        // What comes after a dropped line is dropped too, so that the notice stands where lines are missing.
        if dropped == 0, waiting.count + line.count <= capacity {
            waiting += line
        } else {
            dropped += 1
        }
        defer { isWriting = true }
        return !isWriting
    }

    /// Gives the writer what it writes next; `nil` if there is nothing, and the writer is idle.
    ///
    /// - Parameter notice: Makes the line that says how many lines were dropped.
    mutating func next(notice: (Int) -> [UInt8]) -> [UInt8]? {
        var bytes = waiting
        if dropped > 0 { bytes += notice(dropped) }
        waiting = []
        dropped = 0
        isWriting = !bytes.isEmpty
        return bytes.isEmpty ? nil : bytes
    }
}
