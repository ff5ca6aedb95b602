/// A handler of a resource type whose work is done at once and reported after a while.
final class FakeWorkHandler: FakeResourceHandler {
    /// A step of the handler. A physical id is there for updates and deletions.
    typealias Work = (FakeResourceRequest, inout FakeWorkloads) throws(FakeError) -> FakeResourceOutcome

    private let host: FakeWorkloadHost
    private let duration: Duration
    private let onCreate: Work
    private let onUpdate: Work
    private let onDelete: Work
    /// The properties that cannot change without a replacement.
    let createOnly: Set<String>

    init(
        _ host: FakeWorkloadHost, createOnly: Set<String> = [], duration: Duration = .seconds(5),
        create: @escaping Work, update: @escaping Work, delete: @escaping Work
    ) {
        self.host = host
        self.createOnly = createOnly
        self.duration = duration
        onCreate = create
        onUpdate = update
        onDelete = delete
    }

    func create(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) { run(onCreate, request, world, finish) }

    func update(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) { run(onUpdate, request, world, finish) }

    func delete(
        _ request: FakeResourceRequest, in world: FakeWorld, finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) { run(onDelete, request, world, finish) }

    private func run(
        _ work: @escaping Work, _ request: FakeResourceRequest, _ world: FakeWorld,
        _ finish: @escaping (FakeResourceOutcome, FakeWorld) -> Void
    ) {
        let outcome: FakeResourceOutcome
        do throws(FakeError) {
            outcome = try host.change(in: world) { (workloads) throws(FakeError) in try work(request, &workloads) }
        } catch {
            outcome = .failure(of: error, request)
        }
        var delay = duration
        if case .failure = outcome { delay = .seconds(1) }
        world.schedule(after: delay) { finish(outcome, $0) }
    }
}

extension FakeResourceOutcome {
    /// The failure of a handler whose call of a service failed.
    static func failure(of error: FakeError, _ request: FakeResourceRequest) -> FakeResourceOutcome {
        let code =
            switch error.code {
            case let code where code.contains("AlreadyExists"): "AlreadyExists"
            case let code where code.contains("NotFound") || code == "ServiceNotActiveException": "NotFound"
            case let code where code.contains("AccessDenied"): "AccessDenied"
            case let code where code.contains("Throttl"): "Throttling"
            case let code where code.contains("InUse") || code.contains("Conflict"): "ResourceConflict"
            default: "InvalidRequest"
            }
        let service = request.type.split(separator: ":", omittingEmptySubsequences: true).dropFirst().first ?? "AWS"
        return .failure(
            message:
                "\(error.message) (Service: \(service), Status Code: \(error.status), Request ID: \(request.token))",
            code: code)
    }
}

extension FakeValue {
    /// The properties of a resource in the names and types of the service's API: `ContainerPort: "80"` becomes
    /// `containerPort: 80`.
    var asAPI: FakeValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.asAPI))
        case .object(let members):
            var result: [String: FakeValue] = [:]
            for (name, value) in members {
                let lower = name.prefix(1).lowercased() + name.dropFirst()
                // Names in these maps are the user's own.
                let isMap = ["Options", "DockerLabels", "Labels", "DriverOpts"].contains(name)
                result[lower] = isMap ? value.asTexts : Self.typed(lower, value.asAPI)
            }
            return .object(result)
        default: return self
        }
    }

    private static let numbers: Set<String> = [
        "containerPort", "hostPort", "memoryReservation", "interval", "timeout", "retries", "startPeriod",
        "startTimeout",
        "stopTimeout", "softLimit", "hardLimit", "sizeInGiB", "size", "sharedMemorySize", "desiredCount", "value",
        "maximumPercent", "minimumHealthyPercent", "bakeTimeInMinutes", "healthCheckGracePeriodSeconds", "weight",
    ]
    private static let booleans: Set<String> = [
        "essential", "readonlyRootFilesystem", "privileged", "interactive", "pseudoTerminal", "initProcessEnabled",
        "readOnly", "disableNetworking", "enabled", "enable", "rollback", "enableExecuteCommand",
    ]

    private static func typed(_ name: String, _ value: FakeValue) -> FakeValue {
        guard case .string(let text) = value else { return value }
        // The value of an environment variable or a tag is a string; that of a threshold comes as a number in templates.
        if name != "value", numbers.contains(name), let number = Int(text) { return FakeValue(number) }
        if booleans.contains(name), let flag = value.boolean { return .bool(flag) }
        return value
    }
}
