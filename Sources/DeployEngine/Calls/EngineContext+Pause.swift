extension EngineContext {
    /// Waits on the clock and checks for an interrupt every second, so that Ctrl-C takes effect within a second.
    /// - Returns: The interrupt that ended the wait; nil without one.
    /// - Throws: ``EngineError`` with the code `cancelled` if the task is cancelled.
    package func pause(_ duration: Duration) async throws(EngineError) -> Interrupt? {
        var rest = duration
        while rest > .zero {
            if let interrupt = takeInterrupt() { return interrupt }
            let slice = min(rest, .seconds(1))
            do {
                try await clock.sleep(for: slice)
            } catch {
                throw EngineError(.cancelled, "the task was cancelled")
            }
            rest -= slice
        }
        return takeInterrupt()
    }

    /// Reports a fact of a phase at the present time.
    package func tell(_ fact: ProgressEvent.Fact, in phase: ProgressEvent.Phase) {
        report(ProgressEvent(time: now(), phase: phase, fact: fact))
    }
}
