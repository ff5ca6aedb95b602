#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The wording of an explanation.
struct ExplanationWriter {
    /// The delay after which CloudTrail has an event ("CloudTrail log file delivery").
    private static let trailDelay = 15.0 * 60
    /// The most lines of evidence, and of those the most lines of logs.
    private static let evidenceLimit = 9
    private static let logLimit = 4

    /// The error codes of handlers that name no cause.
    private static let opaqueCodes: Set<String> = [
        "NotStabilized", "GeneralServiceException", "InternalFailure", "HandlerInternalFailure", "ServiceInternalError",
        "Unknown", "AccessDenied", "InvalidRequest", "NetworkFailure",
    ]

    private let bundle: EvidenceBundle

    init(_ bundle: EvidenceBundle) {
        self.bundle = bundle
    }

    /// The explanation by a cause.
    func explanation(_ cause: Cause, _ symptom: Symptom, _ set: SymptomSet) -> Explanation {
        let values = values(symptom, set)
        let sentences = cause.sentences.compactMap { SentenceTemplate.filled($0, values) }
        let status = symptom.origin == .stack ? nil : statusCause
        let commands = cause.commands.compactMap { SentenceTemplate.filled($0, values) }
        return Explanation(
            causeID: cause.id, title: cause.title,
            paragraph: (sentences + [status?.sentence].compactMap(\.self)).joined(separator: " "),
            resource: set.resource ?? values["stack"], evidence: evidence(symptom, set),
            checks: cause.checks.compactMap { SentenceTemplate.filled($0, values) },
            commands: unique((commands.isEmpty ? defaultCommands : commands) + (status?.commands ?? [])),
            notes: notes(symptom, set, isKnown: true))
    }

    /// The explanation of texts that no cause matches.
    func unknown(_ set: SymptomSet) -> Explanation {
        let stop = set.symptoms.first(where: CauseCatalogue.isUnknownStop)
        guard let first = stop ?? set.symptoms.first else { return nothing }
        let place = set.resource.map { "\($0) failed" } ?? "Something failed"
        let isState = first.origin == .stack || first.origin == .changeSet
        let paragraph =
            isState
            ? "No failure is recorded. \(first.text)."
            : "\(place), and the catalogue of causes does not know the reason. AWS states: \(EvidenceBundle.sentence(first.text))."
        let status = isState ? nil : statusCause
        return Explanation(
            causeID: Explanation.unknownID, title: isState ? "No known failure" : "Unknown cause",
            paragraph: [paragraph, status?.sentence].compactMap(\.self).joined(separator: " "), resource: set.resource,
            evidence: evidence(first, set),
            checks: ["Search the quoted text in the documentation of the resource's type."],
            commands: unique(defaultCommands + (status?.commands ?? [])), notes: notes(first, set, isKnown: false))
    }

    /// The explanation without any evidence.
    var nothing: Explanation {
        Explanation(
            causeID: Explanation.unknownID, title: "No evidence",
            paragraph:
                "There is no evidence of a failure: no failed event, no stopped task and no failed call was read.",
            commands: defaultCommands, notes: unreadNotes)
    }

    // MARK: - Parts

    private var defaultCommands: [String] {
        ["infra-cli events \(bundle.environment) --failed", "infra-cli status \(bundle.environment)"]
    }

    private func values(_ symptom: Symptom, _ set: SymptomSet) -> [String: String] {
        var values = symptom.values
        values["environment"] = bundle.environment
        values["base"] = ReleasePlan.base(of: bundle.environment)
        values["release"] = bundle.release
        values["text"] = EvidenceBundle.sentence(symptom.text)
        values["resource"] = values["resource"] ?? set.resource
        values["stack"] = values["stack"] ?? bundle.stacks.first?.name
        values["name"] = values["resource"].map(ProgressText.shortID) ?? values["stack"]
        // The names that other observations of the same failure have, such as the digest of the image.
        for other in set.symptoms { values.merge(other.values) { own, _ in own } }
        return values
    }

    /// The sentence and the commands for the state that the stack was left in.
    private var statusCause: (sentence: String?, commands: [String])? {
        for symptom in bundle.stackSymptoms {
            guard let cause = CauseCatalogue.stacks.first(where: { $0.match(in: [symptom]) != nil }) else { continue }
            var values = symptom.values
            values["environment"] = bundle.environment
            values["base"] = ReleasePlan.base(of: bundle.environment)
            return (
                cause.sentences.lazy.compactMap { SentenceTemplate.filled($0, values) }.first,
                cause.commands.compactMap { SentenceTemplate.filled($0, values) }
            )
        }
        return nil
    }

    private func evidence(_ symptom: Symptom, _ set: SymptomSet) -> [Explanation.Evidence] {
        var lines = [symptom.evidence]
        var texts: Set<String> = [symptom.text]
        // One line of each kind tells more than many of one kind.
        var counts: [Symptom.Origin: Int] = [symptom.origin: 1]
        for other in set.symptoms where other.origin != .log && lines.count < Self.evidenceLimit - Self.logLimit {
            guard counts[other.origin, default: 0] < 2, texts.insert(other.text).inserted else { continue }
            counts[other.origin, default: 0] += 1
            lines.append(other.evidence)
        }
        let logs = set.symptoms.filter { $0.origin == .log && !texts.contains($0.text) }
        lines += logs.prefix(Self.logLimit).reversed().map(\.evidence)
        return lines
    }

    private func notes(_ symptom: Symptom, _ set: SymptomSet, isKnown: Bool) -> [String] {
        [trailNote(set, isKnown: isKnown)].compactMap(\.self) + unreadNotes
    }

    private var unreadNotes: [String] {
        guard !bundle.unread.isEmpty else { return [] }
        let list = bundle.unread.map { "\($0.what) (\(EvidenceBundle.sentence($0.error)))" }.joined(separator: "; ")
        return ["Not read: \(list). The explanation may miss something."]
    }

    /// The reservation about CloudTrail for a failure whose event names no cause.
    private func trailNote(_ set: SymptomSet, isKnown: Bool) -> String? {
        guard let failure = set.symptoms.first(where: { $0.origin == .resource }), let time = failure.time,
            !isKnown || failure.code.map(Self.opaqueCodes.contains) ?? false,
            !set.symptoms.contains(where: { $0.origin == .trail || $0.origin == .stop })
        else { return nil }
        guard let read = bundle.trailRead else {
            return "CloudTrail was not read; it may name the call that failed."
        }
        let window = "from 5 minutes before the failure to 2 minutes after it"
        let lag = read.timeIntervalSince(time)
        guard lag < Self.trailDelay else { return "CloudTrail has no failed call \(window)." }
        let minutes = max(0, Int(lag / 60))
        let later = EvidenceTime.timeOfDay(time.addingTimeInterval(Self.trailDelay)).dropLast(3)
        return "CloudTrail has no failed call yet \(window). It delivers events up to 15 minutes late and was read "
            + "\(minutes) minutes after the failure, so this proves nothing; explain again after \(later) UTC."
    }

    private func unique(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { all, text in
            if !all.contains(text) { all.append(text) }
        }
    }
}
