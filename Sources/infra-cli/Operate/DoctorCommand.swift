import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks for everything that would let a deployment fail, and changes nothing.",
        usage: "infra-cli doctor <environment> [<options>]",
        discussion: """
            Tools, credentials and their expiry, account, region, clock, the bootstrap stack and the account's quotas. \
            With --ci also the variables of the job, by name and shape, and the subject of its token beside the trust \
            policy; with a token in GITHUB_TOKEN or GH_TOKEN, GitHub is asked for the names of variables and secrets and \
            for the protection of the environment. No value of a variable is printed. --fix runs infra-cli bootstrap if that is the remedy, which shows \
            its changes and asks.

            Exit codes: 0 nothing would fail, 2 a deployment would fail; 64 wrong usage, 65 wrong environment file.

            EXAMPLE
              infra-cli doctor dev
              infra-cli doctor production --ci
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Check the variables and the token of a job of GitHub Actions too.")
    var ci = false

    @Flag(help: "Run infra-cli bootstrap if that is the remedy.")
    var fix = false

    @Flag(help: "Print JSON for programs.")
    var json = false

    func validate() throws {
        guard !(fix && json) else { throw ValidationError("got --fix and --json; expected one of them") }
    }

    func run() async throws {
        let site = try target.site()
        let variables = ProcessVariables.all
        let subject = ci ? await subject(site, variables) : nil
        let facts = await DoctorReader(context: site.context, plan: site.plan).read(
            variables: variables, isCI: ci, region: site.region, subject: subject,
            repository: ci ? repository(site, variables) : nil
        ) { try await site.session.configuration.credentials.credentials() }
        let report = DoctorReport(facts, plan: site.plan)
        try StandardOutput.write(json ? JSONOutput.text(of: report) : report.lines.map { $0 + "\n" }.joined())
        if fix, report.isFixedByBootstrap {
            var words = [site.plan.baseEnvironment]
            if let directory = target.directory { words += ["--directory", directory] }
            for (name, value) in [
                ("--profile", target.aws.profile), ("--region", target.aws.region),
                ("--endpoint-url", target.aws.endpointURL),
            ] {
                if let value { words += [name, value] }
            }
            return try await BootstrapCommand.parse(words).run()
        }
        if report.hasFailed { throw ExitCode(2) }
    }

    /// The repository of the jobs: the one of this job, or the one that the environment's file trusts; nil without a token for
    /// it.
    private func repository(_ site: DeploymentSite, _ variables: [String: String]) -> DoctorReader.Repository? {
        func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let trusted = site.planner.settings.trustedRepository
        guard let token = variable("GITHUB_TOKEN") ?? variable("GH_TOKEN"),
            let name = variable("GITHUB_REPOSITORY") ?? trusted?.name
        else { return nil }
        return DoctorReader.Repository(
            name, environment: trusted?.environment,
            source: GitHubSettingsSource(
                transport: site.session.configuration.transport,
                address: variable("GITHUB_API_URL") ?? GitHubSettingsSource.standardAddress, token: token))
    }

    /// The subject of the job's token beside the trust policy of the environment's deploy role; nil if the job has none.
    private func subject(_ site: DeploymentSite, _ variables: [String: String]) async -> DoctorFacts.Subject? {
        guard let text = await JobToken(transport: site.session.configuration.transport).claims(variables),
            let claims = try? OIDCRequest.claims(text)
        else { return nil }
        let subject = claims["sub"]?.first ?? ""
        let request = OIDCRequest(environment: site.plan.baseEnvironment, directory: target.directory)
        do {
            let report = try request.check(claims, policy: nil, json: false)
            let lines = report.text.split(separator: "\n").dropFirst().map { $0.drop { $0 == " " } }
            return .init(text: subject, refusal: report.isAccepted ? nil : lines.joined(separator: "; "))
        } catch {
            return .init(text: subject, refusal: error.description)
        }
    }
}
