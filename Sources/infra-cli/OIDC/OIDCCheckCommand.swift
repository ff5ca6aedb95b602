import ArgumentParser
import CommandLineInterface
import Deployment

struct OIDCCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Evaluates a token's claims against the deploy role's trust policy.",
        usage: "infra-cli oidc check --environment <environment> [<options>]",
        discussion: """
            A refusal names the first part of the subject that differs, and the solution. With --policy the command \
            evaluates the trust policy of another role, such as one that exists.

            Exit codes: 0 accepted, 2 refused, 64 wrong usage, 65 wrong environment file, claims or policy.

            EXAMPLE
              infra-cli oidc check -e production --sub repo:octo/shop:ref:refs/heads/main
              infra-cli oidc check -e dev --token-claims claims.json --policy trust.json
            """)

    @OptionGroup var options: OIDCOptions

    @Option(help: "The subject.")
    var sub: String?

    @Option(help: "The audience; sts.amazonaws.com by default.")
    var aud: String?

    @Option(help: "A file with the token's claims as JSON, not the token itself.")
    var tokenClaims: String?

    @Option(help: "A file with a trust policy; the environment's by default.")
    var policy: String?

    func validate() throws {
        guard (sub == nil) != (tokenClaims == nil) else {
            throw ValidationError("Pass either --sub or --token-claims.")
        }
        guard aud == nil || tokenClaims == nil else {
            throw ValidationError("--aud belongs to --sub; the claims have an audience of their own.")
        }
    }

    func run() throws {
        let claims: TrustPolicy.Claims
        if let tokenClaims {
            claims = try OIDCRequest.claims(String(decoding: try InputFile.file(tokenClaims), as: UTF8.self))
        } else {
            claims = try OIDCRequest.claims(subject: sub ?? "", audience: aud)
        }
        let text = try policy.map { String(decoding: try InputFile.file($0), as: UTF8.self) }
        let report = try options.request.check(claims, policy: text, json: options.json)
        try StandardOutput.write(report.text)
        if !report.isAccepted { throw ExitCode(2) }
    }
}
