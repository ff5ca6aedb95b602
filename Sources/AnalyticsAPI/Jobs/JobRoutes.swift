import HTTPTypes
import Hummingbird
import Models

/// Routes that describe, read and delete asynchronous jobs.
struct JobRoutes: Sendable {
    static let path = "/v1/jobs/{job}"

    let jobs: JobQueue

    var routes: [Route] {
        [
            Route(.get, Self.path, .read, .describeJob, describe),
            Route(.delete, Self.path, .read, .deleteJob, delete),
            Route(.get, Self.path + "/result", .read, .readJobResult, result),
        ]
    }

    @Sendable func describe(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let (job, preference) = try await awaited(request, context, store)
        return Self.response(job, applied: preference.applied)
    }

    @Sendable func delete(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let job = try job(request, context, store)
        guard jobs.delete(job.id, of: JobTable.Owner(store.grant.identity)) else { throw noJob(job.id) }
        return Response(status: .noContent)
    }

    @Sendable func result(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let (job, preference) = try await awaited(request, context, store)
        if let result = job.result {
            var response = result.response
            response.headers[.preferenceApplied] = preference.applied
            return response
        }
        if let problem = job.problem { throw problem }
        guard job.phase.isFinal else {
            throw APIError(
                .jobWithoutResult,
                "the job is \(job.phase.rawValue); read its result once it is done, or let this request wait for it with \"Prefer: wait=\(JobPreference.longestWait)\"",
                headers: [.retryAfter: String(job.secondsToPoll)])
        }
        throw APIError(.jobWithoutResult, "the job was cancelled; send the query again")
    }

    /// Returns the job in the path, after the time that the client waits for its end.
    private func awaited(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> (Job, JobPreference) {
        let found = try job(request, context, store)
        var preference = try JobPreference(request.headers, waits: true)
        // A job is no query that could become another one.
        preference.isAsynchronous = false
        guard let wait = preference.wait else { return (found, preference) }
        await jobs.wait(for: found.id, of: JobTable.Owner(store.grant.identity), atMost: wait)
        return (try job(request, context, store), preference)
    }

    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private func job(_ request: Request, _ context: APIContext, _ store: StoreAccess) throws(APIError) -> Job {
        _ = try QueryParameters(request.uri.query, known: [])
        let id = context.parameters.get("job") ?? ""
        guard let job = jobs.job(id, of: JobTable.Owner(store.grant.identity)) else { throw noJob(id) }
        return job
    }

    /// A job that does not exist for the client. The answer is the same whether it exists for another client or not.
    private func noJob(_ id: String) -> APIError {
        guard jobs.isForeign(id) else {
            return APIError(
                .jobNotFound,
                "there is no such job: it ended more than \(jobs.life.components.seconds / 60) minutes ago, was deleted, or belongs to another client; send the query again"
            )
        }
        return APIError(
            .jobNotFound,
            "the job belongs to another task of the server, or to one that has ended; ask again, with the cookies of the first answer if there were any, or send the query again",
            headers: [.retryAfter: "1"])
    }

    /// Returns the answer to a query that runs as a job.
    static func accepted(_ job: Job, _ preference: JobPreference) -> Response {
        var response = response(job, applied: preference.applied)
        response.status = .accepted
        response.headers[.location] = job.path
        return response
    }

    private static func response(_ job: Job, applied: String?) -> Response {
        var response = Response(json: job.json)
        if !job.phase.isFinal { response.headers[.retryAfter] = String(job.secondsToPoll) }
        response.headers[.cacheControl] = "no-store"
        response.headers[.preferenceApplied] = applied
        return response
    }
}
