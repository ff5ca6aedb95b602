#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The lines of a tree with given limits of its details.
struct TreeDrawing {
    private let renderer: TreeRenderer
    private let timeline: DeployTimeline
    private let now: Date
    private let limits: TreeLimits
    private(set) var lines: [TerminalLine] = []

    init(_ renderer: TreeRenderer, _ timeline: DeployTimeline, _ now: Date, _ limits: TreeLimits) {
        self.renderer = renderer
        self.timeline = timeline
        self.now = now
        self.limits = limits
        drawHeading()
        drawPastPhases()
        drawCurrentPhase()
        drawRemarks()
        drawLogs()
        drawComingPhases()
    }

    // MARK: - Phases

    private mutating func drawHeading() {
        let elapsed = timeline.began.map { EvidenceTime.elapsed(from: $0, to: now) } ?? "0:00"
        let room = max(8, renderer.width - elapsed.count - 2)
        var line = TerminalLine(TerminalColumns.fitted(renderer.title, room, ellipsis: ellipsis), .strong)
        line.add(elapsed, .strong, at: renderer.width - elapsed.count)
        lines.append(line)
    }

    private mutating func drawPastPhases() {
        let past = timeline.phases.filter { $0.ended != nil }
        let shown = limits.pastPhases == 0 ? [] : Array(past.suffix(limits.pastPhases))
        let hidden = past.dropLast(shown.count)
        if let first = hidden.first, let end = hidden.last?.ended {
            let names = hidden.map(\.phase.rawValue).joined(separator: ", ")
            var line = TerminalLine("\(mark(.good)) ", .good)
            line.add(names + "  ")
            line.add(EvidenceTime.elapsed(from: first.began, to: end), .faint)
            lines.append(line)
        }
        for entry in shown {
            let isFailed = timeline.stacks.contains { $0.phase == entry.phase && $0.isFailed }
            var line = TerminalLine("\(mark(isFailed ? .bad : .good)) ", isFailed ? .bad : .good)
            line.add(entry.phase.rawValue)
            line.add(EvidenceTime.elapsed(from: entry.began, to: entry.ended ?? now), .faint, at: 16)
            if let outcome = entry.outcome, !outcome.isEmpty {
                line.add(ProgressText.safe(outcome), .faint, at: 24)
            }
            lines.append(line)
        }
    }

    private mutating func drawCurrentPhase() {
        guard let current = timeline.current else { return }
        var line = TerminalLine("\(mark(.active)) ", .active)
        line.add(current.phase.rawValue, .strong)
        line.add(EvidenceTime.elapsed(from: current.began, to: now), .faint, at: 16)
        lines.append(line)
        for stack in timeline.stacks where stack.phase == current.phase { draw(stack) }
        drawServices()
        drawTargets()
        drawTasks()
        drawSilence(since: current.began)
    }

    private mutating func drawComingPhases() {
        let order = ProgressEvent.Phase.allCases.prefix { $0 != .recover }
        guard let current = timeline.current?.phase, let index = order.firstIndex(of: current) else { return }
        let coming = order[(index + 1)...].filter { phase in !timeline.phases.contains { $0.phase == phase } }
        guard !coming.isEmpty else { return }
        lines.append(TerminalLine("  then " + coming.map(\.rawValue).joined(separator: ", "), .faint))
    }

    // MARK: - Stacks

    private mutating func draw(_ stack: StackTimeline) {
        let style: TerminalLine.Style =
            stack.isFailed ? .bad : stack.ended != nil ? .good : stack.isRollingBack ? .bad : .active
        var line = TerminalLine("  \(mark(style)) ", style)
        line.add(stack.name, .strong)
        let word = stack.status ?? (stack.isRollingBack ? "rolling back" : stack.operation)
        if !word.isEmpty { line.add(" \(word)", stack.isFailed || stack.isRollingBack ? .bad : .plain) }
        if stack.ended == nil {
            if stack.count > 0, !stack.isRollingBack {
                line.add("  \(min(stack.doneCount, stack.count)) of \(ProgressText.count(stack.count, "resource"))")
            }
            line.add("  \(EvidenceTime.elapsed(from: stack.began, to: now))", .faint)
            line.add(estimate(stack), .faint)
        } else {
            line.add("  \(EvidenceTime.elapsed(from: stack.began, to: stack.ended ?? now))", .faint)
        }
        lines.append(line)
        if let bar = bar(stack) { lines.append(bar) }
        drawResources(stack)
    }

