import Basics
package import Hummingbird
import HummingbirdCore
package import Logging
import Models
import NIOCore
package import Storage

/// The HTTP API over a store: its routes and middleware. All dependencies are injected.
package struct AnalyticsServer: Sendable {
    private let store: GuardedStore
    private let access: AccessControl
    private let keys: KeyCatalogue?
    private let limiter: RequestLimiter
    private let hosts: HostPolicy
    private let origins: OriginPolicy
    private let limits: ServerLimits
    private let drain: DrainState
    private let environment: ServerEnvironment
    private let gate: SchemaGate
    private let health: HealthRoutes
    private let spool: SpoolBudget
    private let jobs: JobQueue
    private let telemetry: ServerTelemetry
    private let imports: ObjectImports?
    private let start: Timestamp
    private let logger: Logger

    /// Creates a server.
    ///
    /// - Parameters:
    ///   - store: The store of all datasets.
    ///   - opening: The state of the store. Requests get 503 until it is open with a schema that this program can serve.
    ///   - access: The operations that anonymous clients may perform.
    ///   - authenticator: Identifies the administrator; `nil` for a server without an administrator's key.
    ///   - tokens: Identifies clients with tokens of identity providers; `nil` for a server that accepts none.
    ///   - balancer: Identifies users that a load balancer has authenticated; `nil` for a server that ignores its header fields.
    ///   - hosts: The host names that requests may be addressed to.
    ///   - origins: The origins whose web pages may use the API.
    ///   - limits: The limits of one request.
    ///   - imports: The objects of Amazon S3 that clients may import; `nil` for none.
    ///   - drain: The shutdown state; readiness fails once draining begins.
    ///   - environment: Clocks and request ids.
    ///   - telemetry: The metrics and spans.
    ///   - logger: Receives one line per request.
    package init(
        store: any AnalyticsStore, opening: StoreOpening = StoreOpening(), access: AccessPolicy = .all,
        authenticator: (any Authenticator)? = nil, tokens: TokenAuthenticator? = nil,
        balancer: BalancerAuthenticator? = nil, hosts: HostPolicy = .any, origins: OriginPolicy = .none,
        limits: ServerLimits = ServerLimits(), imports: ObjectImports? = nil,
        drain: DrainState = DrainState(), environment: ServerEnvironment = .system,
        telemetry: ServerTelemetry = ServerTelemetry(), logger: Logger
    ) {
        self.store = GuardedStore(store, now: environment.now)
        keys = self.store.keyStore.map { KeyCatalogue(store: $0, environment: environment, logger: logger) }
        self.access = AccessControl(
            anonymous: access, authenticator: authenticator, others: [keys].compactMap(\.self), tokens: tokens,
            balancer: balancer, hosts: hosts)
        limiter = RequestLimiter(uptime: environment.uptime, metrics: telemetry.metrics)
        self.telemetry = telemetry
        start = environment.now()
        self.hosts = hosts
        self.origins = origins
        self.limits = limits
        self.imports = imports
        self.drain = drain
        self.environment = environment
        gate = SchemaGate(store: store, opening: opening, uptime: environment.uptime)
        health = HealthRoutes(
            gate: gate, authenticator: authenticator, drain: drain, limits: limits, uptime: environment.uptime)
        self.logger = logger
        let spool = SpoolBudget(folder: limits.spoolFolder, limit: limits.spool)
        self.spool = spool
        let results = SpoolBudget(of: spool, limit: limits.spool / 4)
        jobs = JobQueue(
            environment: environment, budget: results, resultLimit: limits.spooledAnswer,
            report: JobReport(queries: telemetry.queries, logger: logger, metrics: telemetry.metrics))
        // The queue's report has the registry.
        telemetry.metrics.addSource { [weak jobs] table in
            table.set(.spoolBytes, [], Double(spool.bytesInUse))
            jobs?.write(into: &table)
        }
    }

    /// The service that removes old jobs and ends all of them when the server shuts down.
    package var jobService: JobService { JobService(jobs: jobs, environment: environment) }

    /// The responder for all routes.
    package func responder() -> NormalizingResponder {
        let resource = access.tokens?.resource
        return NormalizingResponder(
            base: router(routes, hosts: hosts, origins: origins, resource: resource).buildResponder())
    }

    /// The responder for the routes of the administration port: metrics and health checks.
    ///
    /// - Parameter hosts: The host names that requests may be addressed to.
    package func administrationResponder(hosts: HostPolicy) -> NormalizingResponder {
        let routes = MetricsRoute(metrics: telemetry.metrics).routes + health.routes
        return NormalizingResponder(
            base: router(IndexRoute(others: routes).routes + routes, hosts: hosts, origins: .none).buildResponder())
    }

    private func router(
        _ routes: [Route], hosts: HostPolicy, origins: OriginPolicy, resource: ProtectedResource? = nil
    ) -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestRecord(environment: environment, telemetry: telemetry, logger: logger))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: CrossOrigin(origins: origins, routes: routes))
        router.add(
            middleware: ProblemResponder(
                routes: routes, drain: drain, metrics: telemetry.metrics, now: environment.now, resource: resource))
        router.add(middleware: OriginCheck(hosts: hosts, origins: origins, routes: routes))
        for route in routes {
            let path = RouterPath(route.path)
            let handler = route.handler
            let isHeavy = route.isHeavy
            let needsStore = route.needsStore
            // The credential of a link is its path.
            let belongsToClient = needsStore && route.action != .openLink
            let namesDataset = route.path.contains("{dataset}")
            let sendsTiming = needsStore && telemetry.sendsTiming
            router.on(path, method: route.method) {
                [gate, access, store, limiter, keys, spool, start, telemetry, environment, metrics = telemetry.metrics]
                request, context -> Response in
                // Before any other rule, so that a refusal tells nothing about the resource.
                let link = try await route.action == .openLink ? keys?.open(context) : nil
                let context = context.opening(link)
                let name =
                    link.map { Result<Identifier, APIError>.success($0.target.dataset) }
                    ?? (namesDataset ? context.dataset : nil)
                context.audit.begin(route, on: try? name?.get())
                let grant: AccessGrant
                if let link {
                    context.audit.identify(link.identity)
                    grant = try access.authorize(link.identity, .read, on: link.target.dataset)
                } else {
                    grant = try await access.grant(
                        request.head, for: route.action, on: try? name?.get(), takesAccessKey: route.takesAccessKey,
                        audit: context.audit)
                }
                let admission = try limiter.admit(grant.identity, timing: context.timing)
                context.body.count(for: admission?.client)
                // Clients that were refused learn no times.
                defer {
                    admission?.settle()
                    context.answer.add(admission?.client.fields)
                    if sendsTiming { context.answer.add([.serverTiming: context.timing.field]) }
                }
                try route.checkPreconditions(request.headers)
                try route.checkBody(request)
                // A request whose client has disconnected is cancelled: its work in the store would only delay other clients.
                let response = try await WorkOrigin.$current.withValue(grant.identity.owner ?? context.remoteAddress) {
                    try await WorkWaits.$current.withValue(context.timing.waits) {
                        try await context.client.whileConnected(on: isHeavy || request.hasLargeBody ? .shared : nil) {
                            () async throws -> Response in
                            // Within the request's connection: the file of a client that has left is not written.
                            let log =
                                try await grant.dataset == .queryLog
                                ? telemetry.queries.open(in: spool, since: start) : nil
                            let reached = StoreAccess(
                                grant, to: log.map { GuardedStore($0, now: environment.now) } ?? store, named: name,
                                timing: context.timing, metrics: metrics, admission: admission)
                            guard needsStore else { return try await handler(request, context, reached) }
                            var response = try await gate.pass { try await handler(request, context, reached) }
                            if belongsToClient { response.headers.belongToClient() }
                            return log.map { response.lasting($0) } ?? response
                        }
                    }
                }
                return admission.map { response.counted(for: $0) } ?? response
            }
        }
        return router
    }

    /// A service that listens on a TCP port.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - port: The port; 0 lets the system choose one.
    ///   - onListening: Called with the port once the server accepts connections.
    package func application(
        host: String, port: Int, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<NormalizingResponder> {
        application(responder(), host: host, port: port) { [drain] channel in
            drain.listener.opened(channel)
            await onListening(channel.localAddress?.port ?? port)
        }
    }

    /// A service that listens on the TCP port of administration.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - port: The port; 0 lets the system choose one.
    ///   - hosts: The host names that requests may be addressed to.
    ///   - onListening: Called with the port once the server accepts connections.
    package func administration(
        host: String, port: Int, hosts: HostPolicy, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<NormalizingResponder> {
        application(administrationResponder(hosts: hosts), host: host, port: port) { channel in
            await onListening(channel.localAddress?.port ?? port)
        }
    }

    private func application(
        _ responder: NormalizingResponder, host: String, port: Int,
        onListening: @escaping @Sendable (any Channel) async -> Void
    ) -> Application<NormalizingResponder> {
        // Hummingbird logs each connection, which adds nothing to the lines about requests.
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        return Application(
            responder: responder,
            server: HTTPServerBuilder { [limits, environment, logger] in
                GuardedChannel(
                    responder: $0, limits: limits, newRequestID: environment.newRequestID, logger: logger)
            },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: onListening, logger: quiet)
    }

    private var routes: [Route] {
        let routes =
            DatasetRoutes(limits: limits, spool: spool).routes
            + IngestRoute(limits: limits, spool: spool, environment: environment).routes
            + FirehoseRoute(limits: limits, spool: spool, environment: environment).routes
            + ImportRoute(limits: limits, spool: spool, environment: environment, imports: imports).routes
            + ReplacementRoute(limits: limits, spool: spool, environment: environment).routes
            + DeletionRoute().routes
            + ErasureRoute(limits: limits, environment: environment, jobs: jobs) { [keys, known = store.known] in
                await keys?.reload()
                known.forgetAll()
            }.routes
            + RowRoutes(limits: limits).routes
            + RowListRoute(environment: environment).routes
            + queryRoutes.routes
            + JobRoutes(jobs: jobs).routes
            + (keys.map(keyRoutes) ?? [])
            + SessionRoute(access: access).routes
            + ExplorerRoutes(environment: environment).routes
            + (store.queryStore == nil ? [] : keys.map(savedQueryRoutes) ?? [])
            + MCPRoute(limits: limits, environment: environment).routes
            + (access.tokens.map { ProtectedResourceRoutes(resource: $0.resource).routes } ?? [])
            + health.routes
        let contract = ContractRoute(others: [], anonymous: access.anonymous).routes
        let index = IndexRoute(others: routes + contract, datasets: datasets).routes
        return ContractRoute(others: index + routes, anonymous: access.anonymous).routes + index + routes
    }

    /// Returns the datasets that exist for a client; a refusal is one of ``AccessControl``.
    @Sendable private func datasets(_ identity: Identity, _ reading: ReadConsistency) async throws -> [DatasetView] {
        let grant = try access.authorize(identity, .read, on: nil)
        return try await gate.pass {
            try await StoreAccess(grant, to: store, named: nil, timing: RequestTiming(), metrics: telemetry.metrics)
                .datasets(reading: reading)
        }
    }

    private var queryRoutes: QueryRoutes {
        QueryRoutes(limits: limits, environment: environment, spool: spool, jobs: jobs)
    }

    private func savedQueryRoutes(_ keys: KeyCatalogue) -> [Route] {
        SavedQueryRoutes(queries: queryRoutes) { await keys.reload() }.routes
            + LinkRoutes(queries: queryRoutes) { await keys.reload() }.routes
    }

    private func keyRoutes(_ keys: KeyCatalogue) -> [Route] {
        KeyRoutes(limits: limits, anonymous: access.anonymous) { await keys.reload() }.routes
            + TokenRoute(limits: limits, environment: environment, keys: keys).routes
    }
}

extension Request {
    /// The largest body, in bytes, that is parsed in about a millisecond.
    private static let smallBody = 64 << 10

    /// `true` if the body is large or of unknown length, so that parsing it may occupy a thread for long.
    fileprivate var hasLargeBody: Bool {
        if headers[.transferEncoding] != nil { return true }
        return headers[.contentLength].map { (Int($0) ?? .max) > Self.smallBody } ?? false
    }
}

/// Normalizes the path of each request before routing: `/v1/datasets/my%5Fdata` becomes `/v1/datasets/my_data` (RFC 3986,
/// section 6.2.2.2).
package struct NormalizingResponder: HTTPResponder {
    let base: RouterResponder<APIContext>

    /// Responds to a request.
    package func respond(to request: Request, context: APIContext) async throws -> Response {
        guard let path = request.head.path, path.utf8.contains(UInt8(ascii: "%")) else {
            return try await base.respond(to: request, context: context)
        }
        var head = request.head
        head.path = PercentEncoding.normalized(path)
        return try await base.respond(to: Request(head: head, body: request.body), context: context)
    }
}
