/// The lines that tell how far an import is, decided apart from any terminal or clock.
///
/// A terminal shows one line that changes; anything else, such as the log of a continuous integration, gets a line for every
/// quarter of a phase that took longer than a moment.
package struct ImportProgress: Sendable {
    /// A part of an import: the file is read once for each.
    package enum Phase: String, Sendable, CaseIterable {
        /// Reads the file to infer the definition.
        case inferring = "reading"
        /// Reads the file again and compares its rows with a dataset.
        case comparing
        /// Reads the file again and writes its rows.
        case writing
    }

    private let name: String
    private let total: Int
    private let isTerminal: Bool
    private var phase = Phase.inferring
    private var lastTime: Duration?
    private var quarter = 0

    /// Creates the progress of an import.
    ///
    /// - Parameters:
    ///   - name: The dataset's name.
    ///   - total: The size of the file, in bytes.
    ///   - isTerminal: `true` if the text goes to a terminal.
    package init(name: String, total: Int, isTerminal: Bool) {
        self.name = name
        self.total = total
        self.isTerminal = isTerminal
    }

    /// Returns the text to write, if any, after some bytes of a phase have been read.
    ///
    /// - Parameter time: The time since the import began.
    package mutating func text(_ phase: Phase, bytes: Int, at time: Duration) -> String? {
        if phase != self.phase {
            self.phase = phase
            (lastTime, quarter) = (nil, 0)
        }
        let share = total > 0 ? min(100, bytes * 100 / total) : 100
        if isTerminal {
            guard lastTime.map({ time - $0 >= .milliseconds(100) }) ?? (time >= .milliseconds(300)) else { return nil }
            lastTime = time
            return "\r\u{1B}[K\(name): \(phase.rawValue) \(share) %"
        }
        guard share / 25 > quarter, time >= .seconds(2) else { return nil }
        quarter = share / 25
        return "\(name): \(phase.rawValue) \(share) % of \(total) bytes\n"
    }

    /// Returns the text that removes the line of a terminal at the end; `nil` if there is none.
    package func end() -> String? { isTerminal ? "\r\u{1B}[K" : nil }
}
