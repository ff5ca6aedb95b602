import AnalyticsAPI
import HTTPTypes
import Hummingbird
import Logging
import Models
import ServiceLifecycle
import Storage
import StorageTesting
import Synchronization

/// A server with fixed clocks and sequential request ids.
struct TestServer {
    let store: any AnalyticsStore
    var access = AccessPolicy.all
    var authenticator: (any Authenticator)?
    var tokens: TokenAuthenticator?
    var balancer: BalancerAuthenticator?
    var hosts = HostPolicy.any
    var origins = OriginPolicy.none
    var limits = ServerLimits()
    var imports: ObjectImports? = .shared(.samples)
    var drain = DrainState()
    var opening = StoreOpening()
    var now: @Sendable () -> Timestamp = { Timestamp(microseconds: 1_767_225_600_000_000) }
    var uptime: @Sendable () -> Duration = { .zero }
    var sleep: @Sendable (Duration) async throws -> Void = { try await ContinuousClock().sleep(for: $0) }
    var telemetry = ServerTelemetry()
    let log = LogLines()
    /// The minimum level of a message in the log.
    var logLevel = Logger.Level.debug
    /// Metadata of each message in the log.
    var logMetadata: Logger.MetadataProvider?

    init(store: any AnalyticsStore = InMemoryAnalyticsStore()) { self.store = store }

    /// The text of the key `AbCd1234`.
    static let key = "weir_sk_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUV2GZAxc"

    /// The path of the link `LnKq1234` to the saved query `daily` of the first dataset, `sales`.
    static let link = "/s/weir_ln_LnKq1234_0123456789ABCDEFGHIJKLMNOPQRSTUV1xx2ty"

    /// The path of the first job.
    static let job = "/v1/jobs/00000abc-0000000000000abc0000000000000abc"

    /// Creates a server with the key `AbCd1234` and the link `LnKq1234`.
    static func withKey() async throws -> TestServer {
        let store = InMemoryAnalyticsStore()
        let key = AccessKeyRecord(
            id: "AbCd1234", name: "test", digest: "41ba696bc2822924f7cba0ce211bfddfe653ceb3c981255a1775bebf110bf42d",
            policy: #"{"scopes":["read"]}"#,
            createdAt: Timestamp(microseconds: 0), createdBy: "test")
        _ = try await store.addAccessKey(key, replacing: nil)
        let link = AccessKeyRecord(
            id: "LnKq1234", name: "test", digest: key.digest,
            policy:
                #"{"scopes":["read"],"datasets":["sales"],"link":{"dataset":"sales","datasetId":1,"query":"daily","createdAt":1767225600000000}}"#,
            createdAt: Timestamp(microseconds: 0), createdBy: "test")
        _ = try await store.addAccessKey(link, replacing: nil)
        return TestServer(store: store)
    }

    /// Sets the clocks.
    mutating func use(_ time: VirtualTime) {
        now = { time.day }
        uptime = { time.now }
        sleep = { try await time.sleep($0) }
    }

    private var server: AnalyticsServer {
        let requests = Mutex(0)
        let environment = ServerEnvironment(
            now: now, uptime: uptime,
            newRequestID: {
                "request-\(requests.withLock { count in count += 1; return count })"
            }, random: { 0xABC }, sleep: sleep)
        let logger = Logger(label: "test") { [log, logLevel, logMetadata] _ in
            var handler = JSONLogHandler(level: logLevel, now: environment.now, sink: log.append)
            handler.metadataProvider = logMetadata
            return handler
        }
        return AnalyticsServer(
            store: store, opening: opening, access: access, authenticator: authenticator, tokens: tokens,
            balancer: balancer, hosts: hosts, origins: origins, limits: limits, imports: imports, drain: drain,
            environment: environment,
            telemetry: telemetry, logger: logger)
    }

    /// Calls the router of the administration port without a network.
    func testAdministration<Value: Sendable>(
        _ body: @Sendable (APIClient) async throws -> Value
    ) async throws -> Value {
        // The administration port has routes of its own, which are not part of the contract.
        let sender = ResponderSender(responder: server.administrationResponder(hosts: .any))
        return try await body(APIClient(sender: sender, isChecked: false))
    }

    /// Calls the router without a network.
    func test<Value: Sendable>(_ body: @Sendable (APIClient) async throws -> Value) async throws -> Value {
        try await body(client())
    }

