internal import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Keeps the containers of an account in step with the account's world: their time is its time.
///
/// It runs within the account's lock, as every service does.
package final class FakeWorkloadHost {
    /// A closure that is asked after each change until it returns `true`.
    package typealias Watcher = (FakeWorkloads, FakeWorld) -> Bool

    /// The containers and what surrounds them.
    package private(set) var workloads: FakeWorkloads
    /// A Boolean value that indicates whether CloudFormation stops a service deployment when its own operation is cancelled.
    package var stopsDeploymentsOnCancel = true
    private var ticket: Int?
    private var watchers: [Watcher] = []

    /// Creates the containers of a world.
    package init(in world: FakeWorld) {
        workloads = FakeWorkloads(
            account: FakeAccountNames(account: world.account, region: world.region), now: world.date)
    }

    /// Changes the containers as of the world's time and lets everything that follows at once happen.
    package func change<Result, Failure: Error>(
        in world: FakeWorld, _ body: (inout FakeWorkloads) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        workloads.secretFailure = { [unowned world] in world.failureOfSecret($0) }
        workloads.advance(to: world.date)
        let result: Swift.Result<Result, Failure>
        do throws(Failure) {
            result = .success(try body(&workloads))
        } catch {
            result = .failure(error)
        }
        workloads.settle()
        workloads.secretFailure = nil
        inform(world)
        plan(world)
        return try result.get()
    }

    /// Asks a closure now and after each change until it returns `true`.
    package func watch(in world: FakeWorld, _ watcher: @escaping Watcher) {
        if !watcher(workloads, world) { watchers.append(watcher) }
    }

    private func inform(_ world: FakeWorld) {
        // A watcher may add watchers or change the containers.
        let waiting = watchers
        watchers = []
        let remaining = waiting.filter { !$0(workloads, world) }
        watchers = remaining + watchers
    }

    private func plan(_ world: FakeWorld) {
        if let ticket { world.cancel(ticket) }
        ticket = nil
        guard let next = workloads.nextChange else { return }
        // Round up, so that the change is due when the world wakes the containers.
        let milliseconds = Int64(next.timeIntervalSince(world.date) * 1000) + 1
        ticket = world.schedule(after: .milliseconds(milliseconds)) { [weak self] world in
            self?.ticket = nil
            self?.change(in: world) { _ in }
        }
    }
}

extension FakeWorld {
    /// The containers of the account; nil if the world was made without them.
    package var workloadHost: FakeWorkloadHost? { service(FakeContainerAPI.self)?.host }

    /// Adds the services around containers: ECS, ELB, ECR, Logs, EC2, Application Auto Scaling, alarms, quotas and RDS.
    @discardableResult
    package func installWorkloads() -> FakeWorkloadHost {
        let host = FakeWorkloadHost(in: self)
        install(FakeContainerAPI(host))
        install(FakeLoadBalancingAPI(host))
        install(FakeRegistryAPI(host))
        install(FakeLayerStore(host))
        install(FakeLogsAPI(host))
        install(FakeNetworkAPI(host))
        install(FakeScalingAPI(host))
        install(FakeAlarmsAPI(host))
        install(FakeQuotasAPI(host))
        install(FakeDatabasesAPI(host))
        return host
    }

    /// The failure of reading a secret by the `valueFrom` of a container, as a task's execution role would meet it; nil if it can be
    /// read, or if the account has no secrets at all.
    ///
    /// `valueFrom` may name a JSON key: `arn:…:secret:name-AbCdEf:password::`. Source: "Pass sensitive data to an Amazon ECS
    /// container", AWS.
    func failureOfSecret(_ valueFrom: String) -> String? {
        let parts = valueFrom.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isSecret = parts.count >= 7 && parts[2] == "secretsmanager"
        guard isSecret, service(named: "secretsmanager") != nil else { return nil }
        let id = parts.prefix(7).joined(separator: ":")
        var request = FakeRequest(head: .init(method: .post, scheme: "https", authority: "", path: "/"), body: [])
        request.service = "secretsmanager"
        request.operation = "GetSecretValue"
        request.wire = .json
        request.input = ["SecretId": .string(id)]
        switch handle(request) {
        case .failure(let error): return "\(error.code): \(error.message)"
        case .success(.output(let output)):
            guard parts.count > 7, !parts[7].isEmpty else { return nil }
            guard let document = try? FakeValue(json: output["SecretString"]?.text ?? "") else {
                return "invalid character looking for beginning of value"
            }
            return document[parts[7]] == nil
                ? "retrieved secret from Secrets Manager did not contain json key \(parts[7])" : nil
        case .success: return nil
        }
    }
}

extension FakeAWS {
    /// Reads or changes the containers and what surrounds them, as of the clock's time.
    /// - Throws: What the closure throws, or ``FakeError`` if the account has no containers.
    @discardableResult
    package func workloads<Result: Sendable>(
        _ body: @Sendable (inout FakeWorkloads) -> Result
    ) -> Result? {
        change { world in world.workloadHost?.change(in: world, body) }
    }
}
