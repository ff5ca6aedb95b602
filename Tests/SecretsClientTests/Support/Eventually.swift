import Testing

/// Waits for what other tasks do, without sleeping.
enum Eventually {
    /// Lets other tasks run until a condition holds; records an issue if it does not within half a minute.
    static func holds(
        _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
    ) async {
        let deadline = ContinuousClock.now.advanced(by: .seconds(30))
        while !condition() {
            guard ContinuousClock.now < deadline else {
                Issue.record(what, sourceLocation: sourceLocation)
                return
            }
            await Task.yield()
        }
    }
}