    /// Returns a client that calls the router without a network.
    func client() -> APIClient { APIClient(sender: ResponderSender(responder: server.responder())) }

    /// Calls the router without a network, and without a check of its answers.
    func unchecked<Value: Sendable>(_ body: @Sendable (any RequestSender) async throws -> Value) async throws -> Value {
        try await body(ResponderSender(responder: server.responder()))
    }

    /// Listens on a free port.
    func live<Value: Sendable>(_ body: @Sendable (APIClient, Int) async throws -> Value) async throws -> Value {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = server.application(host: "127.0.0.1", port: 0) { port.yield($0) }
        let group = ServiceGroup(
            services: [application], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { port.finish() }
                try await group.run()
            }
            guard let number = await ports.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw SetupError(answers: [])
            }
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await body(APIClient(sender: PortSender(port: number)), number))
            } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try outcome.get()
        }
    }
}

/// The log's lines, parsed.
final class LogLines: Sendable {
    private let lines = Mutex<[[UInt8]]>([])

    func append(_ line: [UInt8]) { lines.withLock { $0.append(line) } }

    var all: [JSONValue] {
        get throws { try lines.withLock { $0 }.map { try JSONValue(parsing: $0) } }
    }

    /// The bytes of all lines, as they were written.
    var text: String { lines.withLock { String(decoding: $0.joined(), as: UTF8.self) } }
}

/// A response with its body as text.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: String

    /// The body as JSON.
    var json: JSONValue {
        get throws { try JSONValue(parsing: body) }
    }

    /// The problem's code, or that of a failure in the form of Amazon Data Firehose; `nil` if the response is neither.
    var code: String? {
        if status >= 400, case .string(let message)? = try? json["errorMessage"] {
            return message.split(separator: ":").first.map(String.init)
        }
        guard headers[.contentType] == "application/problem+json", case .string(let code)? = try? json["code"] else {
            return nil
        }
        return code
    }

    /// The first of a problem's errors.
    var firstError: JSONValue? {
        guard case .array(let errors)? = try? json["errors"] else { return nil }
        return errors.first
    }
}

extension HTTPFields {
    /// The header fields of a JSON body.
    static let json: HTTPFields = [.contentType: "application/json"]
}

/// A client with the request forms that tests need.
struct APIClient: Sendable {
    let sender: any RequestSender
    /// `true` to compare each answer with the contract.
    var isChecked = true

    func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        try await checked(method, uri, headers: headers, body: body.map { Array($0.utf8) })
    }

    /// Sends a request, and checks that the answer is one of those in the contract.
    private func checked(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields, body: [UInt8]?
    ) async throws -> Answer {
        let answer = try await sender.send(method, uri, headers: headers, body: body)
        if isChecked { try await Contract.check(method, uri, answer) }
        return answer
    }

    /// Posts a body of arbitrary bytes.
    func post(_ uri: String, bytes: [UInt8], headers: HTTPFields) async throws -> Answer {
        try await checked(.post, uri, headers: headers, body: bytes)
    }

    func get(_ uri: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, uri, headers: headers)
    }

    func post(
        _ uri: String, _ body: String, type: String = "application/json", headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = type
        return try await send(.post, uri, headers: headers, body: body)
    }

    /// Creates the dataset `sales` with four rows.
    func makeSales() async throws {
        let made = try await post("/v1/datasets", Sales.definition)
        let filled = try await post("/v1/datasets/sales/rows", Sales.rows, type: "text/csv")
        guard made.status == 201, filled.status == 201 else { throw SetupError(answers: [made, filled]) }
    }
}

struct SetupError: Error {
    let answers: [Answer]
}

/// A small dataset.
enum Sales {
    static let definition = """
        {"name": "sales", "timeColumn": "ts", "columns": [
          {"name": "ts", "type": "timestamp", "nullable": false}, {"name": "country", "type": "string"},
          {"name": "amount", "type": "decimal"}, {"name": "units", "type": "integer"}]}
        """
    static let rows = """
        ts,country,amount,units
        2026-03-28T23:30:00Z,DE,12.50,1
        2026-03-29T08:00:00Z,FR,3,9007199254740993
        2026-03-30T10:00:00Z,"a ""b"", c",,
        2026-03-30T11:00:00Z,DE,0.5,2

        """
}
