#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The observations that one failure is explained by, the most important ones first.
struct SymptomSet {
    /// The failed resource, as `stack/LogicalID`.
    var resource: String?
    /// The observations.
    var symptoms: [Symptom]
}

extension EvidenceBundle {
    /// The types whose failure is a failure of tasks.
    private static let serviceTypes: Set<String> = [
        "AWS::ECS::Service", "AWS::ECS::TaskSet", "AWS::ECS::ExpressGatewayService",
    ]

    /// The observations of the failure that began it all. Observations of other failures are not mixed with them.
    var symptomSets: [SymptomSet] {
        var sets: [SymptomSet] = []
        let fatal = validations.filter(\.isFatal)
        if !fatal.isEmpty { sets.append(SymptomSet(resource: resource(fatal.first), symptoms: fatal.map(symptom))) }
        if let failure = failures.first {
            sets.append(set(of: failure))
        } else {
            let refused = refusingHooks
            if !refused.isEmpty {
                sets.append(SymptomSet(resource: hookResource(refused.first), symptoms: refused.map(symptom)))
            }
            let service = serviceSymptoms
            if !service.isEmpty { sets.append(SymptomSet(resource: serviceName, symptoms: service)) }
        }
        if !failedCalls.isEmpty { sets.append(SymptomSet(symptoms: failedCalls.map(symptom))) }
        let states = changeSetSymptoms + stackSymptoms
        if !states.isEmpty { sets.append(SymptomSet(symptoms: states)) }
        return sets
    }

    /// `true` if nothing in the bundle needs an explanation.
    package var hasNoFailure: Bool {
        let isTroubled = stackSymptoms.contains { symptom in
            CauseCatalogue.stacks.contains { $0.match(in: [symptom]) != nil }
        }
        return failures.isEmpty && refusingHooks.isEmpty && failedTasks.isEmpty && failedCalls.isEmpty && !isTroubled
            && !validations.contains(where: \.isFatal)
    }

    private func set(of failure: StackResourceFailure) -> SymptomSet {
        let resource = failure.resource
        let name = "\(failure.stack)/\(resource.logicalID)"
        var values = SymptomValues.values(in: resource.reason)
        values["resource"] = name
        values["stack"] = failure.stack
        values["type"] = resource.type
        values["code"] = resource.handlerCode
        values["message"] = Self.sentence(resource.message)
        values["physical"] = resource.physicalID
        var symptoms = [
            Symptom(
                .resource, resource.reason.isEmpty ? "\(resource.status) without a reason" : resource.reason,
                code: resource.handlerCode, time: resource.time, values: values)
        ]
        if Self.serviceTypes.contains(resource.type) { symptoms += serviceSymptoms }
        let isHook = resource.reason.lowercased().contains("hook")
        symptoms += refusingHooks.filter { isHook || $0.logicalID == resource.logicalID }.map(symptom)
        symptoms += trailSymptoms(around: resource.time)
        return SymptomSet(resource: name, symptoms: symptoms)
    }

    // MARK: - Validations and hooks

    private func resource(_ validation: Validation?) -> String? {
        validation?.logicalID.map { "\(validation?.stack ?? "")/\($0)" }
    }

    private func symptom(_ validation: Validation) -> Symptom {
        var values = SymptomValues.values(in: validation.reason ?? "")
        values["path"] = validation.path
        values["source"] = validation.source
        values["resource"] = resource(validation)
        values["stack"] = validation.stack
        values["validation"] = validation.name
        values["message"] = validation.reason.map(Self.sentence)
        let place = validation.path.map { "\($0): " } ?? ""
        return Symptom(
            .validation, place + (validation.reason ?? "failed without a reason"), code: validation.name,
            time: validation.time, values: values)
    }

    private var refusingHooks: [Hook] {
        hooks.filter { $0.failureMode != "WARN" && $0.status.contains("FAILED") }
    }

    private func hookResource(_ hook: Hook?) -> String? {
        hook.map { hook in hook.logicalID.map { "\(hook.stack)/\($0)" } ?? hook.stack }
    }

    private func symptom(_ hook: Hook) -> Symptom {
        let rule = hook.annotations.first
        var values = ["hook": hook.name, "stack": hook.stack]
        values["resource"] = hookResource(hook)
        values["rule"] = rule?.name
        values["message"] = (rule?.message ?? hook.reason).map(Self.sentence)
        values["remedy"] = rule?.remedy.map(Self.sentence)
        values["link"] = rule?.link
        let rules = hook.annotations.map { [$0.name, $0.message].compactMap(\.self).joined(separator: ": ") }
        let text = ([hook.reason].compactMap(\.self) + rules).joined(separator: "; ")
        return Symptom(.hook, "\(hook.name): \(text)", code: hook.status, time: hook.time, values: values)
    }

    // MARK: - CloudTrail and calls

    private func trailSymptoms(around time: Date) -> [Symptom] {
        // The sweep: five minutes before the failure, two after it.
        trail.filter { $0.time >= time.addingTimeInterval(-300) && $0.time <= time.addingTimeInterval(120) }
            .sorted { $0.time < $1.time }
            .map { event in
                let message = event.errorMessage ?? "without a message"
                var values = SymptomValues.values(in: message)
                values["call"] = "\(event.source) \(event.name)"
                values["principal"] = values["principal"] ?? event.principal
                values["message"] = Self.sentence(message)
                return Symptom(
                    .trail, "\(event.source) \(event.name): \(event.errorCode ?? "error"): \(message)",
                    code: event.errorCode, time: event.time, values: values)
            }
    }

    private func symptom(_ call: FailedCall) -> Symptom {
        var values = SymptomValues.values(in: call.message)
        values["call"] = "\(call.service) \(call.operation)"
        values["code"] = call.code
        values["message"] = Self.sentence(call.message)
        return Symptom(
            .call, "\(call.service) \(call.operation): \(call.code.isEmpty ? "" : call.code + ": ")\(call.message)",
            code: call.code, time: call.time, values: values)
    }

    // MARK: - Stacks

    private var changeSetSymptoms: [Symptom] {
        changeSets.filter {
            $0.status == "FAILED" || $0.executionStatus == "OBSOLETE" || $0.executionStatus == "EXECUTE_FAILED"
        }
        .map { set in
            let values = [
                "stack": set.stack, "changeset": set.name, "message": set.reason.map(Self.sentence) ?? "",
            ]
            return Symptom(
                .changeSet, "\(set.stack): \(set.reason ?? "without a reason")",
                code: set.status == "FAILED" ? "FAILED" : set.executionStatus, values: values)
        }
    }

    var stackSymptoms: [Symptom] {
        stacks.map { stack in
            let reason = stack.reason.map { ": \($0)" } ?? ""
            var values = SymptomValues.values(in: stack.reason ?? "")
            values["stack"] = stack.name
            values["status"] = stack.status
            return Symptom(.stack, "\(stack.name) is in \(stack.status)\(reason)", code: stack.status, values: values)
        }
    }

    // MARK: - Texts

    /// A message as the end of a sentence: without its full stop.
    static func sentence(_ text: String) -> String {
        var text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        return text
    }
}
