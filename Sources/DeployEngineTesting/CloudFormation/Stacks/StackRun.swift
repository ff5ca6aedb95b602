/// An operation of a stack over virtual time.
final class StackRun {
    /// The operations.
    enum Kind: String {
        case create = "CREATE_STACK", update = "UPDATE_STACK", importing = "IMPORT", delete = "DELETE_STACK"
        case rollback = "ROLLBACK", continueRollback = "CONTINUE_ROLLBACK"
    }

    /// The choices of the request.
    struct Options {
        var disablesRollback = false
        /// `true` to delete a stack whose creation fails.
        var deletesOnFailure = false
        var retainExceptOnCreate = false
        /// The physical ids of resources to import by their logical ids.
        var imports: [String: String] = [:]
        var revertsDrift = false
        var retained: Set<String> = []
        var isForced = false
        var skipped: Set<String> = []
    }

    let kind: Kind
    /// The id of the operation; a rollback has another one.
    var id: String
    /// The token of the request; that of a cancellation after one.
    var token: String?
    let stack: FakeStack
    let service: FakeCloudFormation
    let target: StackTarget?
    var options: Options
    /// `true` while the operation undoes its work.
    var isRollback = false
    /// The logical ids whose step was cancelled while in flight.
    var cancelled: Set<String> = []
    /// The logical ids that the operation replaces.
    var replacing: Set<String> = []
    /// The logical ids whose creation, rather than update, failed.
    var failedCreations: Set<String> = []
    /// A request to cancel the update: the id and the token of its rollback.
    var cancellation: (id: String, token: String?)?
    /// A deletion requested while the creation runs.
    var successor: ((FakeWorld) -> Void)?
    var wave: ResourceWave?
    /// The requests in flight by their logical ids.
    var inFlight: [String: FakeResourceRequest] = [:]
    /// Called at the end with `true` for a success.
    var whenEnded: (Bool) -> Void = { _ in }

    init(
        _ kind: Kind, id: String, token: String?, stack: FakeStack, service: FakeCloudFormation, target: StackTarget?,
        options: Options = Options()
    ) {
        self.kind = kind
        self.id = id
        self.token = token
        self.stack = stack
        self.service = service
        self.target = target
        self.options = options
    }

    /// The word of the operation's statuses: `CREATE`, `UPDATE` or `IMPORT`.
    var verb: String {
        switch kind {
        case .create: "CREATE"
        case .importing: "IMPORT"
        default: "UPDATE"
        }
    }

    func setStatus(_ status: String, reason: String? = nil, _ world: FakeWorld) {
        service.setStatus(stack, status, reason: reason, operation: id, token: token, world)
    }

    func setStatus(
        of logicalID: String, _ status: String, reason: String? = nil, physicalID: String? = nil, _ world: FakeWorld
    ) {
        service.setStatus(
            of: logicalID, in: stack, status, reason: reason, physicalID: physicalID, run: self, world)
    }

    /// Makes the operation the stack's own and sets its status.
    func announce(_ world: FakeWorld, reason: String? = nil) {
        stack.run = self
        stack.failedRun = nil
        stack.operations.insert((kind.rawValue, id), at: 0)
        if let token { stack.tokens[token] = id }
        switch kind {
        case .create, .update, .importing: setStatus("\(verb)_IN_PROGRESS", reason: reason ?? "User Initiated", world)
        case .delete: setStatus("DELETE_IN_PROGRESS", reason: reason ?? "User Initiated", world)
        case .rollback, .continueRollback: break
        }
    }

    /// Begins the operation's work, a second after its status.
    func work(_ world: FakeWorld) {
        world.schedule(after: .seconds(1)) { [self] world in
            switch kind {
            case .create, .update, .importing: forward(world)
            case .delete: deleteAll(world)
            case .rollback, .continueRollback: break
            }
        }
    }

    /// Ends the operation.
    func end(_ status: String, reason: String? = nil, success: Bool, _ world: FakeWorld) {
        stack.run = nil
        wave = nil
        if status.hasSuffix("_FAILED"), status != "DELETE_FAILED" { stack.failedRun = self }
        setStatus(status, reason: reason, world)
        if status.hasSuffix("_COMPLETE"), status != "ROLLBACK_COMPLETE", status != "DELETE_COMPLETE" {
            stack.remember()
        }
        if status == "DELETE_COMPLETE" { stack.deleted = world.date }
        whenEnded(success)
    }

    /// The reason of a failed operation from the resources that failed.
    func failureReason(_ wave: ResourceWave) -> String {
        let failed = Set(wave.failed).union(cancelled)
        let creations = failed.intersection(failedCreations).sorted()
        let updates = failed.subtracting(failedCreations).sorted()
        var reason = ""
        if kind == .importing {
            return "The following resource(s) failed to import: [\(failed.sorted().joined(separator: ", "))]. "
        }
        if !creations.isEmpty {
            reason += "The following resource(s) failed to create: [\(creations.joined(separator: ", "))]. "
        }
        if !updates.isEmpty {
            reason += "The following resource(s) failed to update: [\(updates.joined(separator: ", "))]. "
        }
        return reason
    }
}
