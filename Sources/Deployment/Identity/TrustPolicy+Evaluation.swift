import Diagnostics
import Infra

extension TrustPolicy {
    /// The claims of a token by name; a claim may have several values.
    package typealias Claims = [String: [String]]

    /// The outcome for a token.
    package struct Verdict: Sendable, Hashable {
        /// A Boolean value that indicates whether the role can be assumed.
        package let isAccepted: Bool
        /// The reasons of a refusal, or the statement that accepts.
        package let reasons: [String]
        /// The first difference of the subject, if that is a reason.
        package let difference: SubjectDifference?
    }

    private enum Outcome {
        case holds
        case fails(String, SubjectDifference?)
        /// The condition is not about the token's claims.
        case unknown(String)
    }

    /// Evaluates the policy for a token's claims, as IAM does: a statement that denies wins, and one that allows is needed.
    package func evaluate(_ claims: Claims) -> Verdict {
        var refusals: [String] = []
        var nearest: SubjectDifference?
        var accepting: String?
        for statement in statements {
            guard statement.actions.contains(where: { TextPattern($0.lowercased()).matches(Self.action) }) else {
                refusals.append("\(statement.name) is not about sts:AssumeRoleWithWebIdentity")
                continue
            }
            if statement.allows,
                !statement.providers.contains(where: { $0.hasSuffix("oidc-provider/\(GitHubProvider.host)") })
            {
                refusals.append("\(statement.name) trusts another identity provider than GitHub")
                continue
            }
            let outcomes = statement.conditions.map { outcome(of: $0, claims) }
            if !statement.allows {
                let holds = outcomes.allSatisfy { if case .holds = $0 { true } else { false } }
                if holds {
                    return Verdict(isAccepted: false, reasons: ["\(statement.name) denies it"], difference: nil)
                }
                continue
            }
            var failures: [String] = []
            for case .fails(let reason, let difference) in outcomes {
                failures.append(reason)
                if let difference, nearest.map({ difference.isNearer(than: $0) }) ?? true { nearest = difference }
            }
            for case .unknown(let reason) in outcomes { failures.append(reason) }
            if failures.isEmpty { accepting = accepting ?? statement.name }
            refusals += failures
        }
        if let accepting { return Verdict(isAccepted: true, reasons: ["\(accepting) accepts it"], difference: nil) }
        return Verdict(isAccepted: false, reasons: refusals, difference: nearest)
    }

    private static let action = "sts:assumerolewithwebidentity"

    private func outcome(of condition: Condition, _ claims: Claims) -> Outcome {
        var comparison = condition.comparison
        var isEvery = false
        for prefix in ["ForAllValues:", "ForAnyValue:"] where comparison.hasPrefix(prefix) {
            comparison.removeFirst(prefix.count)
            isEvery = prefix == "ForAllValues:"
        }
        let isOptional = comparison.hasSuffix("IfExists")
        if isOptional { comparison.removeLast("IfExists".count) }
        let parts = condition.key.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].lowercased() == GitHubProvider.host else {
            return .unknown("\(condition.key) is not a claim of the token, so it cannot be evaluated here")
        }
        let name = parts[1].lowercased()
        guard let values = claims[name], !values.isEmpty else {
            if isOptional || isEvery || comparison.contains("Not") { return .holds }
            return .fails("the token has no claim \"\(name)\", which the policy compares", nil)
        }
        guard let test = Self.test(comparison, condition.values) else {
            return .unknown("the operator \(condition.comparison) cannot be evaluated here")
        }
        let holds = isEvery ? values.allSatisfy(test) : values.contains(where: test)
        if holds { return .holds }
        return failure(comparison, name, values[0], condition.values)
    }

    private static func test(_ comparison: String, _ accepted: [String]) -> ((String) -> Bool)? {
        switch comparison {
        case "StringEquals": return { accepted.contains($0) }
        case "StringNotEquals": return { !accepted.contains($0) }
        case "StringEqualsIgnoreCase": return { value in accepted.contains { $0.lowercased() == value.lowercased() } }
        case "StringNotEqualsIgnoreCase":
            return { value in !accepted.contains { $0.lowercased() == value.lowercased() } }
        case "StringLike": return { value in accepted.contains { TextPattern($0).matches(value) } }
        case "StringNotLike": return { value in !accepted.contains { TextPattern($0).matches(value) } }
        default: return nil
        }
    }

    /// A claim's value in quotes, or its form if it may be a secret in a wrong place.
    private static func shown(_ value: String, of name: String) -> String {
        if value.hasPrefix("https://") { return SafeDescription.url(value) }
        return name == "aud" && !value.contains(".") ? "another audience" : SafeDescription.name(value)
    }

    private func failure(_ comparison: String, _ name: String, _ value: String, _ accepted: [String]) -> Outcome {
        let listed = accepted.map { "\"\($0)\"" }.joined(separator: " or ")
        guard name == "sub", !comparison.contains("Not") else {
            let hint = name == "aud" ? "; the action's input \"audience\" sets it" : ""
            return .fails(
                "the claim \"\(name)\" is \(Self.shown(value, of: name)); the policy has \(comparison) \(listed)\(hint)",
                nil)
        }
        let differences = accepted.compactMap {
            SubjectDifference(value, $0, readsWildcards: comparison == "StringLike")
        }
        // The pattern that agrees longest is the one that was meant.
        guard let nearest = differences.max(by: { $1.isNearer(than: $0) }) else {
            return .fails("the policy accepts no subject", nil)
        }
        return .fails(nearest.description, nearest)
    }
}
