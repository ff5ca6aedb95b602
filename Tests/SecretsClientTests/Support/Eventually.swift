import Testing

/// Waits for other tasks without sleeping.
enum Eventually {
    /// Yields to other tasks until a condition holds; records an issue after half a minute.
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
