#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A live tree of a deployment: phases, stacks, resources in progress, tasks, targets, and the time that is left.
///
/// It is a pure function of the events, the time and the terminal's size. The lines fit: details give way first, and a line says
/// that they did.
package struct TreeRenderer: Sendable, Hashable {
    /// The heading, such as `Deploying weir-dev, release 7`.
    package var title: String
    /// The number of columns.
    package var width: Int
    /// The number of rows, of which the last one stays free for the cursor.
    package var height: Int
    /// `true` to use colours.
    package var colour: Bool
    /// `true` to use characters other than ASCII.
    package var isUnicode: Bool

    /// The time without an event after which a notice appears.
    package static let silence: Duration = .seconds(180)

    /// Creates a renderer.
    package init(title: String, width: Int = 80, height: Int = 24, colour: Bool = false, isUnicode: Bool = true) {
        self.title = title
        self.width = width
        self.height = height
        self.colour = colour
        self.isUnicode = isUnicode
    }

    /// Returns the lines, at most one fewer than the height.
    package func lines(_ timeline: DeployTimeline, now: Date) -> [String] {
        let budget = max(1, height - 1)
        let all = TreeLimits.all
        var drawing = TreeDrawing(self, timeline, now, all[0]).lines
        if drawing.count > budget {
            // Tighter limits never give more lines, so a binary search finds the widest limits that fit.
            var (low, high) = (1, all.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if count(timeline, now, all[middle]) <= budget { high = middle } else { low = middle + 1 }
            }
            drawing = TreeDrawing(self, timeline, now, all[low]).lines
        }
        return drawing.prefix(budget).map { $0.text(width: width, colour: colour, ellipsis: isUnicode ? "…" : "...") }
    }

    /// Returns the number of lines with each of ``TreeLimits/all``, without the limit of the height.
    package func lineCounts(_ timeline: DeployTimeline, now: Date) -> [Int] {
        TreeLimits.all.map { count(timeline, now, $0) }
    }

    private func count(_ timeline: DeployTimeline, _ now: Date, _ limits: TreeLimits) -> Int {
        TreeDrawing(self, timeline, now, limits).lines.count
    }
}

/// The number of lines of each detail.
struct TreeLimits: Hashable {
    var logs = 8
    var pastPhases = 12
    var resources = 40
    var tasks = 6
    var remarks = 4
    var targets = 6

    /// The limits from the widest to the tightest; each reduces one detail of the limits before it.
    static let all: [TreeLimits] = {
        var all = [TreeLimits()]
        var limits = TreeLimits()
        while limits.tighten() { all.append(limits) }
        return all
    }()

    /// Reduces the least important detail; returns `false` if all are at their minimum.
    private mutating func tighten() -> Bool {
        let steps: [(WritableKeyPath<TreeLimits, Int>, Int)] = [
            (\.resources, 12), (\.logs, 4), (\.pastPhases, 0), (\.remarks, 2), (\.resources, 6), (\.tasks, 3),
            (\.logs, 2), (\.resources, 3), (\.targets, 2), (\.remarks, 1), (\.tasks, 1), (\.logs, 0), (\.resources, 1),
            (\.targets, 1), (\.resources, 0), (\.tasks, 0), (\.remarks, 0), (\.targets, 0),
        ]
        for (limit, least) in steps where self[keyPath: limit] > least {
            self[keyPath: limit] -= 1
            return true
        }
        return false
    }
}
