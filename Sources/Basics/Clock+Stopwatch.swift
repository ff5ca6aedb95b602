extension Clock where Duration == Swift.Duration {
    /// Starts a stopwatch: returns a function that gives the time since this call.
    package func stopwatch() -> @Sendable () -> Duration {
        let start = now
        return { start.duration(to: now) }
    }
}
