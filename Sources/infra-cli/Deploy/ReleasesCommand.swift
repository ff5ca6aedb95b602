import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct ReleasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "releases",
        abstract: "Lists the releases of an environment.",
        usage: "infra-cli releases <environment> [<number>] [<options>]",
        discussion: """
            Reads the ledger in the artifact bucket: number, beginning, outcome, image, commit and author. With a number, \
            everything that is recorded about one release.

            Exit codes: 0 listed, 1 AWS reported an error, 64 wrong usage, 65 no such environment or release, 69 no \
            answer, 77 not permitted.

            EXAMPLE
              infra-cli releases production
              infra-cli releases production 41 --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Argument(help: "The number of one release.")
    var number: Int?

    @Option(help: "The number of releases to list.")
    var limit = 20

    @Flag(help: "Print JSON for programs.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("got --limit \(limit); expected 1 to 1000") }
    }

    func run() async throws {
        let ledger = try await target.site().ledger()
        guard let number else {
            let releases = try await Self.read { () async throws(LedgerError) in
                try await ledger.list(limit: limit).map(\.release)
            }
            return try StandardOutput.write(json ? JSONOutput.text(of: releases) : Self.table(releases))
        }
        let entry = try await Self.read { () async throws(LedgerError) in try await ledger.get(number) }
        guard let entry else {
            throw CommandError(exitCode: .data, description: "error: there is no release \(number)")
        }
        try StandardOutput.write(JSONOutput.text(of: entry.release))
    }

    private static func read<Result>(_ body: () async throws(LedgerError) -> Result) async throws(CommandError)
        -> Result
    {
        do {
            return try await body()
        } catch {
            throw CommandError(EngineError(error))
        }
    }

    private static func table(_ releases: [Release]) -> String {
        guard !releases.isEmpty else { return "no releases yet\n" }
        return Table.text(
            ["release", "began", "image", "commit", "outcome"],
            releases.map { release in
                let image = release.image.map { $0.tag ?? String($0.digest.dropFirst(7).prefix(12)) } ?? "-"
                let commit = release.author.commit.map { String($0.prefix(8)) } ?? "-"
                let outcome = "\(release.outcome)" + (release.pruned == nil ? "" : ", pruned")
                return ["\(release.number)", Table.time(release.started), image, commit, outcome]
            })
    }
}
