import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Compares the stacks of an environment with their resources.",
        usage: "infra-cli drift <environment> [<options>]",
        discussion: """
            Lets CloudFormation compare every resource with its template. Properties that AWS or another controller \
            moves, such as the weights of a listener, the desired count under autoscaling or the minor version of a \
            database, are notes and no drift; so is the task definition after rollback --service-only. infra-cli deploy \
            with --revert-drift returns drift to the templates, after a review.

            Exit codes: 0 no drift, 2 drift, 1 AWS reported an error, 64 wrong usage, 65 the file is not valid, 69 no \
            answer, 77 not permitted.

            EXAMPLE
              infra-cli drift production
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Print JSON for programs.")
    var json = false

    private struct Row: Encodable {
        let environment: String
        let hasDrift: Bool
        let drift: [String]
        let notes: [String]
        let unchecked: Int
    }

    func run() async throws {
        let site = try target.site()
        let subjects = site.plan.stacks.map {
            DriftDetection.Subject(stack: $0.name, delegated: DeployEngine.DelegatedProperties($0.delegated))
        }
        let report: DriftReport
        do throws(EngineError) {
            var detour: Detour?
            if let known = try? await site.ledgerIfBootstrapped() {
                do throws(LedgerError) {
                    detour = Detour(try await known.ledger.history())
                } catch {
                    throw EngineError(error)
                }
            }
            report = try await DriftDetection(context: site.context, subjects: subjects, detour: detour).run()
        } catch {
            throw CommandError(error)
        }
        if json {
            let row = Row(
                environment: site.plan.environment, hasDrift: report.hasDrift, drift: report.drifted.map(\.line),
                notes: report.notes.map(\.line), unchecked: report.unchecked.count)
            try StandardOutput.write(JSONOutput.text(of: row))
        } else {
            for line in report.lines { try StandardOutput.line(line) }
            if report.hasDrift {
                StandardError.note(
                    "return it to the templates with: infra-cli deploy \(site.plan.environment) --revert-drift")
            }
            if !report.hasDrift { try StandardOutput.line("\(site.plan.environment) has no drift") }
        }
        if report.hasDrift { throw ExitCode(2) }
    }
}
