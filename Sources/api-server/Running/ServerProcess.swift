import AnalyticsAPI
import ArgumentParser
import Logging
import Models
import NIOCore
import SecretsClient
import ServiceLifecycle
import Storage
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Puts the server together from its settings and runs it until a signal.
struct ServerProcess {
    let settings: ServerSettings
    let access: AccessPolicy

    /// The longest wait for the store before the server begins to listen without it.
    private static let patience = Duration.seconds(5)
    /// The longest wait, at the server's end, for its log to be read.
    private static let logPatience = Duration.seconds(1)

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: `ExitCode` 1, after saying why, when the server cannot start or fails.
    func run() async throws {
        let environment = ServerEnvironment.system
        let log = StandardOutputLog { dropped in
            JSONLogHandler.line(
                at: environment.now(), .warning, "lines of the log were dropped: standard output was not read",
                ["lines": .stringConvertible(dropped)])
        }
        let logger = Logger(label: "api-server") { [level = settings.logLevel] _ in
            JSONLogHandler(level: level, now: environment.now, sink: log.write)
        }
        do {
            try await run(environment, log, logger)
        } catch {
            await log.flush(within: Self.logPatience)
            throw error
        }
        logger.info("stopped")
        await log.flush(within: Self.logPatience)
    }

    private func run(_ environment: ServerEnvironment, _ log: StandardOutputLog, _ logger: Logger) async throws {
        do {
            try settings.checkSpoolFolder()
        } catch {
            throw Failure.usage(error.description)
        }
        var limits = ServerLimits()
        limits.spoolFolder = settings.spoolFolder
        limits.spool = settings.spoolLimit
        let failures = ConnectFailures()
        let store = try await StoreFactory.open(
            settings.store, connections: settings.connections, replica: settings.replica, failures: failures,
            logger: logger)
        let opening = StoreOpening(waiting: "the server is connecting to it")
        let work = try await begin(opening, store, failures, logger)
        let drain = DrainState()
        let server = AnalyticsServer(
            store: store, opening: opening, access: access, hosts: settings.hosts, limits: limits, drain: drain,
            environment: environment, logger: logger)
        let application = server.application(host: settings.host, port: settings.port) { [settings, access] port in
            Self.announce(settings, access, port: port, logger)
        }
        let limit = Duration.seconds(settings.drainDelay + settings.drainSeconds)
        let drainService = DrainService(state: drain, delay: .seconds(settings.drainDelay), logger: logger) {
            Self.stopAnyway(after: limit + .seconds(5), log, logger)
        }
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: application),
                .init(service: OpeningService(work: work), successTerminationBehavior: .ignore),
                .init(service: drainService),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(logger))
        group.maximumGracefulShutdownDuration = limit
        do {
            try await ServiceGroup(configuration: group).run()
        } catch  where drain.isDraining {
            logger.warning("requests were cut: they took longer than allowed", metadata: ["cause": "\(error)"])
        } catch {
            work.cancel()
            await store.close()
            throw Failure.environment(Self.explain(error, settings))
        }
        await store.close()
    }

    /// Opens the store, or begins to: where its database is not there yet, the server starts without it.
    ///
    /// - Returns: What goes on opening it.
    /// - Throws: `ExitCode` 1, after saying why, when the store can never be opened.
    private func begin(
        _ opening: StoreOpening, _ store: any AnalyticsStore, _ failures: ConnectFailures, _ logger: Logger
    ) async throws -> Task<Void, any Error> {
        let (delays, delay) = AsyncStream<Void>.makeStream()
        let opener = StoreOpener(
            store: store, settings: settings, failures: failures, opening: opening, logger: logger,
            onWaiting: { delay.yield() })
        let work = Task {
            defer { delay.finish() }
            try await opener.open()
        }
        let patience = Task {
            try await Task.sleep(for: Self.patience)
            delay.yield()
        }
        defer { patience.cancel() }
        for await _ in delays { return work }
        do {
            try await work.value
        } catch {
            await store.close()
            throw Failure.environment("\(error)")
        }
        return work
    }

    private static func announce(_ settings: ServerSettings, _ access: AccessPolicy, port: Int, _ logger: Logger) {
        logger.info(
            "listening",
            metadata: [
                "host": "\(settings.host)", "port": .stringConvertible(port), "store": "\(settings.store.kind)",
                "version": "\(Version.current)",
            ])
        Terminal.note("api-server \(Version.current) listens on http://\(settings.host):\(port)")
        guard settings.anonymous != nil else { return }
        let what = access == .all ? "read and write everything" : "read everything"
        logger.warning("everyone who reaches this address can \(what) (--anonymous \(access.rawValue))")
    }

    /// Hummingbird and the service group tell of each step; the server's own lines say as much.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        return quiet
    }

    private static func explain(_ error: any Error, _ settings: ServerSettings) -> String {
        if let failure = error as? StartFailure { return failure.description }
        guard let error = error as? IOError else {
            return "the server failed on \(settings.host):\(settings.port): \(error)"
        }
        return switch error.errnoCode {
        case EADDRINUSE:
            "port \(settings.port) on \(settings.host) is in use by another program; stop it or choose another with --port"
        case EACCES: "port \(settings.port) needs more rights than this process has; choose one above 1023 with --port"
        case EADDRNOTAVAIL: "\(settings.host) is no address of this machine; choose another with --host"
        default: "cannot listen on \(settings.host):\(settings.port): \(error)"
        }
    }

    /// The last resort against work that does not react to being cancelled: the container's runtime would kill the process
    /// a little later, without a word in the log. A task of its own, because it must not wait for what it guards against.
    private static func stopAnyway(after limit: Duration, _ log: StandardOutputLog, _ logger: Logger) {
        Task.detached {
            try? await Task.sleep(for: limit)
            logger.error("stopped before everything was done")
            await log.flush(within: logPatience)
            exit(0)
        }
    }
}
