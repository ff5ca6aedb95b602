import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A deployment as a picture: a row for each phase, stack, resource and service over a common axis of time.
///
/// The same events give the same bytes: layout and widths of text are its own. The colours follow the reader's light or dark
/// scheme; the background is opaque, so the picture can be read on any page. Assistive technology gets every row in words.
package enum GanttSVG {
    /// Returns the picture.
    package static func text(_ report: DeployReport) -> String { GanttDrawing(GanttRows(report)).text }
}

/// The rows of a picture.
struct GanttRows {
    /// A bar.
    struct Bar: Hashable {
        /// The kinds of work, which have a colour each.
        enum Kind: String, Hashable, CaseIterable {
            case phase, stack, create, update, delete, failed, cancelled, stage, open
        }

        var kind: Kind
        var began: Date
        var ended: Date
        var words: String
    }

    /// A row.
    struct Row: Hashable {
        var label: String
        var detail: String
        /// 0 for a phase, 1 for a stack or service, 2 for a resource.
        var level: Int
        var bars: [Bar]
        /// The times at which tasks stopped.
        var marks: [Mark] = []
        var isFailed = false
    }

    /// A moment.
    struct Mark: Hashable {
        var time: Date
        var words: String
    }

    let title: String
    let start: Date
    let end: Date
    private(set) var rows: [Row] = []

    init(_ report: DeployReport) {
        let timeline = report.timeline
        title = "\(report.title), \(report.elapsed)"
        let start = timeline.began ?? Date(timeIntervalSince1970: 0)
        self.start = start
        let end = max(timeline.latest ?? start, start.addingTimeInterval(1))
        self.end = end
        // `attach` may see stacks without a phase.
        for stack in timeline.stacks where !timeline.phases.contains(where: { $0.phase == stack.phase }) {
            add(stack, end)
        }
        for entry in timeline.phases {
            let words = ProgressText.safe(entry.outcome ?? "not ended")
            rows.append(
                Row(
                    label: entry.phase.rawValue, detail: "", level: 0,
                    bars: [Bar(kind: .phase, began: entry.began, ended: entry.ended ?? end, words: words)],
                    isFailed: report.isFailed(entry)))
            for stack in timeline.stacks where stack.phase == entry.phase && Self.isWithin(stack.began, entry) {
                add(stack, end)
            }
            for service in timeline.services {
                guard let first = service.stages.first, Self.isWithin(first.began, entry) else { continue }
                add(service, timeline, entry.ended ?? end)
            }
        }
    }

    private static func isWithin(_ time: Date, _ entry: DeployTimeline.PhaseEntry) -> Bool {
        time >= entry.began && (entry.ended.map { time <= $0 } ?? true)
    }

    private mutating func add(_ stack: StackTimeline, _ end: Date) {
        let words = stack.status ?? "\(stack.operation) in progress"
        rows.append(
            Row(
                label: stack.name, detail: words, level: 1,
                bars: [
                    Bar(
                        kind: stack.isFailed ? .failed : .stack, began: stack.began, ended: stack.ended ?? end,
                        words: words)
                ], isFailed: stack.isFailed))
        for resource in stack.resources {
            let bars = resource.spans.map { span in
                let reason = span.reason.map { ": " + ProgressText.safe($0) } ?? ""
                return Bar(
                    kind: Self.kind(span), began: span.began, ended: span.ended ?? end, words: span.status + reason)
            }
            rows.append(
                Row(
                    label: resource.logicalID, detail: resource.type, level: 2, bars: bars,
                    isFailed: resource.failure != nil))
        }
    }

    private mutating func add(_ service: DeployTimeline.ServiceEntry, _ timeline: DeployTimeline, _ end: Date) {
        let bars = service.stages.enumerated().map { index, stage in
            let next = index + 1 < service.stages.count ? service.stages[index + 1].began : max(end, stage.began)
            return Bar(kind: .stage, began: stage.began, ended: next, words: stage.name)
        }
        let began = service.stages.first?.began ?? start
        let marks = timeline.stoppedTasks.filter { $0.time >= began && $0.time <= end }.map { task in
            let words = "task \(ProgressText.shortID(task.task)): \(ProgressText.safe(task.reason))"
            return Mark(time: task.time, words: words)
        }
        rows.append(
            Row(
                label: service.name, detail: "service", level: 1, bars: bars, marks: marks,
                isFailed: service.failed > 0 && service.running < service.desired))
    }

    private static func kind(_ span: StackTimeline.Span) -> Bar.Kind {
        if span.status.hasSuffix("_FAILED") {
            return FirstFailure.isConsequence(span.reason ?? "") ? .cancelled : .failed
        }
        if span.ended == nil { return .open }
        if span.status.hasPrefix("DELETE") { return .delete }
        return span.status.hasPrefix("CREATE") || span.status.hasPrefix("IMPORT") ? .create : .update
    }
}