    /// The time that is left by earlier releases.
    private func estimate(_ stack: StackTimeline) -> String {
        guard let estimate = stack.estimate, !stack.isRollingBack else { return "" }
        let elapsed = Duration.seconds(max(0, now.timeIntervalSince(stack.began)))
        return elapsed <= estimate
            ? ", about \(EvidenceTime.elapsed(estimate - elapsed)) left"
            : ", usually \(EvidenceTime.elapsed(estimate))"
    }

    private func bar(_ stack: StackTimeline) -> TerminalLine? {
        guard stack.ended == nil, stack.count > 0, !stack.isRollingBack, renderer.width >= 40 else { return nil }
        let columns = min(40, renderer.width - 8)
        let full = columns * min(stack.doneCount, stack.count) / stack.count
        var line = TerminalLine("    ")
        line.add(String(repeating: renderer.isUnicode ? "█" : "#", count: full), .good)
        line.add(String(repeating: renderer.isUnicode ? "░" : ".", count: columns - full), .faint)
        return line
    }

    private mutating func drawResources(_ stack: StackTimeline) {
        let failed = stack.resources.filter { $0.failure != nil }
        let open = stack.ended == nil ? stack.resources.filter { $0.isInProgress && $0.failure == nil } : []
        let all = failed + open
        // One more than shown is better shown than counted.
        let shown = all.count <= limits.resources ? all : Array(all.prefix(max(0, limits.resources - 1)))
        for resource in shown {
            let span = resource.failure ?? resource.spans.last
            let isFailed = resource.failure != nil
            let time = span.map { EvidenceTime.elapsed(from: $0.began, to: $0.ended ?? now) } ?? ""
            let status = span?.status ?? ""
            // Name and type share what the status and the time leave.
            let room = max(16, renderer.width - 6 - 2 - status.count - 2 - 7)
            let name = TerminalColumns.shortened(resource.logicalID, room * 3 / 5, ellipsis: ellipsis)
            let type = TerminalColumns.shortened(
                Self.shortType(resource.type), room - room * 3 / 5 - 1, ellipsis: ellipsis)
            var line = TerminalLine("    \(mark(isFailed ? .bad : .active)) ", isFailed ? .bad : .active)
            line.add(TerminalColumns.padded(name, room * 3 / 5 + 1))
            line.add(TerminalColumns.padded(type, room - room * 3 / 5 - 1), .faint)
            line.add("  ")
            line.add(status, isFailed ? .bad : .plain)
            line.add(TerminalColumns.aligned(time, max(0, renderer.width - line.width)), .faint)
            lines.append(line)
            if isFailed, let reason = span?.reason, limits.resources > 2 {
                lines.append(TerminalLine("      \(ProgressText.safe(reason))", .bad))
            }
        }
        let hidden = all.count - shown.count
        if hidden > 0 { lines.append(TerminalLine("      and \(ProgressText.count(hidden, "more resource"))", .faint)) }
    }

    private static func shortType(_ type: String) -> String {
        type.hasPrefix("AWS::") ? String(type.dropFirst(5)) : type
    }

    // MARK: - Services

    private mutating func drawServices() {
        guard !timeline.services.isEmpty else { return }
        let nameWidth = min(30, max(12, (timeline.services.map { TerminalColumns.width($0.name) }.max() ?? 0) + 1))
        var head = TerminalLine("    \(TerminalColumns.padded("service", nameWidth))", .faint)
        for title in ["desired", "running", "pending", "failed"] { head.add(TerminalColumns.aligned(title, 9), .faint) }
        head.add("  stage", .faint)
        lines.append(head)
        for service in timeline.services {
            let name = TerminalColumns.shortened(service.name, nameWidth - 1, ellipsis: ellipsis)
            var line = TerminalLine("    \(TerminalColumns.padded(name, nameWidth))")
            line.add(TerminalColumns.aligned(String(service.desired), 9))
            let isComplete = service.running >= service.desired && service.desired > 0
            line.add(TerminalColumns.aligned(String(service.running), 9), isComplete ? .good : .active)
            line.add(TerminalColumns.aligned(String(service.pending), 9), service.pending > 0 ? .active : .plain)
            line.add(TerminalColumns.aligned(String(service.failed), 9), service.failed > 0 ? .bad : .plain)
            line.add("  \(service.stage)")
            if let began = service.stages.last?.began {
                line.add(" \(EvidenceTime.elapsed(from: began, to: now))", .faint)
            }
            lines.append(line)
        }
    }

