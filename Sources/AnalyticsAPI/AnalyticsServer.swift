public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import Storage

/// The HTTP API over a store: every route, with what stands around them. All it needs is given to it.
public struct AnalyticsServer: Sendable {
    private let store: any AnalyticsStore
    private let access: AccessPolicy
    private let hosts: HostPolicy
    private let limits: ServerLimits
    private let drain: DrainState
    private let environment: ServerEnvironment
    private let gate: SchemaGate
    private let health: HealthCheck
    private let spool: SpoolBudget
    private let logger: Logger

    /// Puts a server together.
    ///
    /// - Parameters:
    ///   - store: Where the data lives.
    ///   - opening: The state of the store: nothing is served from one that is not open, or has a schema that this program cannot
    ///     serve on.
    ///   - access: What is open to everyone.
    ///   - hosts: The host names that requests may be addressed to.
    ///   - limits: How much a request may ask for.
    ///   - drain: Told when the server is to stop; readiness fails from then on.
    ///   - environment: Clocks and chance.
    ///   - logger: Gets one line a request.
    public init(
        store: any AnalyticsStore, opening: StoreOpening = StoreOpening(), access: AccessPolicy = .all,
        hosts: HostPolicy = .any, limits: ServerLimits = ServerLimits(),
        drain: DrainState = DrainState(), environment: ServerEnvironment = .system, logger: Logger
    ) {
        self.store = store
        self.access = access
        self.hosts = hosts
        self.limits = limits
        self.drain = drain
        self.environment = environment
        gate = SchemaGate(store: store, opening: opening, uptime: environment.uptime)
        health = HealthCheck(gate: gate, limit: limits.healthTimeout)
        self.logger = logger
        spool = SpoolBudget(folder: limits.spoolFolder, limit: limits.spool)
    }

    /// What answers requests.
    public func responder() -> NormalizingResponder {
        NormalizingResponder(base: router().buildResponder())
    }

    private func router() -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestRecord(environment: environment, logger: logger))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ProblemResponder(routes: routes, drain: drain))
        router.add(middleware: OriginCheck(hosts: hosts))
        for route in routes {
            let path = RouterPath(route.path)
            let handler = route.handler
            let isRefused = route.writes && access == .read
            let isHeavy = route.isHeavy
            let needsStore = route.path.hasPrefix("/v1/")
            router.on(path, method: route.method) { [gate] request, context -> Response in
                guard !isRefused else { throw Problem.readOnly }
                try route.checkPreconditions(request.headers)
                // Nobody is there for an answer once the client has left; what the store still did for it would keep others waiting.
                return try await WorkOrigin.$current.withValue(context.remoteAddress) {
                    try await context.client.whileThere(on: isHeavy || request.hasLargeBody ? .shared : nil) {
                        () async throws -> Response in
                        guard needsStore else { return try await handler(request, context) }
                        return try await gate.pass { try await handler(request, context) }
                    }
                }
            }
        }
        return router
    }

    /// A server over the network, to be run as a service.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - port: The port; 0 takes a free one.
    ///   - onListening: Called with the port once the server accepts connections.
    public func application(
        host: String, port: Int, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<NormalizingResponder> {
        // Hummingbird tells of each connection; the lines about requests say as much.
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        return Application(
            responder: responder(),
            server: HTTPServerBuilder { [limits, environment, logger] in
                GuardedChannel(
                    responder: $0, limits: limits, newRequestID: environment.newRequestID, logger: logger)
            },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { [drain] channel in
                drain.listener.opened(channel)
                await onListening(channel.localAddress?.port ?? port)
            }, logger: quiet)
    }

    private var routes: [Route] {
        let routes =
            DatasetRoutes(store: store, limits: limits).routes
            + IngestRoute(store: store, limits: limits, spool: spool, environment: environment).routes
            + RowRoutes(store: store, limits: limits).routes
            + RowListRoute(store: store, environment: environment).routes
            + QueryRoutes(store: store, limits: limits, environment: environment, spool: spool).routes
            + HealthRoutes(opening: gate.opening, check: health, drain: drain).routes
        return IndexRoute(others: routes).routes + routes
    }
}

extension Problem {
    /// A write where only reads are open to everyone.
    fileprivate static let readOnly = Problem(
        .readOnly, "this server was started with --anonymous read: it answers reads and queries only")
}

extension Request {
    /// A body up to this size is parsed in about a millisecond.
    private static let smallBody = 64 << 10

    /// `true` if reading the body may take the processor for long, as its length is large or not known.
    fileprivate var hasLargeBody: Bool {
        if headers[.transferEncoding] != nil { return true }
        return headers[.contentLength].map { (Int($0) ?? .max) > Self.smallBody } ?? false
    }
}
