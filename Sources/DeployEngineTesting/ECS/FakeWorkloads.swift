#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The containers of an account and what surrounds them, as one pure value over virtual time.
///
/// ``advance(to:)`` is the only way in which time passes. Between two calls nothing happens, so a test may read and change every
/// part.
package struct FakeWorkloads {
    /// The account's names.
    package let account: FakeAccountNames
    /// The current date.
    package private(set) var now: Date
    /// Elastic Container Service.
    package var ecs = FakeECS()
    /// Elastic Load Balancing.
    package var loadBalancing: FakeLoadBalancing
    /// Elastic Container Registry.
    package var registry: FakeRegistry
    /// CloudWatch Logs.
    package var logs: FakeLogs
    /// The networks of Elastic Compute Cloud.
    package var network: FakeNetwork
    /// Application Auto Scaling.
    package var scaling = FakeScaling()
    /// The alarms of CloudWatch.
    package var alarms: FakeAlarms
    /// Service Quotas.
    package var quotas = FakeQuotas()
    /// Relational Database Service.
    package var databases: FakeDatabases
    /// Returns the failure of reading a secret by the `valueFrom` of a container; nil if a task can read it.
    var secretFailure: ((String) -> String?)?

    /// Creates an empty account.
    package init(account: FakeAccountNames = FakeAccountNames(), now: Date) {
        self.account = account
        self.now = now
        loadBalancing = FakeLoadBalancing(account: account)
        registry = FakeRegistry(account: account)
        logs = FakeLogs(account: account)
        network = FakeNetwork(account: account)
        alarms = FakeAlarms(account: account)
        databases = FakeDatabases(account: account)
    }

    /// Moves time forward; everything that becomes due happens in the order of time.
    package mutating func advance(to time: Date) {
        settle()
        while let next = nextChange, next <= time {
            now = next
            settle()
        }
        now = max(now, time)
    }

    /// The time of the next change; nil if nothing will happen.
    package var nextChange: Date? {
        var next: Date?
        func consider(_ time: Date?) {
            guard let time, time > now else { return }
            next = min(next ?? time, time)
        }
        consider(alarms.nextChange(after: now))
        consider(scaling.nextChange(after: now))
        consider(loadBalancing.nextChange(after: now))
        for task in ecs.tasks.values {
            for time in [task.nextAt, task.exit?.time, task.healthyAt, task.unhealthyAt, task.lines.first?.time] {
                consider(time)
            }
            consider(task.stoppedAt?.addingTimeInterval(ecs.timings.stoppedTaskRetention))
            consider(task.startedAt?.addingTimeInterval(ecs.timings.steadiness))
            if !task.targets.isEmpty, let service = ecs.services.values.first(where: { $0.name == task.service }) {
                consider(task.startedAt?.addingTimeInterval(service.gracePeriod))
            }
        }
        for service in ecs.services.values {
            for deployment in service.deployments where !deployment.status.isFinal { consider(deployment.nextAt) }
            for set in service.sets { consider(set.nextStartAt) }
        }
        return next
    }

    /// Applies everything that is due now, until nothing changes.
    package mutating func settle() {
        alarms.settle(at: now)
        loadBalancing.settle(at: now)
        for change in scaling.take(at: now) { setDesiredCount(change.resource, to: change.capacity) }
        var isChanging = true
        var rounds = 0
        while isChanging, rounds < 200 {
            rounds += 1
            isChanging = false
            for arn in ecs.tasks.keys.sorted() where step(task: arn) { isChanging = true }
            for arn in ecs.services.keys.sorted() where reconcile(service: arn) { isChanging = true }
        }
        // Source: "Amazon ECS stopped tasks", AWS: stopped tasks are returned for at least an hour.
        ecs.tasks = ecs.tasks.filter { _, task in
            guard let stoppedAt = task.stoppedAt else { return true }
            return now < stoppedAt.addingTimeInterval(ecs.timings.stoppedTaskRetention)
        }
    }

    /// Sets the desired count of `service/CLUSTER/NAME`.
    package mutating func setDesiredCount(_ resource: String, to count: Int) {
        let parts = resource.split(separator: "/").map(String.init)
        guard parts.count == 3, parts[0] == "service", let cluster = ecs.clusters[parts[1]],
            let service = ecs.service(parts[2], in: cluster.arn)
        else { return }
        ecs.services[service.arn]?.desired = count
    }
}
