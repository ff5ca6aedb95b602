import HTTPTypes
import Logging
import Storage

/// Tells the operator of each job that has ended: a line of the log, an entry in the log of queries, and a count.
struct JobReport: Sendable {
    let queries: QueryLog
    let logger: Logger
    let metrics: MetricsRegistry

    /// Counts a job that has ended, and adds its query to the log of queries.
    func note(_ job: Job, _ run: JobRun) {
        metrics.add(.endedJobs, [job.phase.rawValue])
        guard let (query, rows) = run.timing.query else { return }
        queries.add(
            QueryLogEntry(
                time: job.createdAt, requestID: run.origin.requestID, identity: query.identity, dataset: query.dataset,
                digest: query.digest, route: run.origin.route, status: Self.status(job), duration: job.elapsed,
                database: run.timing.database, queue: run.timing.waits.total, rows: rows,
                bytes: job.result?.byteCount ?? 0, isComplete: job.phase == .done, source: "raw"))
    }

    private static func status(_ job: Job) -> Int {
        job.problem?.code.status.code ?? (job.phase == .cancelled ? ProblemCode.clientClosed.status.code : 200)
    }

    /// Logs a job that has ended.
    func log(_ job: Job, _ run: JobRun) {
        // The id is left out: with it, another anonymous client could read the result.
        var metadata: Logger.Metadata = [
            "requestId": "\(run.origin.requestID)", "route": "\(run.origin.route)", "state": "\(job.phase.rawValue)",
            "status": .stringConvertible(Self.status(job)), "durationMs": .stringConvertible(job.elapsed),
            "rows": .stringConvertible(job.rows), "bytes": .stringConvertible(job.result?.byteCount ?? 0),
        ]
        if let cause = job.problem?.cause { metadata["cause"] = "\(cause)" }
        logger.log(level: job.problem?.code == .internal ? .error : .info, "job ended", metadata: metadata)
    }
}
