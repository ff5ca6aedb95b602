import Models

/// A job, as its client sees it at one time.
struct Job: Sendable {
    /// The time after which a finished job is forgotten.
    let life: Duration
    /// The id: the id of the task of the server that has the job, a hyphen, and 32 random digits.
    let id: String
    /// The dataset that the query reads.
    let dataset: Identifier
    let createdAt: Timestamp
    var phase = JobTable.Phase.pending
    /// The time at which the query began; `nil` for a job that has not had its turn.
    var startedAt: Timestamp?
    var finishedAt: Timestamp?
    /// The time from the query's beginning to its end, or up to now.
    var elapsed = Duration.zero
    /// The groups that were read up to now.
    var rows = 0
    var result: JobResult?
    var problem: APIError?

    /// The path of the job's description.
    var path: String { "/v1/jobs/\(id)" }

    /// The seconds after which a client asks again: a tenth of the elapsed time, from 1 to 10.
    var secondsToPoll: Int { Int(min(10, max(1, elapsed.components.seconds / 10))) }

    /// The time at which the server forgets the job; `nil` for a job that has not ended.
    var expiresAt: Timestamp? {
        finishedAt.map { Timestamp(microseconds: $0.microseconds + life.components.seconds * 1_000_000) }
    }

    /// The job as a JSON object.
    var json: JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.field("id", id)
        json.field("state", phase.rawValue)
        json.field("dataset", dataset.rawValue)
        json.field("location", path)
        json.field("resultLocation", path + "/result")
        json.field("createdAt", createdAt.description)
        let times = [("startedAt", startedAt), ("finishedAt", finishedAt), ("expiresAt", expiresAt)]
        for (name, time) in times { if let time { json.field(name, time.description) } }
        json.field("elapsedMs", milliseconds: elapsed)
        json.field("rows", rows)
        if !phase.isFinal { json.field("pollAfterSeconds", secondsToPoll) }
        if let result {
            json.field("contentType", result.contentType)
            json.field("bytes", result.byteCount)
        }
        if let problem {
            json.key("problem")
            json.raw(String(decoding: problem.document(instance: nil, requestID: nil), as: UTF8.self))
        }
        json.endObject()
        return json
    }
}
