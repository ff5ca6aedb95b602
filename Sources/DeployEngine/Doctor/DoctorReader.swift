package import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The reader of the facts for a ``DoctorReport``. It changes nothing, and a part that cannot be read is a finding of its own.
package struct DoctorReader: Sendable {
    private let context: EngineContext
    private let plan: ReleasePlan

    /// Creates a reader.
    package init(context: EngineContext, plan: ReleasePlan) {
        self.context = context
        self.plan = plan
    }

    /// Reads the facts.
    /// - Parameters:
    ///   - variables: The variables of the process.
    ///   - isCI: `true` for the checks of continuous integration.
    ///   - region: The region of the calls.
    ///   - subject: The subject of the job's token; nil if unknown.
    ///   - repository: The repository of the jobs and the source of its settings; nil to ask none.
    ///   - credentials: Resolves the credentials.
    package func read(
        variables: [String: String], isCI: Bool, region: String?, subject: DoctorFacts.Subject? = nil,
        repository: Repository? = nil,
        credentials: () async throws -> ResolvedCredentials
    ) async -> DoctorFacts {
        var facts = DoctorFacts(now: context.now())
        facts.variables = variables
        facts.isCI = isCI
        facts.region = region
        facts.subject = subject
        facts.tools = ProgramSearch(path: variables["PATH"] ?? "").paths(
            of: ["podman", "buildah", "docker", "session-manager-plugin"])
        if let repository { await read(repository, &facts) }
        do {
            let resolved = try await credentials()
            facts.credentials = .init(source: resolved.source, expiry: resolved.expiration)
        } catch {
            facts.credentialsProblem = "\(error)"
            return facts
        }
        guard await readCaller(&facts) else { return facts }
        await readBootstrap(&facts)
        await readQuotas(&facts)
        return facts
    }

    /// The repository of the jobs, with the source of its settings.
    package struct Repository: Sendable {
        let name: String
        let environment: String?
        let source: any RepositorySettingsSource

        /// Names a repository.
        /// - Parameters:
        ///   - name: The owner and the name, such as `octocat/weir`.
        ///   - environment: The environment that the jobs name; nil if they name none.
        ///   - source: The source of the settings.
        package init(_ name: String, environment: String?, source: any RepositorySettingsSource) {
            self.name = name
            self.environment = environment
            self.source = source
        }
    }

    private func read(_ repository: Repository, _ facts: inout DoctorFacts) async {
        do throws(RepositorySettingsError) {
            let settings = try await repository.source.settings(
                of: repository.name, environment: repository.environment)
            facts.repository = .found(name: repository.name, environment: repository.environment, settings)
        } catch {
            facts.repository = .unread(error.description)
        }
    }

    private func readCaller(_ facts: inout DoctorFacts) async -> Bool {
        let sent = context.now()
        do throws(AWSError) {
            let probe = try await context.calls.call(CallerProbe())
            let received = context.now()
            facts.account = probe.identity.account
            facts.caller = probe.identity.arn
            facts.clockDifference = probe.time.map { time in
                time.timeIntervalSince(sent.addingTimeInterval(received.timeIntervalSince(sent) / 2))
            }
            return true
        } catch {
            facts.credentialsProblem = "AWS does not accept them: \(error)"
            return false
        }
    }

    private func readBootstrap(_ facts: inout DoctorFacts) async {
        do throws(EngineError) {
            facts.bootstrap = .found(try await AccountSetup.read(plan.bootstrapStack, context.calls))
        } catch  where error.code == .refused {
            facts.bootstrap = .missing(error.message)
        } catch {
            facts.bootstrap = .unread("\(error)")
        }
    }

    private func readQuotas(_ facts: inout DoctorFacts) async {
        for var quota in Self.quotas(plan) {
            let parts = quota.code.split(separator: "/").map(String.init)
            do throws(AWSError) {
                quota.value = try await context.calls.call(
                    QuotaOperations.GetServiceQuota(service: parts[0], quota: parts[1])
                ).quota.value
            } catch {
                let standard = QuotaOperations.GetAWSDefaultServiceQuota(service: parts[0], quota: parts[1])
                quota.value = try? await context.calls.call(standard).quota.value
            }
            facts.quotas.append(quota)
        }
    }

    /// The quotas that an environment may meet, with its need. Source: "Endpoints and quotas", AWS General Reference.
    static func quotas(_ plan: ReleasePlan) -> [DoctorFacts.Quota] {
        let types = plan.stacks.flatMap { $0.resourceTypes.values }
        func count(_ type: String) -> Double { Double(types.count { $0 == type }) }
        let units = TemplateNeeds(plan).workloads.reduce(0) { $0 + $1.tasks * $1.cpu }
        let all = [
            DoctorFacts.Quota(name: "Fargate vCPUs", code: "fargate/L-3032A538", needed: Double(units) / 1024),
            .init(name: "VPCs", code: "vpc/L-F678F1CE", needed: count("AWS::EC2::VPC")),
            .init(name: "Elastic IP addresses", code: "ec2/L-0263D0A3", needed: count("AWS::EC2::EIP")),
            .init(
                name: "Application Load Balancers", code: "elasticloadbalancing/L-53DA6B97",
                needed: count("AWS::ElasticLoadBalancingV2::LoadBalancer")),
        ]
        return all.filter { $0.needed > 0 }
    }
}
