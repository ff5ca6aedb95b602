import Hummingbird

/// The surroundings of a job's work, in place of those of the request that made the job.
struct JobRun: Sendable {
    /// Computes the answer of a job. The work is cancelled when the run's client leaves.
    typealias Work = @Sendable (JobRun) async throws -> Response

    /// The request that made a job, for the log.
    struct Origin: Sendable {
        /// The request's id.
        let requestID: String
        /// The route's pattern.
        let route: String
    }

    /// The client of the work; it leaves when the job is cancelled.
    let client = ClientPresence()
    /// Measures the work.
    let timing: RequestTiming
    /// The request that made the job.
    let origin: Origin
}
