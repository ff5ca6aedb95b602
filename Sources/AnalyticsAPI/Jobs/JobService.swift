import ServiceLifecycle

/// Removes jobs whose life is over, and ends all jobs when the server shuts down.
package struct JobService: Service {
    /// The time between two rounds.
    static let interval = Duration.seconds(30)

    private let jobs: JobQueue
    private let clock: any Clock<Duration>

    /// Creates a service.
    ///
    /// - Parameter clock: The clock that measures the time between rounds.
    init(_ jobs: JobQueue, clock: any Clock<Duration> = ContinuousClock()) {
        self.jobs = jobs
        self.clock = clock
    }

    /// Runs until the service group shuts down.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await clock.sleep(for: Self.interval)) != nil { jobs.expire() }
        }
        await jobs.close()
    }
}
