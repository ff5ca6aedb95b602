import CommandLineInterface
import DeployEngine
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The output of progress: a live tree on a terminal, lines without one, or a JSON object a line.
///
/// The tree goes to standard error, so that standard output has the result alone.
final class ProgressOutput: Sendable {
    private enum Style {
        case tree(TreeRenderer, TerminalScreen)
        case lines(LineRenderer)
        case json(JSONLinesRenderer)
    }

    private struct State {
        var style: Style
        var events: [ProgressEvent] = []
        var timeline = DeployTimeline()
    }

    private let state: Mutex<State>

    /// Creates the output.
    /// - Parameters:
    ///   - options: The options of the command.
    ///   - title: The heading of the tree.
    init(_ options: ProgressOptions, title: String) {
        let style: Style =
            if options.json {
                .json(JSONLinesRenderer())
            } else if options.lines || !TerminalSize.isTerminal {
                .lines(LineRenderer(reader: CIEnvironment.isGitHub ? .gitHub : .plain))
            } else {
                .tree(TreeRenderer(title: title, colour: TerminalColour.isOn), TerminalScreen())
            }
        state = Mutex(State(style: style))
    }

    /// All events so far.
    var history: [ProgressEvent] { state.withLock { $0.events } }

    /// Shows an event.
    func show(_ event: ProgressEvent) {
        state.withLock { state in
            state.events.append(event)
            state.timeline.apply(event)
            switch state.style {
            case .json(var renderer):
                try? StandardOutput.line(renderer.line(for: event))
                state.style = .json(renderer)
            case .lines(var renderer):
                for line in renderer.lines(for: event) { StandardError.line(line) }
                state.style = .lines(renderer)
            case .tree(var renderer, var screen):
                let size = TerminalSize.current
                (renderer.width, renderer.height) = (size.columns, size.rows)
                var text = ""
                if case .log(let stream, let line) = event.fact { text += screen.write(["\(stream): \(line)"]) }
                text += screen.show(renderer.lines(state.timeline, now: event.time))
                StandardError.write(text)
                state.style = .tree(renderer, screen)
            }
        }
    }

    /// Draws the tree anew with the present time. Lines and JSON have no time that passes.
    func tick() {
        state.withLock { state in
            guard case .tree(let renderer, var screen) = state.style else { return }
            StandardError.write(screen.show(renderer.lines(state.timeline, now: Date())))
            state.style = .tree(renderer, screen)
        }
    }

    /// Removes the tree before other output.
    func finish() {
        state.withLock { state in
            guard case .tree(let renderer, var screen) = state.style else { return }
            StandardError.write(screen.clear())
            state.style = .tree(renderer, screen)
        }
    }
}
