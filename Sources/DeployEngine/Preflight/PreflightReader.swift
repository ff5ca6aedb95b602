import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The reader of the facts for a ``PreflightCheck``: it reads and changes nothing.
///
/// A part that the caller may not read is noted and does not stop a deployment, because the deploying roles may be able to do
/// what the caller cannot see.
package struct PreflightReader: Sendable {
    let calls: any AWSCalls
    let plan: ReleasePlan
    let needs: TemplateNeeds
    private let context: EngineContext
    private let setup: AccountSetup?
    private let input: Input

    /// The facts that are known without a call.
    package struct Input: Sendable, Hashable {
        /// The region of the calls; nil if unknown.
        package var region: String?
        /// The expiry of the credentials; nil if they do not expire.
        package var credentialsExpiry: Date?
        /// The likely duration; nil without an earlier release.
        package var estimate: Duration?
        /// The image; nil if it was not checked.
        package var image: ImageReport?

        /// Creates the facts.
        package init(
            region: String? = nil, credentialsExpiry: Date? = nil, estimate: Duration? = nil, image: ImageReport? = nil
        ) {
            self.region = region
            self.credentialsExpiry = credentialsExpiry
            self.estimate = estimate
            self.image = image
        }
    }

    /// Creates a reader.
    /// - Parameters:
    ///   - context: The calls and the time.
    ///   - plan: The plan.
    ///   - setup: The setup of the account; nil if it was not read.
    ///   - input: The facts that are known.
    package init(context: EngineContext, plan: ReleasePlan, setup: AccountSetup?, input: Input = Input()) {
        self.context = context
        self.plan = plan
        self.setup = setup
        self.input = input
        calls = context.calls
        needs = TemplateNeeds(plan)
    }

    /// Reads the facts and finds the faults.
    /// - Throws: ``EngineError`` if the caller or the stacks cannot be read.
    package func check() async throws(EngineError) -> (faults: [PreflightFault], unread: [String]) {
        let facts = try await read()
        return (PreflightCheck(plan, needs: needs, facts: facts).faults, facts.unread)
    }

    /// Reads the facts.
    /// - Throws: ``EngineError`` if the caller or the stacks cannot be read.
    package func read() async throws(EngineError) -> PreflightFacts {
        var facts = PreflightFacts(now: context.now())
        facts.region = input.region
        facts.credentialsExpiry = input.credentialsExpiry
        facts.image = input.image
        if let estimate = input.estimate { facts.estimate = estimate }
        facts.executionPolicyHash = setup?.executionPolicyHash
        facts.executionRole = setup?.executionRole
        try await readCaller(&facts)
        try await readStacks(&facts)
        try await readParameters(&facts)
        try await readSecrets(&facts)
        try await readLogGroups(&facts)
        try await readNetwork(&facts)
        try await readQuota(&facts)
        try await readRoles(&facts)
        return facts
    }

    private func readCaller(_ facts: inout PreflightFacts) async throws(EngineError) {
        let sent = context.now()
        let probe: CallerProbe.Output
        do throws(AWSError) {
            probe = try await calls.call(CallerProbe())
        } catch {
            throw EngineError(error, while: "ask for the caller's identity")
        }
        facts.account = probe.identity.account
        facts.caller = probe.identity.arn
        let received = context.now()
        facts.clockDifference = probe.time.map { time in
            time.timeIntervalSince(sent.addingTimeInterval(received.timeIntervalSince(sent) / 2))
        }
    }

    private func readStacks(_ facts: inout PreflightFacts) async throws(EngineError) {
        for stack in plan.stacks {
            do throws(AWSError) {
                facts.stacks[stack.name] = try await StackDescription.find(stack.name, calls)
            } catch {
                throw EngineError(error, while: "read the stack \(stack.name)")
            }
        }
    }

    /// Reads a part; notes it if it cannot be read.
    /// - Throws: ``EngineError`` for credentials that no call would accept.
    func read<Result: Sendable>(
        _ part: String, _ facts: inout PreflightFacts, _ body: () async throws(AWSError) -> Result
    ) async throws(EngineError) -> Result? {
        do throws(AWSError) {
            return try await body()
        } catch {
            if error.hasExpiredCredentials || error.isUnauthenticated {
                throw EngineError(error, while: "read \(part)")
            }
            facts.unread.append(
                error.isAccessDenied ? "\(part): the caller lacks \(error.missingAction)" : "\(part): \(error)")
            return nil
        }
    }

    private func readParameters(_ facts: inout PreflightFacts) async throws(EngineError) {
        let names = needs.parameters.keys.sorted()
        guard !names.isEmpty else { return facts.parameters = [:] }
        let found: [[StoredParameter]]? = try await read("the parameters of the templates", &facts) {
            () async throws(AWSError) in
            var pages: [[StoredParameter]] = []
            for start in stride(from: 0, to: names.count, by: 10) {
                let chunk = Array(names[start..<min(start + 10, names.count)])
                pages.append(try await calls.call(ParameterOperations.GetParameters(names: chunk)).parameters)
            }
            return pages
        }
        guard let found else { return }
        facts.parameters = Dictionary(found.joined().map { ($0.name, $0.value) }) { first, _ in first }
    }

    private func readLogGroups(_ facts: inout PreflightFacts) async throws(EngineError) {
        let names = needs.logGroups.keys.sorted()
        guard !names.isEmpty else { return }
        facts.logGroups = try await read("the log groups", &facts) { () async throws(AWSError) in
            var found: Set<String> = []
            for name in names {
                for page in try await calls.allPages(of: LogOperations.DescribeLogGroups(prefix: name), limit: 3) {
                    found.formUnion(page.groups.map(\.name))
                }
            }
            return found
        }
    }

    private func readQuota(_ facts: inout PreflightFacts) async throws(EngineError) {
        guard needs.workloads.contains(where: { $0.cpu > 0 }) else { return }
        facts.fargateQuota =
            try await read("the quota of Fargate", &facts) { () async throws(AWSError) -> Double? in
                do throws(AWSError) {
                    return try await calls.call(
                        QuotaOperations.GetServiceQuota(service: "fargate", quota: "L-3032A538")
                    ).quota.value
                } catch  where error.code == "NoSuchResourceException" {
                    let standard = QuotaOperations.GetAWSDefaultServiceQuota(service: "fargate", quota: "L-3032A538")
                    return try await calls.call(standard).quota.value
                }
            } ?? nil
    }
}
