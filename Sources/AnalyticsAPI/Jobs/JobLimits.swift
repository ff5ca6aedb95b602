/// The limits of asynchronous jobs in one process.
struct JobLimits: Sendable, Hashable {
    /// The maximum number of jobs of one client, finished ones included.
    var perOwner = 8
    /// The maximum number of jobs of all clients, finished ones included.
    var total = 32
    /// The maximum number of running jobs of one client.
    var runningPerOwner = 2
    /// The maximum number of running jobs of all clients.
    var running = 4
    /// The maximum time that a job runs. An answer without a limit is read without a time-out of its statement, and no connection
    /// that breaks ends it.
    var run = Duration.seconds(3600)
    /// The life of a finished job.
    var life = Duration.seconds(900)
}
