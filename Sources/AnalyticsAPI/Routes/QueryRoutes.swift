import Hummingbird
import Models
import NIOCore
import Storage

/// Routes that run analytical queries.
struct QueryRoutes: Sendable {
    let limits: ServerLimits
    let environment: ServerEnvironment
    let spool: SpoolBudget
    /// The asynchronous jobs.
    let jobs: JobQueue

    var routes: [Route] {
        [
            Route(.post, "/v1/datasets/{dataset}/query", .read, .query, isTagged: true, isHeavy: true, post),
            Route(.query, "/v1/datasets/{dataset}/query", .read, .query, isTagged: true, isHeavy: true, post),
            Route(.get, "/v1/datasets/{dataset}/query", .read, .queryByURL, isTagged: true, isHeavy: true, get),
        ]
    }

    @Sendable func post(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.query.parameters.names)
        let options = try AnswerOptions(request, parameters, drawsCharts: true)
        let json = try await RequestDocument.read(request, limit: limits.documentBody, progress: context.body)
        return try await answer(json, store, request, context, options, explains: try Self.explains(parameters))
    }

    @Sendable func get(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.queryByURL.parameters.names)
        let options = try AnswerOptions(request, parameters, drawsCharts: true)
        guard let text = parameters["query"] else {
            throw APIError(parameters: [
                APIError.Item(
                    parameter: "query", code: "missing_parameter",
                    detail: "the parameter \"query\" is missing, expected a query as JSON")
            ])
        }
        let json = try RequestDocument.parse(
            text, parameter: "query", expected: #"a query as JSON, such as {"measures": ["count"]}"#)
        return try await answer(json, store, request, context, options, explains: try Self.explains(parameters))
    }

    private enum Explain: String, CaseIterable { case yes = "true", no = "false" }

    private static func explains(_ parameters: QueryParameters) throws(APIError) -> Bool {
        try parameters.choice("explain", of: Explain.self) == .yes
    }

    private func answer(
        _ json: JSONValue, _ store: StoreAccess, _ request: Request, _ context: APIContext, _ options: AnswerOptions,
        explains: Bool
    ) async throws -> Response {
        let preference = try JobPreference(request.headers)
        let query = try Query(json: json)
        if explains { return try await run(query, store, request, context, options, explains: true) }
        return try await respond(to: query, preference, store, request, context, options)
    }

    /// Runs a query, or adds a job that does if the client prefers one and the process is not shutting down.
    ///
    /// - Parameter complete: Completes the answer to the query.
    func respond(
        to query: Query, _ preference: JobPreference, _ store: StoreAccess, _ request: Request, _ context: APIContext,
        _ options: AnswerOptions, complete: @escaping @Sendable (inout Response) -> Void = { _ in }
    ) async throws -> Response {
        if preference.isAsynchronous, request.method != .head,
            let job = try await job(query, store, request, context, options, complete: complete)
        {
            return try await answer(job, preference, store)
        }
        var response = try await run(query, store, request, context, options)
        complete(&response)
        return response
    }

    /// Answers with a new job, or with its result if the client waits for it long enough.
    private func answer(_ job: Job, _ preference: JobPreference, _ store: StoreAccess) async throws -> Response {
        guard let wait = preference.wait else { return JobRoutes.accepted(job, preference) }
        let owner = JobTable.Owner(store.grant.identity)
        await jobs.wait(for: job.id, of: owner, atMost: wait)
        guard !Task.isCancelled else {
            // The client has disconnected, and does not know the job.
            _ = jobs.delete(job.id, of: owner)
            throw CancellationError()
        }
        guard let ended = jobs.job(job.id, of: owner), ended.result != nil || ended.problem != nil else {
            return JobRoutes.accepted(jobs.job(job.id, of: owner) ?? job, preference)
        }
        _ = jobs.delete(job.id, of: owner)
        if let problem = ended.problem { throw problem }
        var response = ended.result?.response ?? JobRoutes.accepted(ended, preference)
        response.headers[.preferenceApplied] = preference.applied
        return response
    }

    /// Adds a job that runs a query, whose mistakes the client learns at once; `nil` if the process is shutting down.
    private func job(
        _ query: Query, _ store: StoreAccess, _ request: Request, _ context: APIContext, _ options: AnswerOptions,
        complete: @escaping @Sendable (inout Response) -> Void
    ) async throws -> Job? {
        let view = try await store.dataset(reading: ReadConsistency(request.headers))
        let visible = try view.resolved(
            query, limits: options.format.isStream ? .stream : .document, now: environment.now())
        try store.checkRange(of: visible.resolved.rowFilter, in: view)
        if let form = options.chart { _ = try ChartAnswer(form, of: visible.resolved) }
        var head = request.head
        head.headerFields[.ifNoneMatch] = nil
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let timing = RequestTiming(start: environment.uptime(), uptime: environment.uptime)
        let detached = store.detached(timing: timing, admission: try store.admission?.job(timing))
        let made = JobRun.Origin(requestID: context.requestID, route: context.endpointPath ?? "")
        let origin = WorkOrigin.current
        return try jobs.add(
            JobTable.Owner(store.grant.identity), on: view.name, lookingUpIn: view.lookups.keys,
            JobRun(timing: timing, origin: made)
        ) { job in
            let context = context.detached(for: job, at: environment.uptime())
            return try await WorkOrigin.$current.withValue(origin) {
                var response = try await run(query, detached, request, context, options)
                complete(&response)
                // A result is no resource that caches could ask for again.
                response.headers[.cacheControl] = "no-store"
                response.headers[.vary] = nil
                return response
            }
        }
    }

    /// Runs a query and answers with its rows, or with its chart.
    func run(
        _ query: Query, _ store: StoreAccess, _ request: Request, _ context: APIContext, _ options: AnswerOptions,
        explains: Bool = false
    ) async throws -> Response {
        let reading = try ReadConsistency(request.headers)
        do {
            return try await answer(query, store, reading, request, context, options, explains: explains)
        } catch  where error.isUnknownDataset && reading != .current {
            // The dataset was found on the replica and dropped on the primary, or the other way round: ask the primary again.
            return try await answer(query, store, .current, request, context, options, explains: explains)
        } catch StorageError.overflow {
            throw APIError(overflowOf: query)
        }
    }

    private func answer(
        _ query: Query, _ store: StoreAccess, _ reading: ReadConsistency, _ request: Request, _ context: APIContext,
        _ options: AnswerOptions, explains: Bool
    ) async throws -> Response {
        let view = try await store.dataset(reading: reading)
        let dataset = view.dataset
        let visible = try view.resolved(
            query, limits: options.format.isStream ? .stream : .document, now: environment.now())
        let resolved = visible.resolved

        if explains {
            return Response(json: JSONWriter(try await store.explain(visible, reading: reading), of: visible))
        }
        let chart = try options.chart.map { form throws(APIError) in try ChartAnswer(form, of: resolved) }

        func tag(at version: Int64, lookups: [DatasetVersion]? = nil) -> EntityTag {
            var digest = QueryDigest(
                dataset: dataset, dataVersion: version, format: options.format, style: options.style,
                restriction: view.restriction)
            digest.add(visible, lookupsAt: lookups)
            if let chart = options.chart { digest.add(chart) }
            return digest.tag()
        }
        // A query is safe with either method, so POST is treated like GET; see Docs/Decisions/0006.
        let current = tag(at: dataset.dataVersion)
        guard try !request.isSatisfied(by: current) || store.exceedsRange(visible) else {
            var response = Response.notModified(current)
            response.headers[.vary] = "Accept"
            response.headers[.weirConsistency] = DatasetVersion(dataset).token
            // A cache replaces the stored headers with these (RFC 9111, section 4.3.4).
            if chart != nil { response.headers[.contentSecurityPolicy] = SecurityHeaders.chartPolicy }
            return response
        }

        let answer = try await store.query(visible, reading: reading)
        var response: Response
        if let chart {
            response = try await chart.response(answer, timing: context.timing)
            response.headers[.link] = ChartAnswer.link(to: request)
        } else {
            let stream = AnswerStream(
                answer: answer, isExact: resolved.isExact, approximate: resolved.approximateMeasures, options: options,
                zone: resolved.zone, ranges: resolved.ranges,
                lookups: resolved.lookupSummaries(answer.lookupVersions),
                warnings: resolved.formerNames.map(\.warning), client: context.client,
                spool: spool, limits: limits,
                timing: context.timing
            ) { [environment] in
                environment.uptime() - context.start
            }
            response = try await stream.response()
        }
        response.headers[.eTag] = tag(at: answer.dataVersion, lookups: answer.lookupVersions).text
        response.headers[.vary] = "Accept"
        response.headers[.acceptQuery] = "\"application/json\""
        response.headers[.cacheControl] = "no-cache"
        response.headers[.weirConsistency] = DatasetVersion(answer.dataVersion, of: dataset.id).token
        return response
    }
}

extension Error {
    /// `true` if the error says that the dataset does not exist, for the store or for the client.
    fileprivate var isUnknownDataset: Bool {
        if let error = self as? StorageError, case .datasetNotFound = error { return true }
        return (self as? APIError)?.code == .datasetNotFound
    }
}
