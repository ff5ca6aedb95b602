/// On which lines of a body its rows begin, in little memory.
///
/// Lines that follow each other at the same distance are one entry. Should there be too many entries, every other one is
/// dropped: what is known of the rows in between is then only where they lie.
public struct RowLines: Sendable {
    /// Rows one after another whose lines have the same distance.
    private struct Run {
        let row: Int64
        let line: Int
        /// `nil` while there is one row only.
        var step: Int?
        /// How many rows it stands for; those after them were dropped.
        var count: Int64
    }

    private let maximum: Int
    private var runs: [Run] = []
    /// How many rows there are in all.
    public private(set) var count: Int64 = 0
    /// The line of the next row, if that is as far away as the one before.
    private var expected = Int.min
    private var step = 0

    /// - Parameter maximum: The most entries, of some 50 bytes each.
    public init(maximum: Int = 8192) { self.maximum = max(2, maximum) }

    /// Notes the next row.
    @inline(__always)
    mutating func append(_ line: Int) {
        if line == expected {
            count &+= 1
            expected &+= step
        } else {
            begin(line)
        }
    }

    /// Notes a row that does not lie where it was expected.
    private mutating func begin(_ line: Int) {
        endRun()
        if var last = runs.last, last.count == 1, last.step == nil, last.row + 1 == count {
            step = line - last.line
            last.step = step
            last.count = 2
            runs[runs.count - 1] = last
            expected = line &+ step
        } else {
            if runs.count >= maximum { thin() }
            runs.append(Run(row: count, line: line, step: nil, count: 1))
            // The next row says how far away it is.
            expected = Int.min
        }
        count += 1
    }

    /// Writes down how many rows the last entry stands for by now.
    private mutating func endRun() {
        guard var last = runs.popLast() else { return }
        if last.step != nil { last.count = count - last.row }
        runs.append(last)
    }

    private mutating func thin() {
        runs = runs.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }

    /// The lines among which a row begins: one, if it is known.
    ///
    /// - Parameter row: How many rows are before it.
    /// - Returns: `nil` if there is no such row.
    public subscript(row: Int64) -> ClosedRange<Int>? {
        guard row >= 0, row < count else { return nil }
        var (low, high) = (0, runs.count)
        // The last entry that begins at or before the row.
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].row <= row { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let run = runs[low - 1]
        let isLast = low == runs.count
        if row == run.row { return run.line...run.line }
        if let step = run.step, isLast || row < run.row + run.count {
            let line = run.line + Int(row - run.row) * step
            return line...line
        }
        let after = isLast ? run.line : runs[low].line
        return run.line...max(run.line, after)
    }
}
