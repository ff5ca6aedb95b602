import ServiceLifecycle

/// Removes jobs whose life is over, and ends all jobs when the server shuts down.
package struct JobService: Service {
    /// The time between two rounds.
    static let interval = Duration.seconds(30)

    let jobs: JobQueue
    let environment: ServerEnvironment

    /// Runs until the service group shuts down.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await environment.sleep(Self.interval)) != nil { jobs.expire() }
        }
        await jobs.close()
    }
}
