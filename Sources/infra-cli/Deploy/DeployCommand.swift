import ArgumentParser
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Takes an environment to a healthy release, or back.",
        usage: "infra-cli deploy <environment> [<options>]",
        discussion: """
            Acquires the environment's lease, checks as the deploying roles would, finds the image's digest, shows every \
            change and asks. Then it deploys foundation, migrates on the new image, deploys the service, watches its \
            tasks and checks that the reviewed image serves. The release is recorded in the artifact bucket.

            A service whose tasks stop for the same reason again and again is rolled back at once, and the reason is \
            printed with its log lines. Ctrl-C asks whether to detach or to cancel; infra-cli attach continues.

            --revert-drift compares every resource with its actual state and shows what would be returned to the templates, \
            for example after infra-cli recover skipped resources.

            --fast deploys the image alone, for development: a new task definition and an update of the service, without \
            CloudFormation, the review and the migration. Refused in production; the next deploy returns to the stacks.

            In CI, review first and approve what was shown: the first run prints the digest and ends with 2.

            Exit codes: 0 deployed or nothing to do, 1 failed, 2 not approved, 3 detached while AWS goes on, 4 another \
            run holds the lease; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli deploy dev --yes
              infra-cli deploy dev --fast --image weir:1.3.0-rc1
              infra-cli deploy production --image weir:1.3.0
              infra-cli deploy production --approve 3f9a0c51b2d4
              infra-cli deploy staging --revert-drift
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(help: "The image, such as weir:1.3.0; the file's by default.")
    var image: String?

    @Flag(help: "Approve whatever is shown.")
    var yes = false

    @Option(help: "Approve the changes with this digest, or its first 12 digits or more.")
    var approve: String?

    @Option(help: "A resource with content that may be replaced or removed; repeatable.")
    var allowReplace: [String] = []

    @Option(help: "Minutes until the operation is cancelled; without a limit by default.")
    var deadline: Int?

    @Flag(help: "Migrate and verify also if no stack changes.")
    var force = false

    @Flag(help: "Show the changes and end; the same as refusing them.")
    var reviewOnly = false

    @Flag(help: "Return what was changed outside of the templates too.")
    var revertDrift = false

    @Flag(help: "Deploy the image alone, without CloudFormation; not in production.")
    var fast = false

    @OptionGroup var output: ProgressOptions

    func validate() throws {
        guard !(fast && (approve != nil || !allowReplace.isEmpty || reviewOnly || force || revertDrift)) else {
            throw ValidationError(
                "got --fast with an option of change sets, which it does not make: --approve, --allow-replace, --review-only, --force or --revert-drift"
            )
        }
        guard !(yes && approve != nil) else { throw ValidationError("got --yes and --approve; expected one of them") }
        if let deadline, !(1...1440).contains(deadline) {
            throw ValidationError("got --deadline \(deadline); expected 1 to 1440 minutes")
        }
    }

    func run() async throws {
        let site = try target.site(image: image, output: output)
        if fast { return try await site.deployFast(deadline: deadline.map { .seconds($0 * 60) }, output: output) }
        var options = DeployOptions()
        options.approval = reviewOnly ? .never : yes ? .always : approve.map { .digest($0) } ?? .ask
        options.allowedReplacements = Set(allowReplace)
        options.deadline = deadline.map { .seconds($0 * 60) }
        options.forcesRelease = force
        options.revertsDrift = revertDrift
        try await site.deploy(options, output: output)
    }
}
