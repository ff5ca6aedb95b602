import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Deletes the stacks of an environment.",
        usage: "infra-cli destroy <environment> [<options>]",
        discussion: """
            Lists first what blocks the deletion, what is deleted with its data and what stays: termination and deletion \
            protection, buckets and repositories with content, network interfaces, exports in use. Then it deletes the \
            service before what it depends on. Data goes with its stack if the environment's file says so, outside of \
            production; otherwise --allow-loss has to name it.

            The bucket with the ledger and the repository stay, unless --bootstrap is given.

            Exit codes: 0 deleted or nothing to delete, 1 failed, 2 blocked or not confirmed, 3 detached while AWS goes \
            on; 64 wrong usage, 65 the file is not valid, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli destroy dev
              infra-cli destroy dev --empty --bootstrap --yes
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Delete without asking.")
    var yes = false

    @Flag(help: "Empty buckets and repositories that are deleted.")
    var empty = false

    @Flag(help: "Switch off the termination protection of the stacks.")
    var unprotect = false

    @Flag(help: "Delete the bootstrap stack as well.")
    var bootstrap = false

    @Option(help: "A resource that may be deleted with its data; repeatable.")
    var allowLoss: [String] = []

    @OptionGroup var output: ProgressOptions

    func run() async throws {
        let site = try target.site(output: output)
        if bootstrap { try site.refusePreview("destroy --bootstrap", "leave the option out") }
        let options = DestroyOptions(
            empties: empty, unprotects: unprotect, allowedLosses: Set(allowLoss),
            acceptsDeclaredLosses: !site.plan.isProduction, includesBootstrap: bootstrap)
        try await site.destroy(options, isConfirmed: yes, output: output)
    }
}
