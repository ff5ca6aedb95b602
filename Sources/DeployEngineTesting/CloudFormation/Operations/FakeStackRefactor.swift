/// A refactor of stacks: resources that move between stacks or get another logical id, without a change.
final class FakeStackRefactor {
    struct Move: Hashable {
        let from: (stack: String, id: String)
        let to: (stack: String, id: String)

        static func == (left: Move, right: Move) -> Bool { left.from == right.from && left.to == right.to }

        func hash(into hasher: inout Hasher) {
            hasher.combine(from.id)
            hasher.combine(to.id)
        }
    }

    let id: String
    let targets: [(stack: FakeStack?, name: String, target: StackTarget)]
    let moves: [Move]
    var status = "CREATE_IN_PROGRESS"
    var executionStatus = "UNAVAILABLE"
    var reason: String?

    init(id: String, targets: [(stack: FakeStack?, name: String, target: StackTarget)], moves: [Move]) {
        self.id = id
        self.targets = targets
        self.moves = moves
    }
}

extension FakeCloudFormation {
    /// `CreateStackRefactor`.
    func createStackRefactor(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        var targets: [(stack: FakeStack?, name: String, target: StackTarget)] = []
        for definition in request["StackDefinitions"]?.elements ?? [] {
            let name = definition["StackName"]?.text ?? ""
            let stack = stack(name)
            if stack == nil, request["EnableStackCreation"]?.boolean != true {
                throw .validation("Stack [\(name)] does not exist")
            }
            if let stack { try checkStatus(stack) }
            var own = request
            own.input = definition
            let template: String
            if let given = try body(of: own, world) { template = given } else { template = stack?.templateBody ?? "" }
            targets.append(
                (
                    stack, name,
                    StackTarget(
                        template: try FakeTemplate(template), body: template, parameters: stack?.parameters ?? [:],
                        values: stack?.parameters ?? [:], tags: stack?.tags ?? [:])
                ))
        }
        let id = world.uuid()
        let refactor = FakeStackRefactor(id: id, targets: targets, moves: moves(of: request, targets))
        refactors[id] = refactor
        world.schedule(after: settings.changeSetDuration) { [self] _ in
            refactor.reason = problem(of: refactor)
            refactor.status = refactor.reason == nil ? "CREATE_COMPLETE" : "CREATE_FAILED"
            refactor.executionStatus = refactor.reason == nil ? "AVAILABLE" : "UNAVAILABLE"
        }
        return .output(["StackRefactorId": .string(id)])
    }

    /// The moves that the request names, and those of resources that one template loses and another has under the same id.
    private func moves(
        of request: FakeRequest, _ targets: [(stack: FakeStack?, name: String, target: StackTarget)]
    ) -> [FakeStackRefactor.Move] {
        var moves = (request["ResourceMappings"]?.elements ?? []).map { mapping in
            let ends = ["Source", "Destination"].map { end in
                (stack: mapping[end]?["StackName"]?.text ?? "", id: mapping[end]?["LogicalResourceId"]?.text ?? "")
            }
            return FakeStackRefactor.Move(from: ends[0], to: ends[1])
        }
        for source in targets {
            guard let stack = source.stack else { continue }
            for id in stack.resources.keys.sorted() where source.target.template.resources[id] == nil {
                if moves.contains(where: { $0.from == (source.name, id) }) { continue }
                if let target = targets.first(where: {
                    $0.stack?.resources[id] == nil && $0.target.template.resources[id] != nil
                }) {
                    moves.append(FakeStackRefactor.Move(from: (source.name, id), to: (target.name, id)))
                }
            }
        }
        return moves
    }

    private func problem(of refactor: FakeStackRefactor) -> String? {
        guard !refactor.moves.isEmpty else { return "The stack refactor has no changes" }
        for move in refactor.moves {
            let source = refactor.targets.first { $0.name == move.from.stack }
            let destination = refactor.targets.first { $0.name == move.to.stack }
            guard let old = source?.stack?.resources[move.from.id],
                let new = destination?.target.template.resources[move.to.id]
            else {
                return "Resource \(move.from.id) or \(move.to.id) does not exist"
            }
            // "No property may change in the same step": deploy-facts 3.4.
            if old.type != new.type || old.definition != new.properties {
                return "Resource \(move.from.id) cannot be modified by a stack refactor"
            }
        }
        return nil
    }

    private func refactor(of request: FakeRequest) throws(FakeError) -> FakeStackRefactor {
        let id = request.text("StackRefactorId") ?? ""
        guard let found = refactors[id] else {
            throw FakeError("StackRefactorNotFoundException", "Stack refactor \(id) does not exist", status: 404)
        }
        return found
    }

    /// `DescribeStackRefactor`.
    func describeStackRefactor(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let refactor = try refactor(of: request)
        return .output([
            "StackRefactorId": .string(refactor.id), "Status": .string(refactor.status),
            "StatusReason": FakeValue(refactor.reason), "ExecutionStatus": .string(refactor.executionStatus),
            "StackIds": FakeValue(refactor.targets.compactMap { $0.stack?.id }),
        ])
    }

    /// `ListStackRefactorActions`.
    func listStackRefactorActions(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let refactor = try refactor(of: request)
        func place(_ end: (stack: String, id: String)) -> FakeValue {
            ["StackName": .string(end.stack), "LogicalResourceId": .string(end.id)]
        }
        let actions = refactor.moves.map { move -> FakeValue in
            let record = refactor.targets.first { $0.name == move.from.stack }?.stack?.resources[move.from.id]
            return [
                "Action": "MOVE", "Entity": "RESOURCE", "PhysicalResourceId": FakeValue(record?.physicalID),
                "Detection": move.from.id == move.to.id ? "AUTO" : "MANUAL",
                "ResourceMapping": ["Source": place(move.from), "Destination": place(move.to)],
            ]
        }
        return .output(["StackRefactorActions": .array(actions)])
    }

    /// `ExecuteStackRefactor`.
    func executeStackRefactor(_ request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> FakeResponse {
        let refactor = try refactor(of: request)
        guard refactor.executionStatus == "AVAILABLE" else {
            throw .validation("Stack refactor \(refactor.id) cannot be executed in status \(refactor.executionStatus)")
        }
        refactor.executionStatus = "EXECUTE_IN_PROGRESS"
        world.schedule(after: .seconds(10)) { [self] world in
            var stacks: [String: FakeStack] = [:]
            for (stack, name, _) in refactor.targets { stacks[name] = stack ?? newStack(name, world) }
            for move in refactor.moves {
                guard let source = stacks[move.from.stack], let destination = stacks[move.to.stack] else { continue }
                var record = source.resources.removeValue(forKey: move.from.id)
                record?.logicalID = move.to.id
                destination.resources[move.to.id] = record
            }
            for (old, name, target) in refactor.targets {
                guard let stack = stacks[name] else { continue }
                stack.template = target.template
                stack.templateBody = target.body
                setStatus(
                    stack, old == nil ? "CREATE_COMPLETE" : "UPDATE_COMPLETE", reason: "Stack refactor",
                    operation: refactor.id,
                    token: nil, world)
                stack.remember()
            }
            refactor.executionStatus = "EXECUTE_COMPLETE"
        }
        return .empty
    }
}
