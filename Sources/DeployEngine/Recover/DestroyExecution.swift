package import AWSClient
internal import AWSOperations

/// The deletion of an environment: it plans, and performs what was confirmed.
package struct DestroyExecution: Sendable {
    let context: EngineContext
    let addresses: ArtifactAddresses
    let stacks: [EnvironmentStack]
    let bootstrap: EnvironmentStack?
    let record: LeaseRecord
    let location: BucketLocation?
    let options: DestroyOptions
    let previews: PreviewReader?

    /// The number of attempts to delete a stack whose network interfaces AWS removes late.
    private static let attempts = 4

    /// Creates a deletion.
    /// - Parameters:
    ///   - context: The effects.
    ///   - addresses: The addresses of buckets.
    ///   - stacks: The stacks in the order of deployment, without bootstrap.
    ///   - bootstrap: The bootstrap stack; nil to leave it alone.
    ///   - location: The environment's bucket; nil without a bootstrap stack, which then has no lease.
    ///   - record: The lease's record of this process.
    ///   - options: The operator's choices.
    ///   - previews: The previews that need the bootstrap stack; nil for an environment that has none.
    package init(
        context: EngineContext, addresses: ArtifactAddresses, stacks: [EnvironmentStack], bootstrap: EnvironmentStack?,
        location: BucketLocation?, record: LeaseRecord, options: DestroyOptions = DestroyOptions(),
        previews: PreviewReader? = nil
    ) {
        self.context = context
        self.addresses = addresses
        self.stacks = stacks
        self.bootstrap = bootstrap
        self.location = location
        self.record = record
        self.options = options
        self.previews = previews
    }

    /// Reads the environment and plans its deletion.
    package func plan() async throws(EngineError) -> DestroyPlan {
        let reader = SituationReader(calls: context.calls)
        var situations: [StackSituation] = []
        for stack in stacks { situations.append(try await read(stack, reader)) }
        var last: StackSituation?
        if options.includesBootstrap, let bootstrap { last = try await read(bootstrap, reader) }
        var facts = await DestroyFactsReader(context: context, addresses: addresses)
            .facts(about: situations + (last.map { [$0] } ?? []))
        if last != nil, let previews { facts.previews = try await previews.read().map(\.environment) }
        return DestroyPlan(situations, bootstrap: last, facts: facts, options: options)
    }

    /// Performs a plan.
    /// - Throws: ``EngineError`` if something blocks, or a stack cannot be deleted.
    package func run(_ plan: DestroyPlan) async throws(EngineError) {
        guard plan.blockers.isEmpty else {
            throw EngineError(.refused, plan.blockers.map { "\($0.stack): \($0.reason)" }.joined(separator: "; "))
        }
        var lease = try await acquire()
        do throws(EngineError) {
            for step in plan.steps {
                try await keep(lease)
                context.tell(.notice("\(step)"), in: .destroy)
                if case .emptyBucket(let bucket, _) = step, bucket == location?.bucket {
                    // The lease goes with its bucket.
                    await lease?.release()
                    lease = nil
                }
                try await perform(step, lease)
            }
        } catch {
            await lease?.release()
            throw error
        }
        await lease?.release()
    }

    // MARK: Steps

    private func perform(_ step: DestroyStep, _ lease: LeaseHolder?) async throws(EngineError) {
        let calls = context.calls
        switch step {
        case .attach(let stack): _ = try await follow(stack, purpose: .deploy, baseline: nil, lease)
        case .unprotectStack(let stack):
            try await call(step) { () async throws(AWSError) in
                _ = try await calls.call(StackOperations.UpdateTerminationProtection(stack: stack, isProtected: false))
            }
        case .stopTasks(let tasks):
            for task in tasks {
                try await call(step) { () async throws(AWSError) in
                    let cluster = task.split(separator: "/").dropFirst().first.map(String.init)
                    _ = try await calls.call(
                        ContainerOperations.StopTask(cluster: cluster, task: task, reason: "infra-cli destroy"))
                }
            }
        case .emptyBucket(let bucket, _): try await empty(bucket: bucket)
        case .emptyRepository(let repository, _): try await empty(repository: repository)
        case .waitForInterfaces: break
        case .delete(let stack): try await delete(stack, lease)
        }
    }

    private func empty(bucket: String) async throws(EngineError) {
        let location = try addresses.location(of: bucket)
        let reader = DestroyFactsReader(context: context, addresses: addresses)
        do {
            let entries = try await reader.versions(of: bucket)
            for start in stride(from: 0, to: entries.count, by: 1000) {
                let some = Array(entries[start..<min(start + 1000, entries.count)])
                let failures = try await context.calls.call(
                    ObjectOperations.DeleteObjects(location: location, entries: some))
                if let first = failures.first {
                    throw EngineError(
                        .service, "the bucket \(bucket) keeps \(first.key): \(first.code ?? "") \(first.message ?? "")")
                }
            }
        } catch let error as AWSError {
            throw EngineError(error, while: "empty the bucket \(bucket)")
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.service, "the bucket \(bucket) cannot be emptied: \(error)")
        }
    }

    private func empty(repository: String) async throws(EngineError) {
        let reader = DestroyFactsReader(context: context, addresses: addresses)
        do {
            let digests = try await reader.images(of: repository)
            for start in stride(from: 0, to: digests.count, by: 100) {
                let some = digests[start..<min(start + 100, digests.count)].map { ImageIdentifier(digest: $0) }
                _ = try await context.calls.call(ImageOperations.BatchDeleteImage(repository: repository, ids: some))
            }
        } catch let error as AWSError {
            throw EngineError(error, while: "empty the repository \(repository)")
        } catch {
            throw EngineError(.service, "the repository \(repository) cannot be emptied: \(error)")
        }
    }

    /// Deletes a stack. A deletion that fails because of network interfaces that AWS removes by itself is repeated.
    private func delete(_ stack: String, _ lease: LeaseHolder?) async throws(EngineError) {
        var last = ""
        for attempt in 1...Self.attempts {
            let reader = StackReader(context.calls)
            let found: StackDescription?
            do throws(AWSError) {
                found = try await reader.describe(stack)
            } catch {
                throw EngineError(error, while: "read the stack \(stack)")
            }
            guard let found, found.status != .deleteComplete else { return }
            // Without it, every event since the stack's creation would be reported.
            let lastEvent = try? await reader.lastEvent(of: found.id)
            do throws(AWSError) {
                _ = try await context.calls.call(
                    StackOperations.DeleteStack(
                        stack: found.id, clientRequestToken: "weir-destroy-\(record.token.prefix(32))-\(attempt)"))
            } catch  where error.isAmbiguous {
                // The next look tells whether the deletion runs.
            } catch {
                throw EngineError(error, while: "delete the stack \(stack)")
            }
            switch try await follow(
                found.id, purpose: .delete, baseline: StackBaseline(found, lastEvent: lastEvent), lease)
            {
            case .succeeded: return
            case .failed(let failure), .rolledBack(let failure), .cancelled(let failure?),
                .deadlineExceeded(let failure?):
                last = failure.words
                let waits = failure.causes.contains { Self.isTransient($0) }
                guard waits, attempt < Self.attempts else {
                    throw EngineError(
                        .refused, "the stack \(stack) could not be deleted: \(last)",
                        advice: "Remove what the message names, then run the command again")
                }
                context.tell(
                    .notice("\(stack) waits for network interfaces that AWS removes by itself: \(last)"), in: .destroy)
                for _ in 1...60 {
                    try await keep(lease)
                    if try await context.pause(.seconds(10)) != nil {
                        throw EngineError(.interrupted, "interrupted; \(stack) is not deleted")
                    }
                }
            case .detached:
                throw EngineError(
                    .detached, "the deletion of \(stack) goes on without this process",
                    advice: "Run the command again to continue")
            case .paused, .cancelled(nil), .deadlineExceeded(nil): break
            }
        }
        throw EngineError(.refused, "the stack \(stack) could not be deleted: \(last)")
    }

    /// `true` for a failure that passes when AWS has removed the network interfaces of ended tasks.
    private static func isTransient(_ failure: FailedResource) -> Bool {
        ["AWS::EC2::SecurityGroup", "AWS::EC2::Subnet", "AWS::EC2::VPC"].contains(failure.type)
            && (failure.reason.contains("dependent object") || failure.reason.contains("has dependencies")
                || failure.reason.contains("DependencyViolation"))
    }

    private func follow(
        _ stack: String, purpose: StackPurpose, baseline: StackBaseline?, _ lease: LeaseHolder?
    ) async throws(EngineError) -> StackOutcome {
        var execution = StackExecution(
            context: context, phase: .destroy,
            heartbeat: { () async throws(EngineError) in try await keep(lease) }, stack: stack, changeSetID: nil,
            token: "", serviceWatch: nil, deadline: nil, evidence: { _ in })
        execution.purpose = purpose
        execution.baseline = baseline
        do throws(EngineError) {
            return try await execution.run()
        } catch  where error.code == .notFound && purpose == .delete {
            return .succeeded(StackDescription(id: stack, name: stack, status: .deleteComplete))
        }
    }

    // MARK: Support

    private func read(_ stack: EnvironmentStack, _ reader: SituationReader) async throws(EngineError) -> StackSituation
    {
        do throws(AWSError) {
            return try await reader.read(stack)
        } catch {
            throw EngineError(error, while: "read the stack \(stack.name)")
        }
    }

    private func acquire() async throws(EngineError) -> LeaseHolder? {
        guard let location else { return nil }
        let (names, calls) = (stacks.map(\.name), context.calls)
        let lease = LeaseHolder(
            context: context, location: location, record: record,
            busyStacks: { () async throws(AWSError) in try await BusyStack.among(names, calls) })
        do throws(LeaseError) {
            try await lease.acquire()
        } catch {
            throw EngineError(error)
        }
        return lease
    }

    private func keep(_ lease: LeaseHolder?) async throws(EngineError) {
        guard let lease else { return }
        do throws(LeaseError) {
            try await lease.heartbeat()
        } catch {
            throw EngineError(error)
        }
    }

    private func call(
        _ step: DestroyStep, _ body: () async throws(AWSError) -> Void
    ) async throws(EngineError) {
        do throws(AWSError) {
            try await body()
        } catch {
            throw EngineError(error, while: "\(step)")
        }
    }
}
