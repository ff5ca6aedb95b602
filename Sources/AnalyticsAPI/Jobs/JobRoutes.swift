import HTTPTypes
import Hummingbird
import Models

/// Routes that describe, read and delete asynchronous jobs.
struct JobRoutes: Sendable {
    let jobs: JobQueue

    var routes: [Route] {
        [
            Route(.get, "/v1/jobs/{job}", .read, .describeJob, describe),
            Route(.delete, "/v1/jobs/{job}", .read, .deleteJob, delete),
            Route(.get, "/v1/jobs/{job}/result", .read, .readJobResult, result),
        ]
    }

    @Sendable func describe(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        Self.response(try job(request, context, store), life: jobs.life)
    }

    @Sendable func delete(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let job = try job(request, context, store)
        guard jobs.delete(job.id, of: JobTable.Owner(store.grant.identity)) else { throw APIError.noJob(job.id) }
        return Response(status: .noContent)
    }

    @Sendable func result(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let job = try job(request, context, store)
        if let result = job.result { return result.response }
        if let problem = job.problem { throw problem }
        guard job.phase.isFinal else {
            throw APIError(
                .jobWithoutResult, "the job is \(job.phase.rawValue); read its result once it is done",
                headers: [.retryAfter: Self.retryAfter])
        }
        throw APIError(.jobWithoutResult, "the job was cancelled; send the query again")
    }

    private func job(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) throws(APIError) -> JobQueue.Job {
        _ = try QueryParameters(request.uri.query, known: [])
        let id = context.parameters.get("job") ?? ""
        guard let job = jobs.job(id, of: JobTable.Owner(store.grant.identity)) else { throw .noJob(id) }
        return job
    }

    /// The seconds after which a client asks again.
    private static let retryAfter = "1"

    /// Returns the answer to a query that runs as a job.
    static func accepted(_ job: JobQueue.Job, life: Duration) -> Response {
        var response = response(job, life: life)
        response.status = .accepted
        response.headers[.location] = "/v1/jobs/\(job.id)"
        response.headers[.preferenceApplied] = "respond-async"
        return response
    }

    private static func response(_ job: JobQueue.Job, life: Duration) -> Response {
        var json = JSONWriter()
        job.write(into: &json, life: life)
        var response = Response(json: json)
        if !job.phase.isFinal { response.headers[.retryAfter] = retryAfter }
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

extension JobQueue.Job {
    /// Writes the job as a JSON object.
    fileprivate func write(into json: inout JSONWriter, life: Duration) {
        json.beginObject()
        json.field("id", id)
        json.field("state", phase.rawValue)
        json.field("dataset", dataset.rawValue)
        json.field("createdAt", createdAt.description)
        if let finishedAt {
            json.field("finishedAt", finishedAt.description)
            let microseconds = finishedAt.microseconds + life.components.seconds * 1_000_000
            json.field("expiresAt", Timestamp(microseconds: microseconds).description)
        }
        if let result {
            json.field("result", "/v1/jobs/\(id)/result")
            json.field("contentType", result.contentType)
            json.field("bytes", result.byteCount)
        }
        if let problem {
            json.key("problem")
            json.beginObject()
            json.field("code", problem.code.rawValue)
            json.field("status", problem.code.status.code)
            json.field("detail", problem.detail)
            json.endObject()
        }
        json.endObject()
    }
}

extension APIError {
    /// A job that does not exist for the client. The answer is the same whether it exists for another client or not.
    fileprivate static func noJob(_ id: String) -> APIError {
        APIError(
            .jobNotFound,
            "there is no such job; it may have ended more than 15 minutes ago, or belong to another process of the server"
        )
    }
}
