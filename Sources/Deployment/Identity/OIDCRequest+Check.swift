package import Diagnostics
import Infra
import Yams

extension OIDCRequest {
    /// The outcome of a check.
    package struct CheckReport: Sendable, Hashable {
        /// A Boolean value that indicates whether the role can be assumed.
        package let isAccepted: Bool
        /// The text for standard output.
        package let text: String
    }

    /// Evaluates a token's claims against a trust policy, offline.
    /// - Parameters:
    ///   - claims: The claims.
    ///   - policy: The text of a policy; nil is the deploy role's of the environment.
    ///   - json: `true` for JSON.
    package func check(
        _ claims: TrustPolicy.Claims, policy text: String?, json: Bool
    ) throws(CommandError) -> CheckReport {
        let policy: TrustPolicy
        do {
            let document = try text.map(JSONDocument.read) ?? access().document
            policy = try TrustPolicy(document)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(exitCode: .data, description: "error: the policy: \(error)")
        }
        let verdict = policy.evaluate(claims)
        guard !json else {
            var members: [TemplateExpression.Member] = [
                .init("accepted", .boolean(verdict.isAccepted)),
                .init("reasons", .list(verdict.reasons.map { .string($0) })),
            ]
            if let difference = verdict.difference {
                members.append(
                    .init(
                        "difference",
                        .object([
                            .init("part", .string(difference.part.rawValue)),
                            .init("cause", .string(difference.cause.rawValue)),
                            .init("got", .string(difference.shown)),
                            .init("expected", .string(difference.expected ?? "")),
                            .init("pattern", .string(difference.pattern)),
                        ])))
            }
            return CheckReport(isAccepted: verdict.isAccepted, text: TemplateExpression.object(members).json)
        }
        var lines = [verdict.isAccepted ? "accepted" : "refused"] + verdict.reasons.map { "  \($0)" }
        if let difference = verdict.difference { lines.append("  nearest accepted subject: \(difference.pattern)") }
        return CheckReport(isAccepted: verdict.isAccepted, text: lines.joined(separator: "\n") + "\n")
    }

    /// The claims of a subject with an audience, by default that of AWS.
    package static func claims(
        subject: String, audience: String? = nil
    ) throws(CommandError) -> TrustPolicy.Claims {
        guard subject.contains(":") else {
            throw .usage(
                "--sub is \(SafeDescription.form(of: subject)); expected a subject such as repo:octo/shop:pull_request")
        }
        return ["sub": [subject], "aud": [audience ?? GitHubProvider.audience]]
    }

    /// Reads the claims of a token as JSON: the middle part of a token, decoded.
    package static func claims(_ text: String) throws(CommandError) -> TrustPolicy.Claims {
        if text.split(separator: ".").count == 3, !text.contains("{") {
            throw CommandError(
                exitCode: .data,
                description:
                    "error: the file is a token, which is a secret; expected its claims: the middle of its three "
                    + "parts, decoded from Base64")
        }
        let document: TemplateExpression
        do {
            document = try JSONDocument.read(text)
        } catch {
            throw CommandError(exitCode: .data, description: "error: the claims: \(error)")
        }
        guard case .object(let members) = document, members.contains(where: { $0.key == "sub" }) else {
            throw CommandError(
                exitCode: .data,
                description: "error: the claims have no \"sub\"; expected an object such as {\"sub\": \"…\"}")
        }
        var claims: TrustPolicy.Claims = [:]
        for member in members {
            var values = [member.value]
            if case .list(let elements) = member.value { values = elements }
            claims[member.key.lowercased()] = values.compactMap { value in
                switch value {
                case .string(let text): text
                case .integer(let number): String(number)
                case .boolean(let flag): String(flag)
                default: nil
                }
            }
        }
        return claims
    }
}
