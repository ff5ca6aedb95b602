#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The known causes of failed deployments, as values.
///
/// The texts that patterns look for are those of AWS: "Stopped task error messages" and "Service event messages" (Amazon ECS Developer
/// Guide), "Health checks for your target groups" (Application Load Balancers), "Handler error codes" (CloudFormation CLI User Guide),
/// "Troubleshoot access denied error messages" (IAM User Guide).
package enum CauseCatalogue {
    /// All causes.
    package static let all: [Cause] =
        images + secrets + programs + logs + health + capacity + deployments + permissions + resources + handlers
        + validations + stacks
        + calls

    /// Returns the cause of a failure in words. A text that no cause matches is called unknown, with its evidence.
    ///
    /// The first failure in time is explained, and of the causes that match its evidence the one closest to the root.
    package static func explain(_ bundle: EvidenceBundle) -> Explanation {
        let bundle = bundle.redacted()
        guard let set = bundle.symptomSets.first else { return ExplanationWriter(bundle).nothing }
        guard let (cause, symptom) = best(set.symptoms) else { return ExplanationWriter(bundle).unknown(set) }
        return ExplanationWriter(bundle).explanation(cause, symptom, set)
    }

    /// The causes that match an observation.
    private static func causes(of symptom: Symptom) -> [Cause] {
        all.filter { cause in cause.patterns.contains { $0.matches(symptom) } }
    }

    /// `true` if a task stopped for a reason that no cause matches.
    static func isUnknownStop(_ symptom: Symptom) -> Bool {
        symptom.origin == .stop && symptom.text != symptom.code && causes(of: symptom).isEmpty
    }

    /// The closest cause with the observation that it rests on; nil if none matches.
    static func best(_ symptoms: [Symptom]) -> (Cause, Symptom)? {
        var best: (cause: Cause, symptom: Symptom, index: Int)?
        var unmatched = false
        for (index, symptom) in symptoms.enumerated() {
            let causes = causes(of: symptom)
            if isUnknownStop(symptom) { unmatched = true }
            // `max` returns the first of equals: the catalogue's order decides.
            guard let cause = causes.max(by: { $0.rank < $1.rank }) else { continue }
            if best.map({ $0.cause.rank < cause.rank }) ?? true { best = (cause, symptom, index) }
        }
        guard let best else { return nil }
        // A consequence does not explain a task that stopped for a reason of its own.
        return unmatched && best.cause.rank <= .exit ? nil : (best.cause, best.symptom)
    }
}
