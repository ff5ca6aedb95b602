/// A compact list of the lines on which the rows of a body begin.
///
/// Lines at a constant distance share one entry. If there are too many entries, every other one is dropped; for the rows in
/// between, only the range of lines is then known.
public struct RowLines: Sendable {
    /// Consecutive rows whose lines have a constant distance.
    private struct Run {
        let row: Int64
        let line: Int
        /// `nil` while there is one row only.
        var step: Int?
        /// The number of rows in the run; the entries of later rows were dropped.
        var count: Int64
    }

    private let maximum: Int
    private var runs: [Run] = []
    /// The number of rows.
    public private(set) var count: Int64 = 0
    /// The line of the next row, if it has the same distance as the row before.
    private var expected = Int.min
    private var step = 0

    /// Creates an empty list.
    ///
    /// - Parameter maximum: The maximum number of entries, of some 50 bytes each.
    package init(maximum: Int = 8192) { self.maximum = max(2, maximum) }

    /// Appends the next row's line.
    @inline(__always)
    mutating func append(_ line: Int) {
        if line == expected {
            count &+= 1
            expected &+= step
        } else {
            begin(line)
        }
    }

    /// Appends a row whose line does not continue the run.
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
            // The next row determines the distance.
            expected = Int.min
        }
        count += 1
    }

    /// Stores the number of rows of the last run.
    private mutating func endRun() {
        guard var last = runs.popLast() else { return }
        if last.step != nil { last.count = count - last.row }
        runs.append(last)
    }

    private mutating func thin() {
        runs = runs.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }

    /// The range of lines in which a row begins: a single line, if it is known.
    ///
    /// - Parameter row: The row's index, from 0.
    /// - Returns: `nil` if there is no such row.
    public subscript(row: Int64) -> ClosedRange<Int>? {
        guard row >= 0, row < count else { return nil }
        var (low, high) = (0, runs.count)
        // Find the last entry that begins at or before the row.
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
