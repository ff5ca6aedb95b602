import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Names the cause of a failed deployment, with its evidence.",
        usage: "infra-cli explain <environment> [<options>]",
        discussion: """
            Reads the stacks' events, the service's deployment, its stopped tasks with the last lines of their logs, the \
            targets of the load balancer and CloudTrail, together with what deploy saved in deploy/out and in the \
            artifact bucket while it failed. Works while a deployment runs, afterwards, and on a saved file.

            A text that no known cause matches is called unknown and shown. CloudTrail delivers events up to 15 minutes \
            late; the explanation says so where it matters.

            Exit codes: 0 explained, or nothing failed; 1 unknown cause, 64 wrong usage, 65 no such environment, release \
            or file, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli explain production
              infra-cli explain production --release 41 --json
              infra-cli explain production --file deploy/out/production/0041/evidence.json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Option(help: "The number of a release; the latest by default.")
    var release: Int?

    @Option(help: "A saved bundle of evidence. AWS is not asked.")
    var file: String?

    @Flag(help: "Save the evidence to deploy/out and the artifact bucket.")
    var save = false

    @Flag(help: "Print JSON for programs.")
    var json = false

    func validate() throws {
        guard file == nil || (release == nil && !save) else {
            throw ValidationError("got --file with --release or --save; expected one of them")
        }
        if let release, release < 1 { throw ValidationError("got --release \(release); expected 1 or more") }
    }

    func run() async throws {
        let bundle: EvidenceBundle
        if let file {
            bundle = try Self.read(file)
        } else {
            let found = try await live()
            bundle = found.bundle
            // The latest release is well: say so instead of explaining an old event.
            if case .succeeded = found.release?.outcome, bundle.hasNoFailure {
                let number = found.release.map { "release \($0.number)" } ?? "the latest release"
                return try StandardOutput.line(
                    json
                        ? "{\"failed\": false}"
                        : "\(number) of \(target.environment) succeeded, and nothing failed since")
            }
        }
        let explanation = CauseCatalogue.explain(bundle)
        try StandardOutput.write(json ? JSONOutput.text(of: explanation) : explanation.text())
        if !explanation.isKnown { throw ExitCode.failure }
    }

    private func live() async throws -> EvidenceReader.Found {
        let site = try target.site()
        let location = try? await site.location()
        var stores: [any EvidenceStore] = [FileEvidenceStore(root: ReportFiles.folder)]
        if let location { stores.append(BucketEvidenceStore(calls: site.context.calls, bucket: location)) }
        let ledger = location.map {
            ReleaseLedger(context: site.context, location: $0, environment: site.plan.environment)
        }
        let reader = EvidenceReader(
            context: site.context, environment: site.plan.environment, stacks: site.plan.stacks.map(\.name),
            ledger: ledger, stores: stores)
        do {
            let found = try await reader.read(release: release)
            if save { StandardError.note("evidence: \(try await CombinedEvidenceStore(stores).save(found.bundle))") }
            return found
        } catch let error as EngineError {
            let isMissing = error.code == .notFound
            throw isMissing ? CommandError(exitCode: .data, description: "error: \(error)") : CommandError(error)
        } catch {
            throw CommandError(exitCode: .failure, description: "error: \(error)")
        }
    }

    private static func read(_ file: String) throws -> EvidenceBundle {
        do {
            return try EvidenceBundle(json: InputFile.file(file))
        } catch let error as EvidenceFormatError {
            throw CommandError(exitCode: .data, description: "error: \(SafeDescription.path(file)): \(error)")
        }
    }
}
