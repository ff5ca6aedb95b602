package import AnalyticsAPI
import CommandLineInterface
import Diagnostics
import HTTPCore
import Logging
import Models
import SecretsClient
import ServiceLifecycle
import Storage
import UnixSignals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Composes the server from its settings, and runs it until a signal.
package struct ServerProcess {
    private let settings: ServerSettings
    private let access: AccessPolicy
    private let version: String
    private let onListening: @Sendable (Int) -> Void

    /// The maximum wait for the store before the server listens without it.
    private static let openTimeout = Duration.seconds(5)
    /// The maximum wait for the log to be written when the process exits.
    private static let flushTimeout = Duration.seconds(1)

    /// Creates a process.
    ///
    /// - Parameters:
    ///   - settings: The settings.
    ///   - access: The operations that anonymous clients may perform.
    ///   - version: The program's version, for the log.
    ///   - onListening: Called with the port once the server accepts connections.
    package init(
        settings: ServerSettings, access: AccessPolicy, version: String,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.settings = settings
        self.access = access
        self.version = version
        self.onListening = onListening
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: ``CommandError`` if the server cannot start or fails.
    package func run() async throws {
        let environment = ServerEnvironment.system
        let log = StandardOutputLog { dropped in
            JSONLogHandler.line(
                at: environment.now(), .warning, "log lines were dropped because standard output was not read",
                ["lines": .stringConvertible(dropped)])
        }
        let logger = Logger(label: "api-server") { [level = settings.logLevel] _ in
            JSONLogHandler(level: level, now: environment.now, sink: log.write)
        }
        do {
            try await run(environment, log, logger)
        } catch {
            await log.flush(within: Self.flushTimeout)
            throw error
        }
        logger.info("stopped")
        await log.flush(within: Self.flushTimeout)
    }

    private func run(_ environment: ServerEnvironment, _ log: StandardOutputLog, _ logger: Logger) async throws {
        do {
            try settings.checkSpoolFolder()
        } catch {
            throw CommandError.usage(error.description)
        }
        var limits = ServerLimits()
        limits.spoolFolder = settings.spoolFolder
        limits.spool = settings.spoolLimit
        limits.idleTimeout = .seconds(settings.idleTimeout)
        let authenticator: AdminKeyAuthenticator?
        do throws(SettingsError) {
            try await settings.adminKey?.check()
            authenticator = try settings.adminKey.map { source throws(SettingsError) in
                try AdminKeyAuthenticator(source, logger: logger)
            }
        } catch {
            throw CommandError.usage(error.description)
        }
        let identity = try identityProviders(environment, logger)
        let imports = try objectImports()
        let failures = ConnectFailures()
        let store = try await StoreFactory.open(
            settings.store, connections: settings.connections, replica: settings.replica, waitsForSecret: true,
            failures: failures, logger: logger)
        let opening = StoreOpening(waiting: "the server is connecting to it")
        let work = try await begin(opening, store, failures, logger)
        let drain = DrainState()
        let metrics = metrics(environment, store, log)
        let buffer = SpanBuffer()
        let exported = settings.telemetry
        let resource = exported.resource(version: version, instance: environment.newRequestID())
        let export: TelemetryService?
        do throws(SettingsError) {
            export = try TelemetryService.make(
                exported, buffer: buffer, registry: metrics, resource: resource, now: environment.now, logger: logger)
        } catch {
            work.cancel()
            await store.close()
            throw CommandError.usage(error.description)
        }
        var telemetry = ServerTelemetry(metrics: metrics, sendsTiming: settings.sendsTiming)
        if exported.traces != nil {
            telemetry.spans = buffer
            telemetry.samplingRatio = exported.samplingRatio
            metrics.addSource { buffer.write(into: &$0) }
        }
        let server = AnalyticsServer(
            store: store, opening: opening, access: access, authenticator: authenticator, tokens: identity.tokens,
            balancer: identity.balancer, hosts: settings.hosts, origins: settings.origins, limits: limits,
            imports: imports, drain: drain, environment: environment, telemetry: telemetry, logger: logger)
        let application = server.application(host: settings.host, port: settings.port) { [self] port in
            announce(port: port, logger)
            onListening(port)
        }
        let limit = Duration.seconds(settings.drainDelay + settings.drainSeconds)
        let drainService = DrainService(state: drain, delay: .seconds(settings.drainDelay), logger: logger) {
            Self.forceExit(after: limit + .seconds(5), log, logger)
        }
        // The group stops them in reverse order: metrics stay readable until the last request has been answered.
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [.init(service: store)]
        if exported.writesEMF {
            services.append(
                .init(
                    service: EMFService(
                        registry: metrics, resource: resource, interval: exported.interval, clock: ContinuousClock(),
                        now: environment.now, write: log.write)))
        }
        if let export { services.append(.init(service: export)) }
        if let address = settings.administration {
            services.append(.init(service: AdministrationService(server: server, address: address, logger: logger)))
        }
        services += [
            .init(service: application),
            .init(service: server.jobService, successTerminationBehavior: .ignore),
            .init(
                service: RetentionService(store, now: environment.now, logger: logger),
                successTerminationBehavior: .ignore),
            .init(service: OpeningService(work: work), successTerminationBehavior: .ignore),
            .init(service: drainService),
        ]
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(logger))
        group.maximumGracefulShutdownDuration = limit
        do {
            try await ServiceGroup(configuration: group).run()
        } catch  where drain.isDraining {
            logger.warning(
                "requests were cancelled: they did not finish within the drain time", metadata: ["cause": "\(error)"])
        } catch {
            work.cancel()
            await store.close()
            throw CommandError.failure(Self.explain(error, settings))
        }
        await store.close()
    }

    /// Returns the registry of the process's metrics.
    private func metrics(
        _ environment: ServerEnvironment, _ store: any AnalyticsStore, _ log: StandardOutputLog
    ) -> MetricsRegistry {
        let started = Double(environment.now().microseconds) / 1_000_000
        let metrics = MetricsRegistry()
        metrics.addSource { [version] table in
            table.set(.build, [version], 1)
            table.set(.startTime, [], started)
            table.set(.droppedLogLines, [], Double(log.dropped))
            ProcessFigures.current().write(into: &table)
            if let store = store as? any MeasuredStore { table.set(store.storeMetrics) }
        }
        return metrics
    }

    /// Returns the authenticators for the tokens of identity providers, whose keys it begins to fetch. The server does not wait
    /// for them: while a provider is away, other clients are served.
    ///
    /// - Throws: ``CommandError`` if the document about them is not valid.
    private func identityProviders(
        _ environment: ServerEnvironment, _ logger: Logger
    ) throws(CommandError) -> (tokens: TokenAuthenticator?, balancer: BalancerAuthenticator?) {
        guard let source = settings.identity else { return (nil, nil) }
        do {
            let document = try source.document()
            let keys = HTTPKeyDocumentSource(try CurlTransport())
            let tokens =
                document.issuers.isEmpty
                ? nil
                : TokenAuthenticator(
                    document.issuers, for: document.origin, keysFrom: keys, environment: environment, logger: logger)
            tokens?.start()
            let balancer = document.balancer.map {
                BalancerAuthenticator($0, keysFrom: keys, environment: environment, logger: logger)
            }
            return (tokens, balancer)
        } catch let error as SettingsError {
            throw CommandError.usage(error.description)
        } catch {
            throw CommandError.failure("the keys of identity providers cannot be fetched: \(error)")
        }
    }

    /// Returns the import of objects of Amazon S3; `nil` if the operator allows none.
    ///
    /// - Throws: ``CommandError`` if the AWS configuration is not valid.
    private func objectImports() throws(CommandError) -> ObjectImports? {
        guard let allowed = settings.importSources else { return nil }
        do throws(SettingsError) {
            let source = try S3ObjectSource(variables: ProcessInfo.processInfo.environment)
            return ObjectImports(of: allowed, from: source)
        } catch {
            throw CommandError.usage(error.description)
        }
    }

    /// Opens the store, and waits for it up to ``openTimeout``. If its database is not available, the server starts without it.
    ///
    /// - Returns: The task that opens the store.
    /// - Throws: ``CommandError`` if the store fails permanently.
    private func begin(
        _ opening: StoreOpening, _ store: any AnalyticsStore, _ failures: ConnectFailures, _ logger: Logger
    ) async throws -> Task<Void, any Error> {
        // An element means that the store is not open yet and the server starts without it; the end, that the task has ended.
        let (delays, delay) = AsyncStream<Void>.makeStream()
        let opener = StoreOpener(
            store: store, settings: settings, failures: failures, opening: opening, logger: logger,
            onWaiting: { delay.yield() })
        let work = Task {
            defer { delay.finish() }
            try await opener.open()
        }
        let timeout = Task {
            try await Task.sleep(for: Self.openTimeout)
            delay.yield()
        }
        defer { timeout.cancel() }
        for await _ in delays { return work }
        do {
            try await work.value
        } catch {
            await store.close()
            throw CommandError.failure("\(error)")
        }
        return work
    }

    private func announce(port: Int, _ logger: Logger) {
        logger.info(
            "listening",
            metadata: [
                "host": "\(settings.host)", "port": .stringConvertible(port), "store": "\(settings.store.kind)",
                "version": "\(version)",
            ])
        StandardError.note("api-server \(version) listens on http://\(settings.host):\(port)")
        if case .sqlite(let path) = settings.store, let reason = SQLiteFile(path: path).readOnlyReason {
            logger.warning("the store can only be read", metadata: ["cause": "\(reason)"])
            StandardError.note("warning: the store can only be read: \(reason)")
        }
        guard settings.anonymous != nil, access != .none else { return }
        let operations = access == .all ? "read and write all data" : "read all data"
        logger.warning(
            "every client that can reach this address can \(operations) (--anonymous \(access.rawValue))")
    }

    /// Returns a logger without the informational messages of Hummingbird and the service group.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        return quiet
    }

    private static func explain(_ error: any Error, _ settings: ServerSettings) -> String {
        if let error = error as? StartError { return error.description }
        let failure = ListenFailure(host: settings.host, port: settings.port, flags: (host: "--host", port: "--port"))
        return failure.explain(error)
    }

    /// Exits after the drain time even if work does not react to cancellation. Otherwise the container's runtime would kill the
    /// process a little later without a line in the log. The task is detached, so that it does not wait for that work.
    private static func forceExit(after limit: Duration, _ log: StandardOutputLog, _ logger: Logger) {
        Task.detached {
            try? await Task.sleep(for: limit)
            logger.error("exiting with unfinished work: it did not react to cancellation")
            await log.flush(within: flushTimeout)
            exit(0)
        }
    }
}
