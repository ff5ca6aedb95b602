/// The evidence that a run collects while something fails, before a rollback removes it.
actor EvidenceLog {
    private let context: EngineContext
    private var request: EvidenceRequest?
    /// The evidence so far; nil without any.
    private(set) var bundle: EvidenceBundle?

    /// Creates a log.
    init(context: EngineContext) { self.context = context }

    /// Determines the environment, release and stacks of what follows. The service that an earlier failure named stays known.
    func begin(_ request: EvidenceRequest) {
        var request = request
        request.cluster = request.cluster ?? self.request?.cluster
        request.service = request.service ?? self.request?.service
        request.deployment = request.deployment ?? self.request?.deployment
        self.request = request
    }

    /// Collects the evidence of a failed stop. CloudTrail is left for the end: it is slow, and lags.
    func capture(_ stop: FailedStop) async {
        guard var request else { return }
        if let stack = stop.stack { request.stacks = [stack] }
        request.token = stop.token ?? request.token
        request.began = stop.began
        request.cluster = stop.cluster
        request.service = stop.service
        request.deployment = stop.deployment
        request.tasks = stop.tasks
        request.includesTrail = false
        if let cluster = stop.cluster { self.request?.cluster = cluster }
        if let service = stop.service { self.request?.service = service }
        if let deployment = stop.deployment { self.request?.deployment = deployment }
        add(await EvidenceCollector(context: context).collect(request))
    }

    /// Collects everything that is left at the end, and returns all evidence.
    func finish(tasks: [String]) async -> EvidenceBundle? {
        guard var request else { return bundle }
        request.tasks += tasks
        add(await EvidenceCollector(context: context).collect(request))
        return bundle
    }

    private func add(_ found: EvidenceBundle) {
        guard var all = bundle else {
            bundle = found
            return
        }
        all.merge(found)
        bundle = all
    }
}

extension EvidenceRequest {
    /// The name of a release's folder, such as `0007`.
    package static func releaseName(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