    private mutating func drawTargets() {
        for entry in timeline.targets.suffix(limits.targets) {
            let isBad = entry.states["unhealthy", default: 0] > 0
            var line = TerminalLine("    targets ", .faint)
            line.add(TerminalColumns.shortened(entry.group, 32, ellipsis: ellipsis))
            line.add("  ")
            line.add(ProgressText.states(entry.states), isBad ? .bad : .plain)
            lines.append(line)
        }
    }

    /// The stop reasons, equal ones once.
    private mutating func drawTasks() {
        guard let current = timeline.current else { return }
        var order: [String] = []
        var tasks: [String: [DeployTimeline.TaskEntry]] = [:]
        for task in timeline.stoppedTasks where task.time >= current.began {
            let reason = ProgressText.safe(task.reason)
            if tasks[reason] == nil { order.append(reason) }
            tasks[reason, default: []].append(task)
        }
        for reason in order.suffix(limits.tasks) {
            let equal = tasks[reason, default: []]
            let subject =
                equal.count == 1
                ? "task \(ProgressText.shortID(equal[0].task).prefix(8)) stopped"
                : "\(equal.count) tasks stopped"
            lines.append(TerminalLine("    \(mark(.bad)) \(subject): ", .bad).adding(reason))
        }
    }

    /// The notice that nothing was heard, unless a remark says so already.
    private mutating func drawSilence(since start: Date) {
        let isWatching = timeline.stacks.contains { $0.ended == nil } || timeline.services.contains { $0.time >= start }
        guard isWatching, let change = timeline.lastChange else { return }
        let quiet = Duration.seconds(max(0, now.timeIntervalSince(change)))
        guard quiet >= TreeRenderer.silence, !timeline.notices.contains(where: { $0.time > change }) else { return }
        let running = timeline.services.last.map { "; \($0.running) of \($0.desired) running" } ?? ""
        let reason = timeline.services.isEmpty ? "" : " (ECS repeats a cause only after 6 h)"
        let words = "no new event for \(EvidenceTime.elapsed(quiet))\(reason)\(running)"
        lines.append(TerminalLine("    \(mark(.caution)) \(words)", .caution))
    }

    // MARK: - Remarks

    private mutating func drawRemarks() {
        let remarks =
            timeline.warnings.map { (remark: $0, style: TerminalLine.Style.caution) }
            + timeline.notices.filter { notice in
                // A remark is over once something changes or its phase ends.
                timeline.current?.phase == notice.phase && notice.time >= timeline.lastChange ?? notice.time
            }.map { (remark: $0, style: TerminalLine.Style.plain) }
        for (remark, style) in remarks.suffix(limits.remarks) {
            lines.append(TerminalLine("  \(mark(.caution)) \(ProgressText.safe(remark.text))", style))
        }
    }

    private mutating func drawLogs() {
        guard let current = timeline.current else { return }
        for entry in timeline.logs.suffix(limits.logs) where entry.time >= current.began {
            let mark = renderer.isUnicode ? "│" : "|"
            lines.append(TerminalLine("    \(mark) ", .faint).adding(ProgressText.safe(entry.line)))
        }
    }

    // MARK: - Marks

    private var ellipsis: String { renderer.isUnicode ? "…" : "..." }

    /// The sign of a state, which is distinct without colours too.
    private func mark(_ style: TerminalLine.Style) -> String {
        switch style {
        case .good: renderer.isUnicode ? "✓" : "+"
        case .bad: renderer.isUnicode ? "✗" : "x"
        case .active: renderer.isUnicode ? "▸" : ">"
        default: "!"
        }
    }
}
