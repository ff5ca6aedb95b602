#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension EvidenceBundle {
    /// The number of log lines of a task that can contain its last words.
    private static let lastLines = 25

    /// The service's name.
    var serviceName: String? { deployments.last?.service ?? serviceEvents.last?.service }

    /// The tasks that are evidence: failed ones of this deployment.
    var failedTasks: [StoppedTask] {
        let starters = Set(deployments.compactMap(\.startedBy))
        let failed = tasks.filter { task in
            // ECS keeps tasks for an hour: those of the release before are none of this one's.
            if let began, let stopped = task.stopped, stopped < began { return false }
            // A scaling activity and another deployment stop healthy tasks.
            return !(task.reason ?? "").contains("Scaling activity initiated by")
        }.sorted { ($0.stopped ?? .distantFuture) < ($1.stopped ?? .distantFuture) }
        // An id that started none of them is not the failed rollout's.
        guard failed.contains(where: { $0.startedBy.map(starters.contains) ?? false }) else { return failed }
        return failed.filter { task in
            guard let starter = task.startedBy, starter.hasPrefix("ecs-svc/") else { return true }
            return starters.contains(starter)
        }
    }

    /// The observations of a service or of single tasks.
    var serviceSymptoms: [Symptom] {
        let failed = failedTasks
        let shared = sharedValues(failed)
        var found = failed.flatMap { symptoms(of: $0) }
        let ids = Set(failed.map(\.id))
        for log in logs where log.task.map(ids.contains) ?? true {
            // The last words first: an early complaint was survived.
            found += log.lines.suffix(Self.lastLines).reversed().map { line in
                Symptom(.log, line, values: SymptomValues.values(in: line))
            }
        }
        // A program that ends by itself fails its health checks too; they say nothing more then.
        let isHealth = failed.isEmpty || failed.contains { ($0.reason ?? "").lowercased().contains("health check") }
        if isHealth { found += targets.filter { $0.state != "healthy" }.map(symptom) }
        found += deployments.flatMap { symptoms(of: $0) }
        found += serviceEvents.sorted { $0.time > $1.time }.map { event in
            Symptom(.serviceEvent, event.message, time: event.time, values: SymptomValues.values(in: event.message))
        }
        return found.map { symptom in
            var symptom = symptom
            symptom.values.merge(shared) { own, _ in own }
            return symptom
        }
    }

    /// The values that every observation of a service may repeat.
    private func sharedValues(_ failed: [StoppedTask]) -> [String: String] {
        var values: [String: String] = [:]
        values["service"] = serviceName
        values["last"] =
            failed.lazy.compactMap { task in self.logs.last { $0.task == task.id && !$0.lines.isEmpty }?.lines.last }
            .first ?? logs.last { !$0.lines.isEmpty }?.lines.last
        let container = failed.first?.containers.first { $0.exitCode != nil || $0.reason != nil }
        values["container"] = container?.name
        values["digest"] = container?.digest ?? deployments.last?.wantedDigest
        values["definition"] = failed.first?.definition
        if failed.count > 1 { values["count"] = String(failed.count) }
        let target = targets.first { $0.state.hasPrefix("unhealthy") } ?? targets.first { $0.state != "healthy" }
        values["check"] = target?.check
        values["group"] = target?.group
        values["target"] = target?.target
        // A target that leaves no longer tells why its checks failed; the event that stopped its task does.
        let told = target?.state == "unhealthy" ? target?.description ?? target?.reason : toldTargetReason
        values["targetreason"] = (told ?? target.flatMap { $0.description ?? $0.reason }).map(Self.sentence)
        return values
    }

    /// The reason in the latest event of an unhealthy target: `… is unhealthy in (target-group …) due to (reason …)`.
    private var toldTargetReason: String? {
        let event = serviceEvents.max { left, right in
            let isLeft = left.message.contains("is unhealthy in"), isRight = right.message.contains("is unhealthy in")
            return isLeft == isRight ? left.time < right.time : isRight
        }
        guard let message = event?.message, let mark = message.firstRange(of: "due to (reason ") else { return nil }
        var reason = message[mark.upperBound...]
        while let last = reason.last, ".)".contains(last) { reason.removeLast() }
        return reason.isEmpty ? nil : String(reason)
    }

    private func symptoms(of task: StoppedTask) -> [Symptom] {
        var values = ["task": "task " + String(ProgressText.shortID(task.id).prefix(8))]
        values["stopcode"] = task.stopCode
        var symptoms: [Symptom] = []
        for container in task.containers {
            values["container"] = container.name
            if let reason = container.reason, !reason.isEmpty {
                symptoms.append(stop(reason, task, values, container.exitCode))
            }
        }
        if let reason = task.reason, !reason.isEmpty { symptoms.append(stop(reason, task, values, nil)) }
        if task.reason ?? "" == "", let code = task.stopCode { symptoms.append(stop(code, task, values, nil)) }
        for container in task.containers {
            guard let code = container.exitCode else { continue }
            values["container"] = container.name
            values["exit"] = String(code)
            symptoms.append(
                Symptom(
                    .exit,
                    "container \(container.name) ended with exit code \(code); \(task.stopCode ?? "no stop code")",
                    code: String(code), time: task.stopped, values: values))
        }
        return symptoms
    }

    private func stop(_ reason: String, _ task: StoppedTask, _ values: [String: String], _ exit: Int?) -> Symptom {
        var values = values.merging(SymptomValues.values(in: reason)) { _, new in new }
        values["exit"] = exit.map(String.init)
        values["message"] = Self.sentence(reason)
        return Symptom(.stop, reason, code: task.stopCode, time: task.stopped, values: values)
    }

    private func symptom(_ target: Target) -> Symptom {
        let text = target.description ?? target.reason ?? target.state
        var values = SymptomValues.values(in: text)
        values["target"] = target.target
        values["group"] = target.group
        values["check"] = target.check
        values["targetreason"] = Self.sentence(text)
        return Symptom(.target, text, code: target.reason ?? target.state, values: values)
    }

    private func symptoms(of deployment: Deployment) -> [Symptom] {
        var values = ["service": deployment.service, "status": deployment.status]
        values["stage"] = deployment.stage
        values["alarms"] = deployment.triggeredAlarms.isEmpty ? nil : deployment.triggeredAlarms.joined(separator: ", ")
        values["failed"] = deployment.failed.map(String.init)
        values["wanted"] = deployment.wantedDigest
        values["running"] = deployment.runningDigest
        var symptoms: [Symptom] = []
        let reason = deployment.reason ?? ""
        for (hook, status) in deployment.hooks.sorted(by: { $0.key < $1.key })
        where ["TIMED_OUT", "FAILED"].contains(status) {
            values["hook"] = hook
            symptoms.append(
                Symptom(
                    .deployment, "hook \(hook): \(status)", code: "HOOK_\(status)", time: deployment.ended,
                    values: values))
        }
        if let alarms = values["alarms"] {
            symptoms.append(
                Symptom(.deployment, "alarms: \(alarms)", code: "ALARM", time: deployment.ended, values: values))
        }
        if deployment.breaker == "TRIGGERED" {
            let count = deployment.failed.map { " after \($0) failed tasks" } ?? ""
            symptoms.append(
                Symptom(
                    .deployment, "circuit breaker triggered\(count)", code: "BREAKER", time: deployment.ended,
                    values: values))
        }
        if let wanted = deployment.wantedDigest, let running = deployment.runningDigest, wanted != running {
            symptoms.append(
                Symptom(
                    .deployment, "runs \(running), wanted \(wanted)", code: "OTHER_IMAGE", time: deployment.ended,
                    values: values))
        }
        symptoms.append(
            Symptom(
                .deployment, "\(deployment.status)\(reason.isEmpty ? "" : ": \(reason)")", code: deployment.status,
                time: deployment.ended, values: values))
        return symptoms
    }
}
